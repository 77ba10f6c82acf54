// SPDX-License-Identifier: Apache-2.0
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "occlusion.face";
constexpr double kLeastArea = 30;

}  // namespace

Measure MeasureOcclusionFace(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {true, false});
  if (!why.empty()) return NotAssessed(scene, kId, "percent", why);
  const LevelFrame& frame = *scene.regions->Head();
  // Below the eyes, inside the contour, without the lips; shadow and beard are no objects.
  const auto zone = PointsOf(frame, {234, 93,  132, 58,  172, 136, 150, 149, 176, 148, 152, 377,
                                     400, 378, 379, 365, 397, 288, 361, 323, 454, 350, 195, 121});
  cv::Mat mask = FillPolygon(frame, zone);
  const auto lips = PointsOf(frame, {61, 40, 37, 0, 267, 270, 291, 321, 314, 17, 84, 91});
  cv::Mat mouth = FillPolygon(frame, lips);
  cv::dilate(mouth, mouth, cv::getStructuringElement(cv::MORPH_ELLIPSE, {5, 5}));
  mask.setTo(0, mouth);
  const cv::Mat other = Labelled(*scene.regions->Map(), Region::kOther);
  const auto share = ShareOf(mask, other, 200);
  if (!share) return NotAssessed(scene, kId, "percent", "cause.face_cut");
  Measure measure = Judged(scene, kId, 100 * *share, "percent", "OCC-05", 0.6);
  measure.evidence = OutlineEvidence(frame, mask & other, 4, kLeastArea);
  return measure;
}

}  // namespace zhaojian
