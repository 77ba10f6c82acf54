// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_reduce.h"

#include <algorithm>
#include <vector>

namespace zhaojian {

cv::Mat Reduce(const cv::Mat& image, int factor) {
  CV_Assert(image.depth() == CV_8U && factor >= 1 && image.cols % factor == 0 &&
            image.rows % factor == 0);
  const int channels = image.channels();
  cv::Mat out(image.rows / factor, image.cols / factor, image.type());
  const int count = factor * factor;
  std::vector<int> sums(static_cast<size_t>(out.cols * channels));
  for (int y = 0; y < out.rows; ++y) {
    std::fill(sums.begin(), sums.end(), 0);
    for (int dy = 0; dy < factor; ++dy) {
      const uchar* p = image.ptr<uchar>(y * factor + dy);
      for (int x = 0; x < out.cols; ++x) {
        int* sum = sums.data() + x * channels;
        for (int dx = 0; dx < factor; ++dx) {
          for (int c = 0; c < channels; ++c) sum[c] += *p++;
        }
      }
    }
    uchar* q = out.ptr<uchar>(y);
    for (const int sum : sums) *q++ = static_cast<uchar>((sum + count / 2) / count);
  }
  return out;
}

}  // namespace zhaojian
