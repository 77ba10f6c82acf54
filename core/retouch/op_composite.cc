// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_composite.h"

namespace zhaojian {

cv::Mat Composite(const cv::Mat& foreground, const cv::Mat& alpha, const cv::Vec3b& background) {
  CV_Assert(foreground.type() == CV_8UC3 && alpha.type() == CV_8UC1 &&
            foreground.size() == alpha.size());
  cv::Mat out(foreground.size(), CV_8UC3);
  for (int y = 0; y < out.rows; ++y) {
    const uchar* f = foreground.ptr<uchar>(y);
    const uchar* a = alpha.ptr<uchar>(y);
    uchar* q = out.ptr<uchar>(y);
    for (int x = 0; x < out.cols; ++x, f += 3, q += 3) {
      const int opacity = a[x];
      for (int c = 0; c < 3; ++c) {
        q[c] = static_cast<uchar>((opacity * f[c] + (255 - opacity) * background[c] + 127) / 255);
      }
    }
  }
  return out;
}

}  // namespace zhaojian
