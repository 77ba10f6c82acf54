// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/compliance/check.h"
#include "core/compliance/crop_plan.h"
#include "core/compliance/cut_out.h"
#include "core/compliance/face_patch.h"
#include "core/compliance/face_regions.h"
#include "core/compliance/iso.h"
#include "core/compliance/overview.h"
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
  /// The whole photo, small.
  Overview overview;
  /// Photos of this student that were rejected before; nullptr where nobody keeps them.
  const std::vector<KnownPhoto>* rejected = nullptr;
  /// Levelled frames and regions, made when a measure first asks. Null without exactly one usable
  /// face.
  std::shared_ptr<FaceRegions> regions = nullptr;
  /// Empty unless the subject was cut out before.
  std::optional<CutOut> cut_out = std::nullopt;
  /// As in CheckInput.
  std::optional<absl::CivilDay> taken_on = std::nullopt;
  std::optional<absl::CivilDay> today = std::nullopt;
};

/// One measure: its stable id and the function that takes it.
struct MeasureEntry {
  const char* id;
  Measure (*take)(const Scene& scene);
  /// Null: always. A measure that has nothing to say about this kind of photo is left out of the
  /// report; kUnknown is for what could have been seen and was not.
  bool (*applies)(const Scene& scene) = nullptr;
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
/// measure_eyes_tinted.cc.
bool BehindDarkLenses(const Scene& scene);

/// Distance of the cheeks' mean (a*, b*) from the box of natural skin (ISO/IEC 29794-5 0x4b):
/// a* 5..25, b* 5..35; 100 when either is negative. Empty when a cheek is cut.
std::optional<double> NaturalColourDistance(const FacePatch& patch);

/// Mean (a*, b*) of the whites of the eyes; empty where too little white is seen.
std::optional<cv::Vec2d> EyeWhite(const FacePatch& patch);

/// Widest lid distance of the narrower eye, and widest inner lip distance, upright source pixels.
double EyeOpening(const Scene& scene);
double LipOpening(const Scene& scene);

/// The measures of ISO/IEC 29794-5 that need no trained quality network, all 24, in ascending
/// order.
std::vector<IsoMeasure> TakeIsoMeasures(const Scene& scene);

// Each of these lives in the file of its name: measure_<group>_<name>.cc.

/// Format and soundness of the file: 1 = sound.
Measure MeasureFileFormat(const Scene& scene);
/// Short side of the source, pixels.
Measure MeasureFilePixels(const Scene& scene);
/// Size of the file, bytes.
Measure MeasureFileBytes(const Scene& scene);
/// Estimated JPEG quality, IJG scale.
Measure MeasureFileJpegQuality(const Scene& scene);
/// Density the file states, dots per inch; applies to a delivered file only.
Measure MeasureFileDensity(const Scene& scene);
/// Sides of the picture with a strip of one colour that ends on a straight line.
Measure MeasureFileBorder(const Scene& scene);
/// Days since the day that the camera wrote into the file. Applies where it wrote one.
Measure MeasureFileAge(const Scene& scene);
/// Characters of the longest line printed into the picture's margin: a date, a watermark.
Measure MeasureFileText(const Scene& scene);
/// Signs that the file is a picture of a screen: size of a phone's screen, stored losslessly, bars.
Measure MeasureFileScreenshot(const Scene& scene);
/// Bits by which the perceptual hash differs from the nearest rejected photo's; 0 = the same file.
/// Applies where one was rejected.
Measure MeasureFileDuplicate(const Scene& scene);
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
Measure MeasureEyesTinted(const Scene& scene);
/// Belief that spectacles are worn, 0..1: bridge, rims and temples whatever the lenses.
Measure MeasureGlassesPresent(const Scene& scene);
/// Share of the lens zones that is glare, percent. Veils are not seen.
Measure MeasureEyesGlare(const Scene& scene);
/// Share of the width of both eyes along which a dark rim crosses the irises, percent.
Measure MeasureEyesFrame(const Scene& scene);
/// Share of a brow under hanging hair, or half the share of the skin just above it, percent, the
/// worse brow.
Measure MeasureOcclusionBrows(const Scene& scene);
/// Share of the zone round an eye that hanging hair covers, percent, the worse eye.
Measure MeasureOcclusionEyes(const Scene& scene);
/// Share of the band of an ear that is not skin, percent, the worse ear.
Measure MeasureOcclusionEars(const Scene& scene);
/// Share of the band inside the face's contour that hanging hair covers, percent, the worse side.
Measure MeasureOcclusionOutline(const Scene& scene);
/// Share of the lower face that is neither skin nor hair, percent.
Measure MeasureOcclusionFace(const Scene& scene);
/// Likeness of what is above the forehead to headwear, 0..1: a brim, a colour hair does not have,
/// or a smooth cover down to the brows. A smooth crown without these is not assessed.
Measure MeasureHeadwear(const Scene& scene);
/// Likeness of what is at the ears to headphones, 0..1; rings, chains and badges are not found, so
/// without a finding it is not assessed.
Measure MeasureOrnaments(const Scene& scene);
/// Hair above the forehead over the whole head's height.
Measure MeasureHairHeight(const Scene& scene);
/// Colour difference (CIE76) of clothes and what lies behind them, before and after replacement.
Measure MeasureClothesContrast(const Scene& scene);
/// Share of the clothes whose colour varies within small windows, percent.
Measure MeasureClothesPattern(const Scene& scene);
/// Share of the body below the neck that is skin, percent.
Measure MeasureClothesNeckline(const Scene& scene);
/// Reach of the body from the face's middle at the bottom of the crop, face widths, smaller side.
Measure MeasureGeometryShoulders(const Scene& scene);
/// Slope of the line through both shoulders, degrees, + = image right lower.
Measure MeasurePoseShoulders(const Scene& scene);
/// Share of the outline where person and background have nearly one colour, percent.
Measure MeasureBackgroundSeparable(const Scene& scene);
/// Difference in colour between mouth and chin and the rest of the face, CIE (a*, b*) distance.
Measure MeasureOcclusionMouth(const Scene& scene);
/// Noise of the cheeks, 8-bit levels (Immerkaer 1996).
Measure MeasureNoise(const Scene& scene);
/// Mean Sobel gradient of the background's smoothed lightness (after ISO/IEC 29794-5 0x42).
Measure MeasureBackgroundUniformity(const Scene& scene);
/// Largest colour difference (CIE76) between two places of the smooth surface that a plain
/// background makes, end to end.
Measure MeasureBackgroundGradient(const Scene& scene);
/// 90th percentile of the face's linear luminance, 0..1 (for 0x47).
Measure MeasureLightOver(const Scene& scene);
/// Mean linear luminance of the face, 0..1 (0x44), raised where the picture's bright end, and the
/// whites of the eyes where they are seen, show that dark skin and not dark light is the cause.
Measure MeasureLightUnder(const Scene& scene);
/// Difference of the two cheeks' CIE L* (for 0x43).
Measure MeasureLightEvenness(const Scene& scene);
/// Reflections of a lamp on the skin, percent of its area.
Measure MeasureLightShine(const Scene& scene);
/// Cheeks and nose in shadow, percent of their area.
Measure MeasureLightShadow(const Scene& scene);
/// Span of CIE L* over the face, 2nd to 98th percentile (for 0x48).
Measure MeasureLightContrast(const Scene& scene);
/// Mean R / (G + B) of the redder pupil.
Measure MeasureEyesRed(const Scene& scene);
/// How many times the detail of the face has been enlarged: 0.5 over the frequency, cycles per
/// delivered pixel, at which its spectrum is cut off.
Measure MeasureFileUpscaled(const Scene& scene);
/// Eye distance over the distance from eyes to mouth: off in a stretched picture.
Measure MeasureGeometryProportions(const Scene& scene);
/// Distance from camera to face, metres, of a picture as the camera took it: a near lens enlarges
/// the nose.
Measure MeasureGeometryPerspective(const Scene& scene);
/// Largest lift of the corners of the mouth, slant of the mouth or difference of the brows, in eye
/// distances. Advisory.
Measure MeasureExpressionNeutral(const Scene& scene);
/// How much more the face is smeared along one direction than along another; 1 = evenly.
Measure MeasureSharpnessMotion(const Scene& scene);
/// Steps on the grid of JPEG's blocks, 8-bit levels.
Measure MeasureCompression(const Scene& scene);
/// Largest channel difference of the background's median from the nearest colour that the profile
/// allows, 8-bit levels; judged on a delivered file only.
Measure MeasureBackgroundColour(const Scene& scene);
/// How much darker the darkest tenth of a plain background is than the rest of it, L*.
Measure MeasureBackgroundShadow(const Scene& scene);
/// Distance of the outline's colours from those of subject and background, CIE Lab, 90th
/// percentile. Applies to a subject that was cut out before, see FindCutOut.
Measure MeasureMatteHalo(const Scene& scene);
/// Share of the head that has the background's colour, percent. Applies as MeasureMatteHalo does.
Measure MeasureMatteCut(const Scene& scene);
/// Spread of (a*, b*) among pixels of the same lightness: nothing in a tinted picture.
Measure MeasureAuthenticFilter(const Scene& scene);
/// Highest narrow peak of the face's spectrum above its surroundings, dB.
Measure MeasureAuthenticMoire(const Scene& scene);
/// Fine detail of the cheeks in percent of that of the eyes.
Measure MeasureAuthenticBeautified(const Scene& scene);
/// Distance of the cheeks' (a*, b*) from the skin box (0x4b), or of the whites of the eyes from
/// theirs, whichever is larger.
Measure MeasureLightCast(const Scene& scene);
/// Detail of the face at the delivered scale, 0..1.
Measure MeasureSharpnessFace(const Scene& scene);

}  // namespace zhaojian
