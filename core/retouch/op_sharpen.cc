// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_sharpen.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zhaojian {

cv::Mat Sharpen(const cv::Mat& bgr, const cv::Mat& alpha, double radius, double amount,
                double threshold) {
  CV_Assert(bgr.type() == CV_8UC3 && (alpha.empty() || alpha.size() == bgr.size()));
  if (!(radius > 0) || !(amount > 0)) return bgr;
  cv::Mat luma(bgr.size(), CV_32F);
  for (int y = 0; y < bgr.rows; ++y) {
    const uchar* p = bgr.ptr<uchar>(y);
    float* q = luma.ptr<float>(y);
    for (int x = 0; x < bgr.cols; ++x, p += 3) {
      q[x] = 0.299f * p[2] + 0.587f * p[1] + 0.114f * p[0];
    }
  }
  const int size = 2 * static_cast<int>(std::ceil(3 * radius)) + 1;
  cv::Mat blurred;
  cv::GaussianBlur(luma, blurred, {size, size}, radius, radius, cv::BORDER_REFLECT_101);
  const float strength = static_cast<float>(amount);
  const float limit = static_cast<float>(threshold);
  cv::Mat out(bgr.size(), CV_8UC3);
  for (int y = 0; y < bgr.rows; ++y) {
    const uchar* p = bgr.ptr<uchar>(y);
    const uchar* a = alpha.empty() ? nullptr : alpha.ptr<uchar>(y);
    const float* u = luma.ptr<float>(y);
    const float* v = blurred.ptr<float>(y);
    uchar* q = out.ptr<uchar>(y);
    for (int x = 0; x < bgr.cols; ++x, p += 3, q += 3) {
      const float d = u[x] - v[x];
      const float kept = std::copysign(std::max(0.0f, std::abs(d) - limit), d);
      const float add = strength * (a != nullptr ? static_cast<float>(a[x]) / 255.0f : 1.0f) * kept;
      for (int c = 0; c < 3; ++c)
        q[c] = static_cast<uchar>(std::clamp(static_cast<float>(p[c]) + add + 0.5f, 0.0f, 255.0f));
    }
  }
  return out;
}

}  // namespace zhaojian
