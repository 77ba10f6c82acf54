// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {

namespace {

bool IsDelivered(const Scene& scene) { return scene.as_delivered; }
bool HasHistory(const Scene& scene) {
  return scene.rejected != nullptr && !scene.rejected->empty();
}
// Most files state no day, and looking closer would not tell a reviewer either.
bool HasDay(const Scene& scene) { return scene.taken_on.has_value(); }
bool HasFocalLength(const Scene& scene) { return scene.photo.info.focal_35mm > 0; }
bool IsCutOut(const Scene& scene) { return scene.cut_out.has_value(); }

}  // namespace

const std::vector<MeasureEntry>& AllMeasures() {
  static const std::vector<MeasureEntry> kAll = {
      {"file.format", MeasureFileFormat},
      {"file.pixels", MeasureFilePixels},
      {"file.bytes", MeasureFileBytes},
      {"file.jpeg_quality", MeasureFileJpegQuality},
      {"file.density", MeasureFileDensity, IsDelivered},
      {"file.border", MeasureFileBorder},
      {"file.text", MeasureFileText},
      {"file.age", MeasureFileAge, HasDay},
      {"file.screenshot", MeasureFileScreenshot},
      {"file.duplicate", MeasureFileDuplicate, HasHistory},
      {"file.upscaled", MeasureFileUpscaled},
      {"authentic.greyscale", MeasureAuthenticGreyscale},
      {"authentic.filter", MeasureAuthenticFilter},
      {"authentic.moire", MeasureAuthenticMoire},
      {"authentic.beautified", MeasureAuthenticBeautified},
      {"face.count", MeasureFaceCount},
      {"face.clear", MeasureFaceClear},
      {"face.size", MeasureFaceSize},
      {"geometry.scale", MeasureGeometryScale},
      {"geometry.hair_top", MeasureGeometryHairTop},
      {"geometry.eye_line", MeasureGeometryEyeLine},
      {"geometry.face_width", MeasureGeometryFaceWidth},
      {"geometry.head_height", MeasureGeometryHeadHeight},
      {"geometry.eye_distance", MeasureGeometryEyeDistance},
      {"geometry.chin", MeasureGeometryChin},
      {"geometry.centre", MeasureGeometryCentre},
      {"geometry.headroom_in_source", MeasureGeometryHeadroomInSource},
      {"geometry.body", MeasureGeometryBody},
      {"geometry.proportions", MeasureGeometryProportions},
      {"geometry.perspective", MeasureGeometryPerspective, HasFocalLength},
      {"geometry.shoulders", MeasureGeometryShoulders},
      {"pose.yaw", MeasurePoseYaw},
      {"pose.pitch", MeasurePosePitch},
      {"pose.roll", MeasurePoseRoll},
      {"pose.shoulders", MeasurePoseShoulders},
      {"eyes.openness", MeasureEyesOpenness},
      {"eyes.gaze", MeasureEyesGaze},
      {"eyes.red", MeasureEyesRed},
      {"mouth.open", MeasureMouthOpen},
      {"mouth.teeth", MeasureMouthTeeth},
      {"expression.neutral", MeasureExpressionNeutral},
      {"glasses.present", MeasureGlassesPresent},
      {"eyes.tinted", MeasureEyesTinted},
      {"eyes.glare", MeasureEyesGlare},
      {"eyes.frame", MeasureEyesFrame},
      {"occlusion.brows", MeasureOcclusionBrows},
      {"occlusion.eyes", MeasureOcclusionEyes},
      {"occlusion.ears", MeasureOcclusionEars},
      {"occlusion.outline", MeasureOcclusionOutline},
      {"occlusion.face", MeasureOcclusionFace},
      {"occlusion.mouth", MeasureOcclusionMouth},
      {"headwear", MeasureHeadwear},
      {"ornaments", MeasureOrnaments},
      {"hair.height", MeasureHairHeight},
      {"clothes.contrast", MeasureClothesContrast},
      {"clothes.pattern", MeasureClothesPattern},
      {"clothes.neckline", MeasureClothesNeckline},
      {"light.over", MeasureLightOver},
      {"light.under", MeasureLightUnder},
      {"light.evenness", MeasureLightEvenness},
      {"light.shine", MeasureLightShine},
      {"light.shadow", MeasureLightShadow},
      {"light.cast", MeasureLightCast},
      {"light.contrast", MeasureLightContrast},
      {"sharpness.face", MeasureSharpnessFace},
      {"sharpness.motion", MeasureSharpnessMotion},
      {"noise", MeasureNoise},
      {"compression", MeasureCompression},
      {"background.uniformity", MeasureBackgroundUniformity},
      {"background.gradient", MeasureBackgroundGradient},
      {"background.colour", MeasureBackgroundColour},
      {"background.shadow", MeasureBackgroundShadow},
      {"matte.halo", MeasureMatteHalo, IsCutOut},
      {"matte.cut", MeasureMatteCut, IsCutOut},
      {"background.separable", MeasureBackgroundSeparable},
  };
  return kAll;
}

bool IsMeasureId(std::string_view id) {
  const auto& all = AllMeasures();
  return std::any_of(all.begin(), all.end(),
                     [&](const MeasureEntry& entry) { return id == entry.id; });
}

namespace {

// A crop that is planned onto its limit lies on it, whatever the last bits of a float say: 300 px
// came out as 300.00001 and blocked.
constexpr double kFloatNoise = 1e-6;

bool Under(double value, double limit) {
  return value < limit - kFloatNoise * std::max(1.0, std::abs(limit));
}
bool Over(double value, double limit) {
  return value > limit + kFloatNoise * std::max(1.0, std::abs(limit));
}

}  // namespace

Verdict VerdictOf(double value, const MeasureLimits& limits) {
  const Band& b = limits.band;
  const bool below = b.low && Under(value, *b.low);
  const bool above = b.high && Over(value, *b.high);
  if (!below && !above) return Verdict::kOk;
  if (limits.warn_only) return Verdict::kWarn;
  if (below) return b.block_low && !Under(value, *b.block_low) ? Verdict::kWarn : Verdict::kBlock;
  return b.block_high && !Over(value, *b.block_high) ? Verdict::kWarn : Verdict::kBlock;
}

namespace {

Measure Blank(const Scene& scene, const std::string& id, const std::string& unit) {
  Measure measure;
  measure.id = id;
  measure.unit = unit;
  const auto limits = scene.profile.limits.find(id);
  if (limits != scene.profile.limits.end()) measure.band = limits->second.band;
  return measure;
}

}  // namespace

Measure Judged(const Scene& scene, const std::string& id, double value, const std::string& unit,
               const std::string& reason, double certainty) {
  Measure measure = Blank(scene, id, unit);
  measure.value = value;
  measure.certainty = certainty;
  const auto limits = scene.profile.limits.find(id);
  measure.verdict =
      limits == scene.profile.limits.end() ? Verdict::kOk : VerdictOf(value, limits->second);
  const bool bad = measure.verdict == Verdict::kWarn || measure.verdict == Verdict::kBlock;
  if (bad) measure.reason = reason;
  return measure;
}

Measure NotAssessed(const Scene& scene, const std::string& id, const std::string& unit,
                    const std::string& cause) {
  Measure measure = Blank(scene, id, unit);
  measure.cause = cause;
  measure.certainty = 0;
  return measure;
}

std::string WhyNoFace(const Scene& scene) {
  if (scene.analysis.faces.empty()) return "cause.no_face";
  return scene.analysis.faces.size() > 1 ? "cause.several_faces" : "cause.no_landmarks";
}

cv::Point2f LandmarkAt(const Scene& scene, int index) {
  const auto& p = scene.analysis.landmarks[static_cast<size_t>(index)];
  return {p.x, p.y};
}

}  // namespace zhaojian
