// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/close_up.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <string_view>

namespace zhaojian {
namespace {

/// The head's own axes, upright source pixels: `eye` = distance of the irises, `chin` = from the
/// eye line down to the chin, `hair` = from the eye line up to the hair top.
struct HeadFrame {
  cv::Point2f middle;
  cv::Point2f right;
  cv::Point2f down;
  float eye = 0, chin = 0, hair = 0;
};

enum class Unit { kEye, kChin, kHair };

/// A place in the head's axes. x and width count in eye distances; y is `y_of` times its unit plus
/// `y` eye distances. Proportions: ISO/IEC 19794-5 D.1 (adult heads), with room around.
struct Place {
  std::string_view prefix;
  float x, y, width, height;
  Unit unit;
  float y_of;
  /// Shown on both sides of the middle, at -x and +x.
  bool both = false;
};

// The longest prefix that fits wins.
constexpr Place kPlaces[] = {
    {"eyes.", 0, 0.0f, 2.3f, 0.62f, Unit::kEye, 0},
    {"glasses.", 0, 0.1f, 2.6f, 0.8f, Unit::kEye, 0},
    {"pose.roll", 0, 0.0f, 2.6f, 0.8f, Unit::kEye, 0},
    {"geometry.eye_line", 0, 0.0f, 2.6f, 0.8f, Unit::kEye, 0},
    {"occlusion.eyes", 0, -0.1f, 2.3f, 0.75f, Unit::kEye, 0},
    {"occlusion.brows", 0, -0.38f, 2.4f, 0.75f, Unit::kEye, 0},
    {"occlusion.ears", 1.22f, 0.35f, 0.75f, 1.2f, Unit::kEye, 0, true},
    {"occlusion.mouth", 0, 0.0f, 1.9f, 1.0f, Unit::kChin, 0.66f},
    {"occlusion.", 0, 0.0f, 3.4f, 3.0f, Unit::kChin, 0.35f},
    {"mouth.", 0, 0.0f, 1.4f, 0.6f, Unit::kChin, 0.6f},
    {"expression.", 0, 0.0f, 2.4f, 2.4f, Unit::kChin, 0.35f},
    {"geometry.hair_top", 0, 0.0f, 3.2f, 1.2f, Unit::kHair, -1.0f},
    {"geometry.headroom_in_source", 0, 0.0f, 3.2f, 1.2f, Unit::kHair, -1.0f},
    {"geometry.face_width", 0, 0.0f, 3.0f, 1.4f, Unit::kChin, 0.25f},
    {"geometry.centre", 0, 0.0f, 3.6f, 3.0f, Unit::kChin, 0.25f},
    {"geometry.shoulders", 0, 1.2f, 7.0f, 3.0f, Unit::kChin, 1.0f},
    {"geometry.body", 0, 1.6f, 7.0f, 3.0f, Unit::kChin, 1.0f},
    {"pose.shoulders", 0, 1.2f, 7.0f, 3.0f, Unit::kChin, 1.0f},
    {"pose.", 0, 0.0f, 3.4f, 2.8f, Unit::kChin, 0.35f},
    {"hair.", 0, 0.0f, 4.0f, 2.0f, Unit::kHair, -0.8f},
    {"headwear", 0, 0.0f, 4.0f, 2.0f, Unit::kHair, -0.7f},
    {"ornaments", 0, 0.0f, 3.6f, 2.6f, Unit::kChin, 0.85f},
    {"clothes.", 0, 0.8f, 3.0f, 1.3f, Unit::kChin, 1.0f},
    {"light.", 0, 0.0f, 2.6f, 1.0f, Unit::kChin, 0.3f},
    {"sharpness.", 0, 0.0f, 2.0f, 0.9f, Unit::kEye, 0},
    {"noise", 0, 0.0f, 2.0f, 0.9f, Unit::kChin, 0.35f},
    {"compression", 0, 0.0f, 2.0f, 0.9f, Unit::kChin, 0.35f},
    {"authentic.", 0, 0.0f, 2.6f, 1.6f, Unit::kChin, 0.3f},
    {"face.", 0, 0.0f, 3.6f, 3.6f, Unit::kChin, 0.25f},
};

// Room around evidence that has no place of its own, as a share of its larger side, and the least
// side as a share of the photo's.
constexpr float kRoom = 0.25f, kLeastShare = 0.08f;

std::optional<HeadFrame> FrameOf(const Report& report) {
  if (!report.key_points) return std::nullopt;
  const KeyPoints& at = *report.key_points;
  const cv::Point2f across = at.eye_right - at.eye_left;
  HeadFrame head;
  head.eye = std::hypot(across.x, across.y);
  if (!(head.eye > 1)) return std::nullopt;
  head.middle = (at.eye_left + at.eye_right) * 0.5f;
  head.right = across * (1 / head.eye);
  head.down = {-head.right.y, head.right.x};
  // A chin or a hair top on the wrong side of the eyes is a broken landmark: fall back to the
  // proportions of the standard's adult head.
  head.chin = (at.chin - head.middle).dot(head.down);
  if (head.chin < 0.8f * head.eye) head.chin = 1.9f * head.eye;
  head.hair = -(at.hair_top - head.middle).dot(head.down);
  if (head.hair < 0.5f * head.eye) head.hair = 1.7f * head.eye;
  return head;
}

const Place* PlaceOf(const std::string& measure) {
  const Place* best = nullptr;
  for (const Place& place : kPlaces) {
    const bool fits = measure.rfind(place.prefix, 0) == 0;
    if (fits && (best == nullptr || place.prefix.size() > best->prefix.size())) best = &place;
  }
  return best;
}

CloseUp InFrame(const HeadFrame& head, const Place& place, float side) {
  const float unit = place.unit == Unit::kEye    ? head.eye
                     : place.unit == Unit::kChin ? head.chin
                                                 : head.hair;
  const float y = place.y_of * unit + place.y * head.eye;
  CloseUp out;
  out.centre = head.middle + head.right * (side * place.x * head.eye) + head.down * y;
  out.size = {place.width * head.eye, place.height * head.eye};
  out.angle = std::atan2(head.right.y, head.right.x) * 180 / CV_PI;
  return out;
}

/// The box around the evidence; nothing for lines that cross the whole picture.
std::vector<CloseUp> AroundEvidence(const Report& report, const Measure& measure) {
  float x0 = std::numeric_limits<float>::max(), y0 = x0, x1 = -x0, y1 = -x0;
  for (const Evidence& evidence : measure.evidence) {
    for (const cv::Point2f& point : evidence.points) {
      x0 = std::min(x0, point.x), x1 = std::max(x1, point.x);
      y0 = std::min(y0, point.y), y1 = std::max(y1, point.y);
    }
  }
  if (x1 < x0) return {};
  const auto longer = static_cast<float>(std::max(report.size.width, report.size.height));
  const float room = std::max(kRoom * std::max(x1 - x0, y1 - y0), kLeastShare * longer / 2);
  CloseUp out;
  out.centre = {(x0 + x1) / 2, (y0 + y1) / 2};
  out.size = {x1 - x0 + 2 * room, y1 - y0 + 2 * room};
  return {out};
}

}  // namespace

std::vector<CloseUp> CloseUpsOf(const Report& report, const std::string& measure) {
  const std::optional<HeadFrame> head = FrameOf(report);
  const Place* place = PlaceOf(measure);
  if (head && place != nullptr) {
    if (!place->both) return {InFrame(*head, *place, 1)};
    return {InFrame(*head, *place, -1), InFrame(*head, *place, 1)};
  }
  const Measure* found = report.Find(measure);
  return found == nullptr ? std::vector<CloseUp>() : AroundEvidence(report, *found);
}

cv::Matx23d CloseUpTransform(const CloseUp& place, cv::Size cell) {
  const double zoom =
      std::min(cell.width / std::max(1e-3, static_cast<double>(place.size.width)),
               cell.height / std::max(1e-3, static_cast<double>(place.size.height)));
  const double turn = place.angle * CV_PI / 180;
  // Turning the photo by minus the angle makes the eye line horizontal.
  const double c = zoom * std::cos(turn), s = zoom * std::sin(turn);
  const double x = place.centre.x, y = place.centre.y;
  return {c,  s, cell.width / 2.0 - c * x - s * y,  //
          -s, c, cell.height / 2.0 + s * x - c * y};
}

cv::Mat CutCloseUp(const cv::Mat& picture, double scale, const CloseUp& place, cv::Size cell,
                   const cv::Scalar& outside) {
  if (picture.empty() || cell.empty() || scale <= 0) return {};
  const cv::Matx23d source = CloseUpTransform(place, cell);
  const cv::Matx23d from{source(0, 0) / scale, source(0, 1) / scale, source(0, 2),
                         source(1, 0) / scale, source(1, 1) / scale, source(1, 2)};
  cv::Mat out;
  const double zoom = std::hypot(from(0, 0), from(1, 0));
  if (zoom < 0.5) {  // a bilinear kernel would skip pixels: reduce first
    cv::Mat small;
    const double half = 2 * zoom;
    cv::resize(picture, small, {}, half, half, cv::INTER_AREA);
    return CutCloseUp(small, scale * half, place, cell, outside);
  }
  cv::warpAffine(picture, out, from, cell, zoom > 1 ? cv::INTER_CUBIC : cv::INTER_LINEAR,
                 cv::BORDER_CONSTANT, outside);
  return out;
}

}  // namespace zhaojian
