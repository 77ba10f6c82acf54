// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_defringe.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace zhaojian {

cv::Mat Defringe(const cv::Mat& foreground, const cv::Mat& alpha, double strength) {
  CV_Assert(foreground.type() == CV_8UC3 && alpha.type() == CV_8UC1 &&
            foreground.size() == alpha.size());
  if (!(strength > 0)) return foreground;
  const cv::Mat solid = alpha >= kSolidAlpha;
  cv::Mat colour(foreground.size(), CV_8UC3, cv::Scalar::all(0));
  foreground.copyTo(colour, solid);
  const cv::Size window(2 * kDefringeReach + 1, 2 * kDefringeReach + 1);
  cv::Mat sums;
  cv::Mat counts;
  cv::boxFilter(colour, sums, CV_32F, window, {-1, -1}, false);
  cv::boxFilter(solid, counts, CV_32F, window, {-1, -1}, false);
  cv::Mat out = foreground.clone();
  for (int y = 0; y < out.rows; ++y) {
    const uchar* a = alpha.ptr<uchar>(y);
    const float* n = counts.ptr<float>(y);
    const cv::Vec3f* e = sums.ptr<cv::Vec3f>(y);
    uchar* q = out.ptr<uchar>(y);
    for (int x = 0; x < out.cols; ++x, q += 3) {
      if (a[x] >= kSolidAlpha || n[x] <= 0) continue;
      const cv::Vec3f mean = e[x] * (255.0f / n[x]);
      const float mean_luma = 0.114f * mean[0] + 0.587f * mean[1] + 0.299f * mean[2];
      const float luma = 0.114f * q[0] + 0.587f * q[1] + 0.299f * q[2];
      const float w = static_cast<float>(strength) * (1 - static_cast<float>(a[x]) / 255);
      for (int c = 0; c < 3; ++c) {
        const float v = static_cast<float>(q[c]);
        const float moved = v + w * ((mean[c] - mean_luma) - (v - luma));
        q[c] = static_cast<uchar>(std::clamp(moved + 0.5f, 0.0f, 255.0f));
      }
    }
  }
  return out;
}

}  // namespace zhaojian
