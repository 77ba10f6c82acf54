// SPDX-License-Identifier: Apache-2.0
#include "core/vision/level_frame.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zhaojian {
namespace {

constexpr size_t kOuterLeft = 33;
constexpr size_t kOuterRight = 263;
// Person probability above which a mask pixel belongs to the person.
constexpr float kPerson = 0.5f;
// A photo that is shrunk by more than this is averaged first, or single pixels would alias.
constexpr float kLargestStep = 1.6f;

// Affine map of frame pixels: origin + x * (c, s) + y * (-s, c).
cv::Matx23f FrameToSource(const cv::Point2f& middle, const cv::Point2f& along, float length,
                          const LevelWindow& window) {
  const float step = length / window.unit;
  const float c = along.x / length * step;
  const float s = along.y / length * step;
  const float x = window.left * window.unit;
  const float y = window.top * window.unit;
  return {c, -s, middle.x + c * x - s * y, s, c, middle.y + s * x + c * y};
}

// Shifts and scales the target of an affine map and moves it from continuous coordinates to pixel
// indices on both sides.
cv::Matx23f ToIndices(const cv::Matx23f& map, const cv::Point2f& scale, const cv::Point2f& origin) {
  cv::Matx23f out = map;
  for (int column = 0; column < 3; ++column) {
    out(0, column) *= scale.x;
    out(1, column) *= scale.y;
  }
  out(0, 2) += 0.5f * (out(0, 0) + out(0, 1)) - origin.x - 0.5f;
  out(1, 2) += 0.5f * (out(1, 0) + out(1, 1)) - origin.y - 0.5f;
  return out;
}

cv::Mat Sample(const cv::Mat& image, const cv::Matx23f& map, const cv::Size& size, int border) {
  cv::Mat out;
  cv::warpAffine(image, out, map, size, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, border);
  return out;
}

// The part of the photo that the window shows, averaged down to about the window's resolution.
struct Cut {
  cv::Mat bgr;
  cv::Point2f origin;  // of the cut, in cut pixels
  float shrink = 1;    // decoded pixels per cut pixel
};

Cut CutPhoto(const cv::Mat& bgr, const cv::Matx23f& to_decoded, const cv::Size& size, float step) {
  Cut cut{bgr, {0, 0}, 1};
  if (step < kLargestStep) return cut;
  const auto w = static_cast<float>(size.width);
  const auto h = static_cast<float>(size.height);
  std::vector<cv::Point2f> corners;
  for (const auto& p : {cv::Point2f(0, 0), cv::Point2f(w, 0), cv::Point2f(0, h), cv::Point2f(w, h)})
    corners.emplace_back(to_decoded * cv::Vec3f(p.x, p.y, 1));
  cv::Rect box = cv::boundingRect(corners) & cv::Rect({0, 0}, bgr.size());
  const int factor = std::max(2, static_cast<int>(std::lround(step)));
  box.width -= box.width % factor;
  box.height -= box.height % factor;
  if (box.width < factor || box.height < factor) return cut;
  cv::resize(bgr(box), cut.bgr, {box.width / factor, box.height / factor}, 0, 0, cv::INTER_AREA);
  cut.shrink = static_cast<float>(factor);
  cut.origin = cv::Point2f(box.tl()) / cut.shrink;
  return cut;
}

}  // namespace

cv::Point2f LevelFrame::ToSource(const cv::Point2f& p) const {
  const cv::Vec2f at = to_source * cv::Vec3f(p.x, p.y, 1);
  return {at[0], at[1]};
}

cv::Point2f LevelFrame::At(float x, float y) const {
  return {(x - window.left) * window.unit, (y - window.top) * window.unit};
}

cv::Point2f LevelFrame::Middle(size_t a, size_t b) const { return (points[a] + points[b]) * 0.5f; }

std::optional<LevelFrame> LevelFace(const Photo& photo, const Analysis& analysis,
                                    const LevelWindow& window) {
  if (analysis.landmarks.size() != kLandmarkCount || photo.bgr.empty()) return std::nullopt;
  const auto flat = [&](size_t i) {
    return cv::Point2f(analysis.landmarks[i].x, analysis.landmarks[i].y);
  };
  const cv::Point2f middle = (flat(kOuterLeft) + flat(kOuterRight)) * 0.5f;
  const cv::Point2f along = flat(kOuterRight) - flat(kOuterLeft);
  const auto length = static_cast<float>(cv::norm(along));
  const auto scale = static_cast<float>(photo.scale);
  if (!(length * scale >= 1)) return std::nullopt;
  LevelFrame frame;
  frame.window = window;
  frame.source_unit = length * scale;
  frame.to_source = FrameToSource(middle, along, length, window);
  const cv::Size size(cvRound((window.right - window.left) * window.unit),
                      cvRound((window.bottom - window.top) * window.unit));
  const cv::Matx23f to_decoded = frame.to_source * scale;
  const Cut cut = CutPhoto(photo.bgr, to_decoded, size, frame.source_unit / window.unit);
  const cv::Point2f to_cut(scale / cut.shrink, scale / cut.shrink);
  frame.bgr =
      Sample(cut.bgr, ToIndices(frame.to_source, to_cut, cut.origin), size, cv::BORDER_REPLICATE);
  const cv::Mat ones(64, 64, CV_8U, cv::Scalar(255));
  const cv::Point2f full(static_cast<float>(analysis.source_size.width),
                         static_cast<float>(analysis.source_size.height));
  const cv::Matx23f to_ones = ToIndices(frame.to_source, {64.0f / full.x, 64.0f / full.y}, {0, 0});
  cv::warpAffine(ones, frame.inside, to_ones, size, cv::INTER_NEAREST | cv::WARP_INVERSE_MAP,
                 cv::BORDER_CONSTANT);
  const cv::Mat& mask = analysis.person_mask;
  frame.person = cv::Mat::zeros(size, CV_8U);
  if (!mask.empty()) {
    const cv::Point2f to_mask(static_cast<float>(mask.cols) / full.x,
                              static_cast<float>(mask.rows) / full.y);
    frame.person = Sample(mask, ToIndices(frame.to_source, to_mask, {0, 0}), size,
                          cv::BORDER_REPLICATE) >= kPerson;
    cv::bitwise_and(frame.person, frame.inside, frame.person);
  }
  // The inverse of a turn and a scaling.
  const cv::Matx22f turn(frame.to_source(0, 0), frame.to_source(1, 0), frame.to_source(0, 1),
                         frame.to_source(1, 1));
  const float square = window.unit / length * (window.unit / length);
  const cv::Point2f origin(frame.to_source(0, 2), frame.to_source(1, 2));
  frame.points.reserve(kLandmarkCount);
  for (size_t i = 0; i < kLandmarkCount; ++i)
    frame.points.emplace_back(turn * (flat(i) - origin) * square);
  return frame;
}

}  // namespace zhaojian
