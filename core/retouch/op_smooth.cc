// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_smooth.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/base/wide.h"
#include "core/retouch/canvas_field.h"

namespace zhaojian {
namespace {

constexpr double kFine = 0.008, kBase = 0.035;
constexpr double kLeastSigma = 0.6;

/// Bounds of the field's pixels that are above zero, canvas pixels with a margin of `margin`.
cv::Rect BoundsOf(const cv::Mat& skin, int margin, const cv::Size& canvas) {
  const cv::Mat marked = skin > 1e-3f;
  cv::Rect box = cv::boundingRect(marked);
  if (box.empty()) return {};
  box = cv::Rect(box.x * kFieldFactor - margin, box.y * kFieldFactor - margin,
                 box.width * kFieldFactor + 2 * margin, box.height * kFieldFactor + 2 * margin);
  return box & cv::Rect({0, 0}, canvas);
}

/// How far the middle band of a pixel is believed to be no contour.
float Guard(const float* f, const float* b) {
  const float mid = 0.114f * (f[0] - b[0]) + 0.587f * (f[1] - b[1]) + 0.299f * (f[2] - b[2]);
  return std::exp(-(mid * mid) / (kSmoothGuard * kSmoothGuard));
}

/// @param w by value; where it is zero the value stays.
ZJ_WIDE void SmoothRow(const float* __restrict f, const float* __restrict b,
                       const float* __restrict w, float rough, int values, uchar* __restrict q) {
  for (int i = 0; i < values; ++i) {
    const float v = static_cast<float>(q[i]);
    float smooth = v - w[i] * (f[i] - b[i]) - w[i] * rough * (v - f[i]) + 0.5f;
    smooth = smooth > 0.0f ? smooth : 0.0f;
    q[i] = static_cast<uchar>(static_cast<int>(smooth < 255.0f ? smooth : 255.0f));
  }
}

}  // namespace

SmoothSigmas SmoothSigmasOf(double face_width) {
  return {std::max(kLeastSigma, kFine * face_width),
          std::max(kLeastSigma, kBase * face_width / kFieldFactor)};
}

cv::Mat SmoothSkin(const cv::Mat& bgr, const cv::Mat& skin, double face_width, double amount,
                   double texture) {
  CV_Assert(bgr.type() == CV_8UC3 && skin.type() == CV_32FC1);
  if (!(amount > 0)) return bgr;
  const SmoothSigmas sigmas = SmoothSigmasOf(face_width);
  const int reach = static_cast<int>(std::ceil(3 * sigmas.fine));
  const cv::Rect inner = BoundsOf(skin, kFieldFactor, bgr.size());
  if (inner.empty()) return bgr;
  const cv::Rect outer = cv::Rect(inner.x - reach, inner.y - reach, inner.width + 2 * reach,
                                  inner.height + 2 * reach) &
                         cv::Rect({0, 0}, bgr.size());
  cv::Mat fine;
  bgr(outer).convertTo(fine, CV_32F);
  cv::GaussianBlur(fine, fine, cv::Size(2 * reach + 1, 2 * reach + 1), sigmas.fine, sigmas.fine,
                   cv::BORDER_REPLICATE);
  fine = fine(inner - outer.tl());
  cv::Mat base;
  ToField(bgr).convertTo(base, CV_32F);
  const int size = 2 * static_cast<int>(std::ceil(3 * sigmas.base)) + 1;
  cv::GaussianBlur(base, base, cv::Size(size, size), sigmas.base, sigmas.base,
                   cv::BORDER_REPLICATE);
  const cv::Mat coarse = FromFieldWindow(base, bgr.size(), inner);
  const cv::Mat share = FromFieldWindow(skin, bgr.size(), inner);
  cv::Mat out = bgr.clone();
  const float strength = static_cast<float>(amount);
  const float rough = static_cast<float>(1 - texture);
  const auto width = static_cast<size_t>(inner.width);
  std::vector<float> weights(3 * width);
  for (int y = 0; y < inner.height; ++y) {
    const float* f = fine.ptr<float>(y);
    const float* b = coarse.ptr<float>(y);
    const float* s = share.ptr<float>(y);
    for (size_t x = 0; x < width; ++x) {
      const float w = s[x] <= 0 ? 0 : strength * s[x] * Guard(f + 3 * x, b + 3 * x);
      weights[3 * x] = weights[3 * x + 1] = weights[3 * x + 2] = w;
    }
    SmoothRow(f, b, weights.data(), rough, 3 * inner.width,
              out.ptr<uchar>(inner.y + y) + 3 * inner.x);
  }
  return out;
}

}  // namespace zhaojian
