// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_reduce.h"

#include <algorithm>
#include <vector>

namespace zhaojian {
namespace {

/// Means of a row of column sums; the counts are known here, so that the loops are unrolled.
template <int kFactor, int kChannels>
void Means(const std::vector<uint16_t>& columns, int width, uchar* out) {
  constexpr int kCount = kFactor * kFactor;
  const uint16_t* p = columns.data();
  for (int x = 0; x < width; ++x, p += kFactor * kChannels, out += kChannels) {
    for (int c = 0; c < kChannels; ++c) {
      int sum = kCount / 2;
      for (int dx = 0; dx < kFactor; ++dx) sum += p[dx * kChannels + c];
      out[c] = static_cast<uchar>(sum / kCount);
    }
  }
}

void AnyMeans(const std::vector<uint16_t>& columns, int factor, int channels, int width,
              uchar* out) {
  const int count = factor * factor;
  const uint16_t* p = columns.data();
  for (int x = 0; x < width; ++x, p += factor * channels, out += channels) {
    for (int c = 0; c < channels; ++c) {
      int sum = count / 2;
      for (int dx = 0; dx < factor; ++dx) sum += p[dx * channels + c];
      out[c] = static_cast<uchar>(sum / count);
    }
  }
}

/// A column's sum must fit 16 bits.
constexpr int kMostFactor = 257;

}  // namespace

cv::Mat Reduce(const cv::Mat& image, int factor) {
  CV_Assert(image.depth() == CV_8U && factor >= 1 && factor <= kMostFactor &&
            image.cols % factor == 0 && image.rows % factor == 0);
  const int channels = image.channels();
  cv::Mat out(image.rows / factor, image.cols / factor, image.type());
  const int values = image.cols * channels;
  std::vector<uint16_t> columns(static_cast<size_t>(values));
  for (int y = 0; y < out.rows; ++y) {
    std::fill(columns.begin(), columns.end(), uint16_t{0});
    uint16_t* sum = columns.data();
    for (int dy = 0; dy < factor; ++dy) {
      const uchar* p = image.ptr<uchar>(y * factor + dy);
      for (int x = 0; x < values; ++x) sum[x] = static_cast<uint16_t>(sum[x] + p[x]);
    }
    uchar* q = out.ptr<uchar>(y);
    if (factor == 2 && channels == 3) {
      Means<2, 3>(columns, out.cols, q);
    } else if (factor == 2 && channels == 1) {
      Means<2, 1>(columns, out.cols, q);
    } else if (factor == 4 && channels == 3) {
      Means<4, 3>(columns, out.cols, q);
    } else {
      AnyMeans(columns, factor, channels, out.cols, q);
    }
  }
  return out;
}

}  // namespace zhaojian
