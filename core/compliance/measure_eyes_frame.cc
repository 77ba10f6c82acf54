// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "eyes.frame";
// A rim is followed from beside the inner corner to beside the outer one, eye widths.
constexpr float kBeyond = 0.22f;
constexpr int kColumns = 72;
// Rows above and below the corners, eye units.
constexpr float kUp = 0.12f;
constexpr float kDown = 0.10f;
constexpr int kRows = 36;
constexpr float kStepPrice = 0.3f;
// A dark rim answers with at least this much (percent of the cheeks' lightness) beside the eye,
// where lashes and lids leave no line.
constexpr float kRim = 9.0f;
// And with this much all along.
constexpr float kRimInside = 7.0f;
// At the iris it must pass this near to its centre, eye units: lids and lashes lie further up.
constexpr float kIris = 0.06f;
constexpr float kOff = 0.04f;

struct Eye {
  size_t inner;
  size_t outer;
  size_t iris;
};
constexpr std::array<Eye, 2> kEyes = {{{133, 33, 468}, {362, 263, 473}}};

struct Crossing {
  double share = 0;  // of the columns with a dark line
  std::vector<cv::Point2f> path;
};

Crossing FindCrossing(const LevelFrame& eyes, const Eye& eye, const cv::Mat& ridges) {
  const cv::Point2f inner = eyes.points[eye.inner];
  const cv::Point2f along = eyes.points[eye.outer] - inner;
  const float unit = eyes.window.unit;
  cv::Mat positions(kRows, kColumns, CV_32FC2);
  for (int c = 0; c < kColumns; ++c) {
    const float t = -kBeyond + (1 + 2 * kBeyond) * static_cast<float>(c) / (kColumns - 1);
    const cv::Point2f at = inner + along * t;
    for (int r = 0; r < kRows; ++r) {
      const float y = -kUp + (kUp + kDown) * static_cast<float>(r) / (kRows - 1);
      positions.at<cv::Vec2f>(r, c) = {at.x, at.y + y * unit};
    }
  }
  cv::Mat response;
  cv::remap(ridges, response, positions, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  cv::min(cv::max(response, -3.0f), 12.0f, response);
  float mean = 0;
  const std::vector<int> rows = BestPath(response, kStepPrice, &mean);
  Crossing crossing;
  const cv::Point2f iris = eyes.points[eye.iris];
  int dark = 0;
  float off = 0;
  int near = 0;
  float beside = 0;
  int beside_count = 0;
  for (int c = 0; c < kColumns; ++c) {
    const int row = rows[static_cast<size_t>(c)];
    const auto& at = positions.at<cv::Vec2f>(row, c);
    crossing.path.emplace_back(at[0], at[1]);
    const float strength = response.at<float>(row, c);
    dark += strength >= kRimInside;
    if (std::abs(at[0] - iris.x) < kIris * unit) {
      off += at[1] - iris.y;
      ++near;
    }
    const float t = (at[0] - inner.x) / (along.x == 0 ? 1 : along.x);
    if (t > 0 && t < 1) continue;
    beside += strength;
    ++beside_count;
  }
  beside /= static_cast<float>(std::max(1, beside_count));
  if (beside >= kRim && near > 0 && std::abs(off / static_cast<float>(near)) < kOff * unit)
    crossing.share = 1.0 * dark / kColumns;
  return crossing;
}

}  // namespace

Measure MeasureEyesFrame(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {});
  if (!why.empty()) return NotAssessed(scene, kId, "percent", why);
  const auto& found = scene.regions->Spectacles();
  if (!found) return NotAssessed(scene, kId, "percent", WhyNoFace(scene));
  // No lens, no fault of a lens.
  if (found->score < kSurelyNoGlasses) return Judged(scene, kId, 0, "percent", "", 0.8);
  if (found->score < kGlassesEven)
    return NotAssessed(scene, kId, "percent", "cause.perhaps_glasses");
  const LevelFrame& eyes = *scene.regions->Eyes();
  // Frames sit level: both eyes or none.
  double least = 100;
  std::vector<Evidence> evidence;
  for (const Eye& eye : kEyes) {
    const Crossing crossing = FindCrossing(eyes, eye, found->ridges);
    least = std::min(least, 100 * crossing.share);
    Evidence line{Evidence::Kind::kPolyline, {}, ""};
    for (size_t i = 0; i < crossing.path.size(); i += 4)
      line.points.push_back(eyes.ToSource(crossing.path[i]));
    evidence.push_back(line);
  }
  Measure measure = Judged(scene, kId, least, "percent", "EYE-04", 0.6);
  measure.evidence = std::move(evidence);
  return measure;
}

}  // namespace zhaojian
