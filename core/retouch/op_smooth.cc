// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_smooth.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

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
  for (int y = 0; y < inner.height; ++y) {
    uchar* q = out.ptr<uchar>(inner.y + y) + 3 * inner.x;
    const float* f = fine.ptr<float>(y);
    const float* b = coarse.ptr<float>(y);
    const float* s = share.ptr<float>(y);
    for (int x = 0; x < inner.width; ++x, q += 3, f += 3, b += 3) {
      if (s[x] <= 0) continue;
      const float mid = 0.114f * (f[0] - b[0]) + 0.587f * (f[1] - b[1]) + 0.299f * (f[2] - b[2]);
      const float w = strength * s[x] * std::exp(-(mid * mid) / (kSmoothGuard * kSmoothGuard));
      for (int c = 0; c < 3; ++c) {
        const float v = static_cast<float>(q[c]);
        const float smooth = v - w * (f[c] - b[c]) - w * rough * (v - f[c]);
        q[c] = static_cast<uchar>(std::clamp(smooth + 0.5f, 0.0f, 255.0f));
      }
    }
  }
  return out;
}

}  // namespace zhaojian
