// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_composite.h"

#include <cstdint>
#include <cstring>
#include <vector>

namespace zhaojian {
namespace {

/// End of the run of equal opacities that begins at `x`.
int RunEnd(const uchar* alpha, int x, int width) {
  const uchar value = alpha[x];
  const uint64_t eight = value * uint64_t{0x0101010101010101};
  uint64_t next = 0;
  for (; x + 8 <= width; x += 8) {
    std::memcpy(&next, alpha + x, sizeof next);
    if (next != eight) break;
  }
  while (x < width && alpha[x] == value) ++x;
  return x;
}

/// One row: nearly all of it is all person or all background, which is copied.
void CompositeRow(const uchar* foreground, const uchar* alpha, const uchar* background, int width,
                  uchar* out) {
  for (int x = 0; x < width;) {
    const int opacity = alpha[x];
    if (opacity == 0 || opacity == 255) {
      const int end = RunEnd(alpha, x, width);
      std::memcpy(out + 3 * x, (opacity == 0 ? background : foreground) + 3 * x,
                  3 * static_cast<size_t>(end - x));
      x = end;
      continue;
    }
    for (int i = 3 * x; i < 3 * x + 3; ++i) {
      out[i] = static_cast<uchar>(
          (opacity * foreground[i] + (255 - opacity) * background[i] + 127) / 255);
    }
    ++x;
  }
}

}  // namespace

cv::Mat Composite(const cv::Mat& foreground, const cv::Mat& alpha, const cv::Vec3b& background) {
  CV_Assert(foreground.type() == CV_8UC3 && alpha.type() == CV_8UC1 &&
            foreground.size() == alpha.size());
  cv::Mat out(foreground.size(), CV_8UC3);
  const std::vector<cv::Vec3b> flat(static_cast<size_t>(out.cols), background);
  for (int y = 0; y < out.rows; ++y) {
    CompositeRow(foreground.ptr<uchar>(y), alpha.ptr<uchar>(y), flat.data()->val, out.cols,
                 out.ptr<uchar>(y));
  }
  return out;
}

}  // namespace zhaojian
