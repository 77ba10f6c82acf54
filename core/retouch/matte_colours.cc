// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/matte_colours.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/retouch/op_defringe.h"
#include "core/retouch/op_matte_edge.h"

namespace zhaojian {

static_assert(kExtendWindow == 2 * kMaxEdgeShift);

cv::Mat ExtendForeground(const cv::Mat& foreground, const cv::Mat& alpha) {
  const cv::Mat sure = alpha >= kSolidAlpha;
  cv::Mat colour(foreground.size(), CV_8UC3, cv::Scalar::all(0));
  foreground.copyTo(colour, sure);
  const cv::Size window(2 * kExtendWindow + 1, 2 * kExtendWindow + 1);
  cv::Mat colours;
  cv::Mat weights;
  cv::boxFilter(colour, colours, CV_32F, window, {-1, -1}, false);
  cv::boxFilter(sure, weights, CV_32F, window, {-1, -1}, false);
  cv::Mat out = foreground.clone();
  for (int y = 0; y < out.rows; ++y) {
    const uchar* a = alpha.ptr<uchar>(y);
    const float* w = weights.ptr<float>(y);
    const cv::Vec3f* c = colours.ptr<cv::Vec3f>(y);
    cv::Vec3b* q = out.ptr<cv::Vec3b>(y);
    for (int x = 0; x < out.cols; ++x) {
      // Soft pixels keep the solver's colour; only where there was nothing is it continued.
      if (a[x] == 0 && w[x] > 0) q[x] = cv::Vec3b(c[x] * (255.0f / w[x]));
    }
  }
  return out;
}

cv::Mat AddEdits(const cv::Mat& foreground, const cv::Mat& edited, const cv::Mat& seen) {
  cv::Mat out(foreground.size(), CV_8UC3);
  for (int y = 0; y < out.rows; ++y) {
    const uchar* f = foreground.ptr<uchar>(y);
    const uchar* e = edited.ptr<uchar>(y);
    const uchar* b = seen.ptr<uchar>(y);
    uchar* q = out.ptr<uchar>(y);
    // Minimum and maximum rather than saturate_cast, whose branches the compiler leaves scalar.
    for (int x = 0; x < 3 * out.cols; ++x) {
      q[x] = static_cast<uchar>(std::min(std::max(f[x] + e[x] - b[x], 0), 255));
    }
  }
  return out;
}

}  // namespace zhaojian
