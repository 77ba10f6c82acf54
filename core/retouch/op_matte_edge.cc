// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_matte_edge.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zhaojian {

cv::Mat MatteEdge(const cv::Mat& alpha, double shift_px, double softness_px) {
  CV_Assert(alpha.type() == CV_8UC1);
  cv::Mat out = alpha;
  const int radius = std::min(kMaxEdgeShift, static_cast<int>(std::lround(std::abs(shift_px))));
  if (radius > 0) {
    cv::Mat disc(2 * radius + 1, 2 * radius + 1, CV_8U, cv::Scalar(0));
    for (int y = -radius; y <= radius; ++y) {
      for (int x = -radius; x <= radius; ++x) {
        if (x * x + y * y <= radius * radius + radius) disc.at<uchar>(y + radius, x + radius) = 1;
      }
    }
    cv::Mat moved;
    if (shift_px > 0) {
      cv::dilate(out, moved, disc, {-1, -1}, 1, cv::BORDER_REPLICATE);
    } else {
      cv::erode(out, moved, disc, {-1, -1}, 1, cv::BORDER_REPLICATE);
    }
    out = moved;
  }
  if (softness_px > 0) {
    const int size = 2 * static_cast<int>(std::ceil(3 * softness_px)) + 1;
    cv::Mat soft;
    cv::GaussianBlur(out, soft, {size, size}, softness_px, softness_px, cv::BORDER_REPLICATE);
    out = soft;
  }
  return out;
}

}  // namespace zhaojian
