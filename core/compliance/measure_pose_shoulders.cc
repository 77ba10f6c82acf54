// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/compliance/body_outline.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "pose.shoulders";
// The shoulders are read from the neck's middle outwards, as far out as both sides show, in face
// widths: near the neck both slopes start alike whatever the shoulders do.
constexpr float kNearest = 0.85f;
constexpr float kFarthest = 1.45f;
constexpr float kStep = 0.05f;
constexpr size_t kReadings = 5;  // the farthest, of which the median counts
constexpr size_t kLeastReadings = 3;
// The row below the chin in which the neck's middle is taken, face widths; with this share of hair
// beside the neck (eye units round the chin) the chin stands for it.
constexpr float kNeckRow = 0.10f;
constexpr float kNeckHalf = 0.9f;
constexpr float kNeckDown = 0.3f;
constexpr double kHairBeside = 0.08;

struct Reading {
  float degrees = 0;
  cv::Point2f left;
  cv::Point2f right;
};

// Long hair on a shoulder hides its line.
bool IsHair(const Scene& scene, const cv::Point2f& at) {
  if (!scene.regions || scene.regions->Map() == nullptr) return false;
  const LevelFrame& frame = *scene.regions->Head();
  const cv::Matx23f& m = frame.to_source;
  const float scale = m(0, 0) * m(0, 0) + m(1, 0) * m(1, 0);
  const cv::Point2f d(at.x - m(0, 2), at.y - m(1, 2));
  // The inverse of a turn and a scaling; a little below the outline.
  const cv::Point to(cvFloor((m(0, 0) * d.x + m(1, 0) * d.y) / scale),
                     cvFloor((m(0, 1) * d.x + m(1, 1) * d.y) / scale) + 5);
  const cv::Mat& labels = scene.regions->Map()->labels;
  return cv::Rect({0, 0}, labels.size()).contains(to) &&
         labels.at<unsigned char>(to) == static_cast<unsigned char>(Region::kHair);
}

// Source column of the neck's middle.
float NeckMiddle(const Scene& scene, float width) {
  const cv::Point2f chin = scene.head->chin;
  if (!scene.regions || scene.regions->Map() == nullptr) return chin.x;
  const LevelFrame& frame = *scene.regions->Head();
  const cv::Point2f at = frame.points[152];
  const float unit = frame.window.unit;
  const cv::Rect box = cv::Rect(cv::Point(at - cv::Point2f(kNeckHalf, 0) * unit),
                                cv::Point(at + cv::Point2f(kNeckHalf, kNeckDown) * unit)) &
                       cv::Rect({0, 0}, frame.bgr.size());
  if (box.area() == 0) return chin.x;
  const int hair = cv::countNonZero(Labelled(*scene.regions->Map(), Region::kHair)(box));
  if (hair > kHairBeside * box.area()) return chin.x;
  const BodyReach neck = ReachAt(scene.analysis, chin.x, chin.y + kNeckRow * width);
  return chin.x + (neck.right - neck.left) / 2;
}

std::vector<Reading> ReadShoulders(const Scene& scene, float middle, float width) {
  std::vector<Reading> found;
  for (float d = kFarthest * width; d > (kNearest - kStep / 2) * width; d -= kStep * width) {
    const auto left = BodyTop(scene.analysis, middle - d);
    const auto right = BodyTop(scene.analysis, middle + d);
    // A hand or hair beside the face is no shoulder.
    if (!left || !right || std::min(*left, *right) < scene.head->chin.y) continue;
    const Reading reading{std::atan2(*right - *left, 2 * d) * 180 / static_cast<float>(CV_PI),
                          {middle - d, *left},
                          {middle + d, *right}};
    if (IsHair(scene, reading.left) || IsHair(scene, reading.right)) continue;
    found.push_back(reading);
    if (found.size() == kReadings) break;
  }
  return found;
}

}  // namespace

Measure MeasurePoseShoulders(const Scene& scene) {
  if (!scene.head) return NotAssessed(scene, kId, "deg", WhyNoFace(scene));
  const auto width = static_cast<float>(scene.head->face_right_x - scene.head->face_left_x);
  std::vector<Reading> found = ReadShoulders(scene, NeckMiddle(scene, width), width);
  if (found.size() < kLeastReadings) return NotAssessed(scene, kId, "deg", "cause.no_shoulders");
  std::sort(found.begin(), found.end(),
            [](const Reading& a, const Reading& b) { return a.degrees < b.degrees; });
  const Reading& middle = found[found.size() / 2];
  Measure measure = Judged(scene, kId, static_cast<double>(middle.degrees), "deg", "POSE-04", 0.6);
  measure.evidence.push_back({Evidence::Kind::kLine, {middle.left, middle.right}, ""});
  return measure;
}

}  // namespace zhaojian
