// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_colour.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {
namespace {

constexpr float kRedFrom = 0.15f, kRedFull = 0.45f, kRimFrom = 0.85f;

float SmoothStep(float low, float high, float x) {
  const float t = std::clamp((x - low) / (high - low), 0.0f, 1.0f);
  return t * t * (3 - 2 * t);
}

uchar Level(float v) { return static_cast<uchar>(std::clamp(v + 0.5f, 0.0f, 255.0f)); }

}  // namespace

cv::Mat Saturate(const cv::Mat& bgr, double amount) {
  CV_Assert(bgr.type() == CV_8UC3);
  if (amount == 0) return bgr;
  const float k = static_cast<float>(1 + amount);
  cv::Mat out(bgr.size(), CV_8UC3);
  for (int y = 0; y < bgr.rows; ++y) {
    const uchar* p = bgr.ptr<uchar>(y);
    uchar* q = out.ptr<uchar>(y);
    for (int x = 0; x < bgr.cols; ++x, p += 3, q += 3) {
      const float luma = 0.299f * p[2] + 0.587f * p[1] + 0.114f * p[0];
      for (int c = 0; c < 3; ++c) q[c] = Level(luma + k * (static_cast<float>(p[c]) - luma));
    }
  }
  return out;
}

std::array<Pupil, 2> PupilsOf(const CanvasFace& face, double share) {
  std::array<Pupil, 2> pupils;
  for (size_t eye = 0; eye < 2; ++eye) {
    const size_t first = 468 + 5 * eye;
    pupils[eye].centre = face.points[first];
    double sum = 0;
    for (size_t k = 1; k <= 4; ++k) sum += cv::norm(face.points[first + k] - face.points[first]);
    pupils[eye].radius = static_cast<float>(share * sum / 4);
  }
  return pupils;
}

cv::Mat ReduceRedEye(const cv::Mat& bgr, const std::array<Pupil, 2>& pupils, double strength) {
  CV_Assert(bgr.type() == CV_8UC3);
  if (!(strength > 0)) return bgr;
  cv::Mat out = bgr.clone();
  for (const Pupil& pupil : pupils) {
    if (!(pupil.radius > 0)) continue;
    const cv::Point2f r(pupil.radius + 1, pupil.radius + 1);
    const cv::Rect box = cv::Rect(cv::Point(pupil.centre - r), cv::Point(pupil.centre + r)) &
                         cv::Rect({0, 0}, out.size());
    for (int y = box.y; y < box.br().y; ++y) {
      uchar* q = out.ptr<uchar>(y) + 3 * box.x;
      for (int x = box.x; x < box.br().x; ++x, q += 3) {
        const float dx = static_cast<float>(x) + 0.5f - pupil.centre.x;
        const float dy = static_cast<float>(y) + 0.5f - pupil.centre.y;
        const float d = std::sqrt(dx * dx + dy * dy) / pupil.radius;
        if (d >= 1) continue;
        const float red = q[2];
        const float redness = (red - std::max(q[0], q[1])) / std::max(red, 1.0f);
        const float t = SmoothStep(kRedFrom, kRedFull, redness) * (1 - SmoothStep(kRimFrom, 1, d));
        const float mean = 0.5f * static_cast<float>(q[0] + q[1]);
        q[2] = Level(red + static_cast<float>(strength) * t * (mean - red));
      }
    }
  }
  return out;
}

}  // namespace zhaojian
