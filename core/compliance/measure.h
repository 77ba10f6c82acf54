// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/compliance/check.h"
#include "core/compliance/crop_plan.h"
#include "core/compliance/face_patch.h"
#include "core/compliance/report.h"

namespace zhaojian {

/// What all measures of one photo share, prepared once. Internal to compliance.
struct Scene {
  const Photo& photo;
  const Analysis& analysis;
  const Profile& profile;
  /// Empty without exactly one usable face.
  std::optional<HeadGeometry> head;
  /// The crop that would be delivered; for a photo that already has the profile's size: itself.
  std::optional<CropPlan> plan;
  /// The photo has exactly the profile's size and is measured as it stands.
  bool as_delivered = false;
  /// The face at the delivered scale. Empty without exactly one usable face.
  std::optional<FacePatch> patch;
};

/// One measure: its stable id and the function that takes it.
struct MeasureEntry {
  const char* id;
  Measure (*take)(const Scene& scene);
};

/// All measures, in the order in which a report lists them.
const std::vector<MeasureEntry>& AllMeasures();

/// True when a measure of this id exists.
bool IsMeasureId(std::string_view id);

/// A measured value held against the profile's limits.
/// @param reason suggested when the verdict is warn or block.
/// @param certainty 0..1.
Measure Judged(const Scene& scene, const std::string& id, double value, const std::string& unit,
               const std::string& reason, double certainty = 1.0);

/// A measure that could not be taken.
/// @param cause catalogue key cause.*
Measure NotAssessed(const Scene& scene, const std::string& id, const std::string& unit,
                    const std::string& cause);

/// The verdict of a value under limits (see Band).
Verdict VerdictOf(double value, const MeasureLimits& limits);

/// Catalogue key saying why a face measure cannot be taken: no face, several, or no landmarks.
std::string WhyNoFace(const Scene& scene);

/// A landmark in upright source pixels.
cv::Point2f LandmarkAt(const Scene& scene, int index);

/// The eyes lie behind lenses too dark to judge what is behind them. Threshold: see
/// measure_glasses_tint.cc.
bool BehindDarkLenses(const Scene& scene);

// Each of these lives in the file of its name: measure_<group>_<name>.cc.

/// Format and soundness of the file: 1 = sound.
Measure MeasureFileFormat(const Scene& scene);
/// Short side of the source, pixels.
Measure MeasureFilePixels(const Scene& scene);
/// Size of the file, bytes.
Measure MeasureFileBytes(const Scene& scene);
/// Estimated JPEG quality, IJG scale.
Measure MeasureFileJpegQuality(const Scene& scene);
/// Share of coloured pixels, percent.
Measure MeasureAuthenticGreyscale(const Scene& scene);
/// Faces in the picture.
Measure MeasureFaceCount(const Scene& scene);
/// The mesh network's belief that the one face is a clear upright face, 0..1.
Measure MeasureFaceClear(const Scene& scene);
/// Face width in the source, pixels.
Measure MeasureFaceSize(const Scene& scene);
/// Delivered pixels per source pixel of the best crop.
Measure MeasureGeometryScale(const Scene& scene);
/// Hair top from the top edge, delivered pixels.
Measure MeasureGeometryHairTop(const Scene& scene);
/// Eye line from the top edge, delivered pixels.
Measure MeasureGeometryEyeLine(const Scene& scene);
/// Cheek to cheek, delivered pixels.
Measure MeasureGeometryFaceWidth(const Scene& scene);
/// Hair top to chin, delivered pixels.
Measure MeasureGeometryHeadHeight(const Scene& scene);
/// Between the iris centres, delivered pixels.
Measure MeasureGeometryEyeDistance(const Scene& scene);
/// Chin from the bottom edge, delivered pixels.
Measure MeasureGeometryChin(const Scene& scene);
/// Face centre minus picture centre, delivered pixels.
Measure MeasureGeometryCentre(const Scene& scene);
/// Rows between source edge and hair, in delivered pixels.
Measure MeasureGeometryHeadroomInSource(const Scene& scene);
/// Rows of the source below the crop, delivered pixels; negative: the body ends above the bottom.
Measure MeasureGeometryBody(const Scene& scene);
/// Head turned, degrees.
Measure MeasurePoseYaw(const Scene& scene);
/// Head raised or lowered, degrees.
Measure MeasurePosePitch(const Scene& scene);
/// Eye line tilted, degrees.
Measure MeasurePoseRoll(const Scene& scene);
/// Lid distance of the narrower eye over eye-to-chin distance (ISO/IEC 29794-5 0x4d).
Measure MeasureEyesOpenness(const Scene& scene);
/// Sideways offset of the irises in the eyes, share of the eye width; 0 = straight.
Measure MeasureEyesGaze(const Scene& scene);
/// Inner lip distance over eye-to-chin distance (ISO/IEC 29794-5 0x4e).
Measure MeasureMouthOpen(const Scene& scene);
/// Share of bright uncoloured pixels between the lips, percent of the mouth's area.
Measure MeasureMouthTeeth(const Scene& scene);
/// Luminance of eyes and lids over that of the cheeks: low behind tinted lenses.
Measure MeasureGlassesTint(const Scene& scene);
/// Difference in colour between mouth and chin and the rest of the face, CIE (a*, b*) distance.
Measure MeasureOcclusionMouth(const Scene& scene);
/// Noise of the cheeks, 8-bit levels (Immerkaer 1996).
Measure MeasureNoise(const Scene& scene);
/// Mean Sobel gradient of the background's smoothed lightness (after ISO/IEC 29794-5 0x42).
Measure MeasureBackgroundUniformity(const Scene& scene);
/// 90th percentile of the face's linear luminance, 0..1 (for 0x47).
Measure MeasureLightOver(const Scene& scene);
/// Mean linear luminance of the face, 0..1 (0x44), raised where the picture's bright end shows that
/// dark skin and not dark light is the cause.
Measure MeasureLightUnder(const Scene& scene);
/// Difference of the two cheeks' CIE L* (for 0x43).
Measure MeasureLightEvenness(const Scene& scene);
/// Distance of the cheeks' (a*, b*) from the skin box (0x4b).
Measure MeasureLightCast(const Scene& scene);
/// Detail of the face at the delivered scale, 0..1.
Measure MeasureSharpnessFace(const Scene& scene);

}  // namespace zhaojian
