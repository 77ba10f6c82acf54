// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "eyes.glare";
// Lens zone: an ellipse below the middle of the eye corners, eye units (regions.md §4.2).
constexpr float kBelow = 0.05f;
constexpr float kAxisX = 0.25f;
constexpr float kAxisY = 0.17f;
// Glare is brighter than skin and than what is round it, and without colour.
constexpr float kLeastL = 88.0f;
constexpr float kMostL = 96.0f;
constexpr float kOverCheek = 15.0f;
constexpr float kOverSurround = 10.0f;
constexpr float kSurround = 0.22f;
constexpr float kLeastBlob = 0.0006f;  // square eye units
constexpr float kCatchLight = 0.004f;  // inside the lids and smaller: a catch-light
// Mostly inside the lids, smaller than this and not on the iris: the white.
constexpr float kWhiteOfTheEye = 0.02f;
constexpr float kOnIris = 0.5f;
constexpr std::array<size_t, 2> kIrises = {468, 473};
constexpr std::array<std::array<int, 12>, 2> kLids = {
    {{33, 161, 160, 159, 158, 157, 133, 154, 153, 145, 144, 163},
     {263, 388, 387, 386, 385, 384, 362, 381, 380, 374, 373, 390}}};
constexpr std::array<std::array<size_t, 2>, 2> kCorners = {{{33, 133}, {362, 263}}};

struct Zones {
  cv::Mat lens;
  cv::Mat lids;
  cv::Mat irises;
};

Zones ZonesOf(const LevelFrame& eyes) {
  Zones zones{cv::Mat::zeros(eyes.bgr.size(), CV_8U), cv::Mat::zeros(eyes.bgr.size(), CV_8U),
              cv::Mat::zeros(eyes.bgr.size(), CV_8U)};
  const float unit = eyes.window.unit;
  for (size_t side = 0; side < 2; ++side) {
    const cv::Point2f middle =
        eyes.Middle(kCorners[side][0], kCorners[side][1]) + cv::Point2f(0, kBelow * unit);
    cv::ellipse(zones.lens, cv::Point(middle), {cvRound(kAxisX * unit), cvRound(kAxisY * unit)}, 0,
                0, 360, cv::Scalar(255), cv::FILLED);
    std::vector<cv::Point> outline;
    for (const int index : kLids[side])
      outline.emplace_back(eyes.points[static_cast<size_t>(index)]);
    const cv::Point2f iris = eyes.points[kIrises[side]];
    const double radius = cv::norm(eyes.points[kIrises[side] + 1] - iris);
    cv::circle(zones.irises, iris, cvRound(radius), cv::Scalar(255), cv::FILLED);
    cv::fillPoly(zones.lids, std::vector<std::vector<cv::Point>>{outline}, cv::Scalar(255));
  }
  return zones;
}

// The connected parts of `mask` that hold a pixel of `seeds`.
cv::Mat Touching(const cv::Mat& mask, const cv::Mat& seeds) {
  cv::Mat parts;
  const int count = cv::connectedComponents(mask, parts);
  std::vector<bool> touched(static_cast<size_t>(count), false);
  cv::Mat out = cv::Mat::zeros(mask.size(), CV_8U);
  for (int y = 0; y < parts.rows; ++y) {
    for (int x = 0; x < parts.cols; ++x) {
      if (seeds.at<unsigned char>(y, x) != 0)
        touched[static_cast<size_t>(parts.at<int>(y, x))] = true;
    }
  }
  for (int part = 1; part < count; ++part) {
    if (touched[static_cast<size_t>(part)]) out.setTo(255, parts == part);
  }
  return out;
}

cv::Mat BrightPixels(const LevelFrame& eyes, const cv::Mat& lens, const cv::Vec3f& skin) {
  const cv::Mat lab = LabOf(eyes.bgr);
  std::array<cv::Mat, 3> planes;
  cv::split(lab, planes.data());
  cv::Mat chroma;
  cv::magnitude(planes[1], planes[2], chroma);
  cv::Mat around;
  const int window = 2 * cvRound(kSurround * eyes.window.unit / 2) + 1;
  cv::blur(planes[0], around, {window, window});
  const float bright = std::max(kLeastL, std::min(skin[0] + kOverCheek, kMostL));
  const float coloured = 0.6f * std::hypot(skin[1], skin[2]) + 3;
  const cv::Mat pale = (planes[0] > bright) & (chroma < coloured) & lens;
  // A window that fills the lens stands out from its surroundings at its edge only: the whole pale
  // part counts where some of it stands out.
  return Touching(pale, pale & (planes[0] - around > kOverSurround));
}

}  // namespace

Measure MeasureEyesGlare(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {});
  if (!why.empty()) return NotAssessed(scene, kId, "percent", why);
  const auto& found = scene.regions->Spectacles();
  if (!found || scene.regions->Map() == nullptr)
    return NotAssessed(scene, kId, "percent", WhyNoFace(scene));
  // No lens, no fault of a lens.
  if (found->score < kSurelyNoGlasses) return Judged(scene, kId, 0, "percent", "", 0.8);
  if (found->score < kGlassesEven)
    return NotAssessed(scene, kId, "percent", "cause.perhaps_glasses");
  const LevelFrame& eyes = *scene.regions->Eyes();
  const Zones zones = ZonesOf(eyes);
  cv::Mat glare = BrightPixels(eyes, zones.lens, scene.regions->Map()->skin_lab);
  cv::Mat parts;
  cv::Mat stats;
  cv::Mat centres;
  const int count = cv::connectedComponentsWithStats(glare, parts, stats, centres);
  const float square = eyes.window.unit * eyes.window.unit;
  for (int i = 1; i < count; ++i) {
    const cv::Mat part = parts == i;
    const auto area = static_cast<float>(stats.at<int>(i, cv::CC_STAT_AREA)) / square;
    const auto within = static_cast<float>(cv::countNonZero(part & zones.lids)) / square / area;
    const auto on_iris = static_cast<float>(cv::countNonZero(part & zones.irises)) / square / area;
    const bool of_the_eye = (within > 0.9f && area < kCatchLight) ||
                            (within > 0.6f && area < kWhiteOfTheEye && on_iris < kOnIris);
    if (area < kLeastBlob || of_the_eye) glare.setTo(0, part);
  }
  const double share = 100.0 * cv::countNonZero(glare) / cv::countNonZero(zones.lens);
  Measure measure = Judged(scene, kId, share, "percent", "EYE-03", 0.6);
  // The glare where there is any, else where it was looked for: both at once look like one finding.
  measure.evidence = OutlineEvidence(eyes, glare, 6, 1);
  if (measure.evidence.empty()) measure.evidence = OutlineEvidence(eyes, zones.lens, 2, 1);
  return measure;
}

}  // namespace zhaojian
