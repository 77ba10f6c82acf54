// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/compliance/face_zone.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Skin texture, pores and fine hair, lies between 1 and 4 pixels of the patch.
constexpr double kFine = 0.7;
constexpr double kCoarse = 2.5;
constexpr int kLeastPixels = 300;
// The strongest detail of brows and lids: what the same lens and focus can show.
constexpr double kEdgeEnd = 0.90;
constexpr double kBurnt = 0.93;

}  // namespace

Measure MeasureAuthenticBeautified(const Scene& scene) {
  const char* id = "authentic.beautified";
  if (!scene.patch) return NotAssessed(scene, id, "percent", WhyNoFace(scene));
  const FacePatch& patch = *scene.patch;
  const cv::Mat cheeks = CheekZone(patch);
  const FaceFrame frame(patch);
  const cv::Mat eyes = frame.Box(-1.0, 1.0, -0.45, 0.20) & patch.hull;
  if (cv::countNonZero(cheeks) < kLeastPixels || cv::countNonZero(eyes) < kLeastPixels)
    return NotAssessed(scene, id, "percent", "cause.face_cut");
  if (LuminancePercentile(patch.luminance, cheeks, 0.5) > kBurnt * 255)
    return NotAssessed(scene, id, "percent", "cause.burnt");
  cv::Mat lightness;
  cv::extractChannel(patch.lab, lightness, 0);
  cv::Mat fine;
  cv::Mat coarse;
  cv::GaussianBlur(lightness, fine, {0, 0}, kFine);
  cv::GaussianBlur(lightness, coarse, {0, 0}, kCoarse);
  const cv::Mat detail = cv::abs(fine - coarse);
  auto skin = ValuesOf(detail, cheeks);
  auto edges = ValuesOf(detail, eyes);
  const double edge = Percentile(&edges, kEdgeEnd);
  if (edge <= 0) return NotAssessed(scene, id, "percent", "cause.blurred");
  // Noise and texture together; a filter that smooths skin keeps the edges and takes both.
  return Judged(scene, id, 100 * Percentile(&skin, 0.5) / edge, "percent", "EDIT-01", 0.5);
}

}  // namespace zhaojian
