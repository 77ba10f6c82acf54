// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <vector>

#include "core/compliance/face_zone.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Below this a face lies in the dark whatever else is bright: half of the darkest well-lit face
// (0.08) of the development photos.
constexpr double kBacklit = 0.04;
// A picture whose bright end is twice the limit is exposed well: a dark face in it has dark skin,
// and dark skin is no fault.
constexpr double kBrightShare = 0.5;
constexpr double kBrightEnd = 0.98;
// Unless the whites of the eyes are dark too: then light is missing on the face, before a bright
// wall or under a curve that crushed it. In well-lit faces with open eyes they have 0.12 and more,
// whatever the skin (development photos and renders), which is the limit of 0.14 over this.
constexpr double kWhiteGain = 1.2;
constexpr double kWhiteEnd = 0.90;
// A narrow eye shows lids and lashes: lid distance over the eye's length.
constexpr double kLeastOpening = 0.25;
constexpr std::array<std::array<size_t, 12>, 2> kEyes = {
    {{33, 161, 160, 159, 158, 157, 133, 154, 153, 145, 144, 163},
     {263, 388, 387, 386, 385, 384, 362, 381, 380, 374, 373, 390}}};

// Linear luminance, 0..1, of the whites of both eyes; empty where they are not to be seen.
std::optional<double> WhitesOfTheEyes(const Scene& scene) {
  const FacePatch& patch = *scene.patch;
  if (scene.regions) {
    const auto& glasses = scene.regions->Spectacles();
    if (!glasses || glasses->score >= kSurelyNoGlasses) return std::nullopt;
  }
  cv::Mat inside = cv::Mat::zeros(patch.luminance.size(), CV_8U);
  for (const auto& eye : kEyes) {
    const double length = cv::norm(patch.points[eye[0]] - patch.points[eye[6]]);
    const double lids = cv::norm(patch.points[eye[3]] - patch.points[eye[9]]);
    if (lids < kLeastOpening * length) return std::nullopt;
    std::vector<cv::Point> outline;
    for (const size_t index : eye) outline.emplace_back(patch.points[index]);
    cv::fillPoly(inside, std::vector<std::vector<cv::Point>>{outline}, cv::Scalar(255));
  }
  return LuminancePercentile(patch.luminance, inside, kWhiteEnd) / 255.0;
}

}  // namespace

Measure MeasureLightUnder(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.under", "ratio", WhyNoFace(scene));
  const double face = cv::mean(scene.patch->luminance, scene.patch->hull)[0] / 255.0;
  double bright = kBrightShare * PhotoLuminancePercentile(scene.photo, kBrightEnd) / 255.0;
  if (face < bright) {
    if (const auto white = WhitesOfTheEyes(scene)) bright = std::min(bright, kWhiteGain * *white);
  }
  const double value = face < kBacklit ? face : std::max(face, bright);
  return Judged(scene, "light.under", value, "ratio", "LIGHT-03", 0.7);
}

}  // namespace zhaojian
