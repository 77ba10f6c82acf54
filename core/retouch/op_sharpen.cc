// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_sharpen.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/base/wide.h"

namespace zhaojian {
namespace {

/// What a row adds to its pixels: the part of the luma above its blur that exceeds the limit.
ZJ_WIDE void Additions(const float* __restrict luma, const float* __restrict blurred,
                       const float* __restrict share, float strength, float limit, int count,
                       float* __restrict out) {
  for (int x = 0; x < count; ++x) {
    const float d = luma[x] - blurred[x];
    const float above = std::abs(d) - limit;
    const float kept = above > 0.0f ? above : 0.0f;
    out[x] = strength * share[x] * (d < 0.0f ? -kept : kept);
  }
}

ZJ_WIDE void ShareOf(const uchar* __restrict alpha, int count, float* __restrict share) {
  for (int x = 0; x < count; ++x) share[x] = static_cast<float>(alpha[x]) / 255.0f;
}

/// @param more by pixel, its channels side by side.
ZJ_WIDE void AddRounded(const uchar* __restrict in, const float* __restrict more, int values,
                        uchar* __restrict out) {
  for (int i = 0; i < values; ++i) {
    float v = static_cast<float>(in[i]) + more[i] + 0.5f;
    v = v > 0.0f ? v : 0.0f;
    out[i] = static_cast<uchar>(static_cast<int>(v < 255.0f ? v : 255.0f));
  }
}

}  // namespace

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
  const auto width = static_cast<size_t>(bgr.cols);
  std::vector<float> share(width, 1.0f), add(width), more(3 * width);
  cv::Mat out(bgr.size(), CV_8UC3);
  for (int y = 0; y < bgr.rows; ++y) {
    if (!alpha.empty()) ShareOf(alpha.ptr<uchar>(y), bgr.cols, share.data());
    Additions(luma.ptr<float>(y), blurred.ptr<float>(y), share.data(), strength, limit, bgr.cols,
              add.data());
    for (size_t x = 0; x < width; ++x) more[3 * x] = more[3 * x + 1] = more[3 * x + 2] = add[x];
    AddRounded(bgr.ptr<uchar>(y), more.data(), 3 * bgr.cols, out.ptr<uchar>(y));
  }
  return out;
}

}  // namespace zhaojian
