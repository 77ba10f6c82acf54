// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Iris centre and one rim point per eye. The pupil fills about half of the iris' radius, more when
// a flash was needed.
constexpr std::array<std::array<size_t, 2>, 2> kIrises = {{{468, 469}, {473, 474}}};
constexpr double kPupil = 0.5;
constexpr double kLeastRadius = 1.5;
// Added to each pixel's green and blue, so that the colour noise of a black pupil is no red: an
// eighth of the range.
constexpr double kDarkFloor = 32;

// Mean of R / (G + B) over the pupil disc, photo standard §4 EYE-07.
double Redness(const cv::Mat& bgr, const cv::Point2f& centre, double radius) {
  const cv::Rect box =
      cv::Rect(
          cv::Point2f(centre.x - static_cast<float>(radius), centre.y - static_cast<float>(radius)),
          cv::Size(static_cast<int>(2 * radius) + 1, static_cast<int>(2 * radius) + 1)) &
      cv::Rect({0, 0}, bgr.size());
  double sum = 0;
  int count = 0;
  for (int y = box.y; y < box.br().y; ++y) {
    for (int x = box.x; x < box.br().x; ++x) {
      const cv::Point2f at(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f);
      if (cv::norm(at - centre) > radius) continue;
      const auto& p = bgr.at<cv::Vec3b>(y, x);
      sum += p[2] / (p[0] + p[1] + kDarkFloor);
      ++count;
    }
  }
  return count == 0 ? 0 : sum / count;
}

}  // namespace

Measure MeasureEyesRed(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "eyes.red", "ratio", WhyNoFace(scene));
  const FacePatch& patch = *scene.patch;
  double redness = 0;
  Evidence rings[2];
  for (size_t i = 0; i < kIrises.size(); ++i) {
    const cv::Point2f centre = patch.points[kIrises[i][0]];
    const double radius = kPupil * cv::norm(patch.points[kIrises[i][1]] - centre);
    if (radius < kLeastRadius) return NotAssessed(scene, "eyes.red", "ratio", "cause.face_small");
    redness = std::max(redness, Redness(patch.bgr, centre, radius));
    rings[i] = {Evidence::Kind::kPoint, {patch.ToSource(centre)}, ""};
  }
  Measure measure = Judged(scene, "eyes.red", redness, "ratio", "EYE-07", 0.7);
  measure.evidence.assign(std::begin(rings), std::end(rings));
  return measure;
}

}  // namespace zhaojian
