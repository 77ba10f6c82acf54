// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_rotate.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace zhaojian {
namespace {

/// Keys' weights of the taps at distances 1 + f, f, 1 - f, 2 - f.
std::array<float, 4> Weights(float f) {
  const float g = 1 - f;
  const auto near = [](float d) { return (1.5f * d - 2.5f) * d * d + 1; };
  const auto far = [](float d) { return ((-0.5f * d + 2.5f) * d - 4) * d + 2; };
  return {far(1 + f), near(f), near(g), far(1 + g)};
}

/// Weights for 256 positions between two pixels: finer than 8 bits can tell.
constexpr int kPhases = 256;

const std::array<std::array<float, 4>, kPhases + 1>& PhaseTable() {
  static const auto table = [] {
    std::array<std::array<float, 4>, kPhases + 1> t{};
    for (size_t i = 0; i < t.size(); ++i) t[i] = Weights(static_cast<float>(i) / kPhases);
    return t;
  }();
  return table;
}

}  // namespace

cv::Size SizeBeforeRotation(const cv::Size& size, double degrees) {
  const double a = std::abs(degrees) * CV_PI / 180;
  const auto even = [](double more) { return 2 * static_cast<int>(std::ceil(more / 2)); };
  // Two more for the taps beyond the corner.
  const double w = size.width * std::cos(a) + size.height * std::sin(a) - size.width + 4;
  const double h = size.height * std::cos(a) + size.width * std::sin(a) - size.height + 4;
  return {size.width + even(std::max(0.0, w)), size.height + even(std::max(0.0, h))};
}

cv::Mat Rotate(const cv::Mat& bgr, double degrees, const cv::Size& size) {
  CV_Assert(bgr.type() == CV_8UC3 && !bgr.empty());
  const double a = degrees * CV_PI / 180;
  const double cosine = std::cos(a);
  const double sine = std::sin(a);
  const auto& table = PhaseTable();
  cv::Mat out(size, CV_8UC3);
  for (int y = 0; y < size.height; ++y) {
    uchar* q = out.ptr<uchar>(y);
    const double dy = y + 0.5 - size.height / 2.0;
    for (int x = 0; x < size.width; ++x, q += 3) {
      const double dx = x + 0.5 - size.width / 2.0;
      const double sx = cosine * dx + sine * dy + bgr.cols / 2.0 - 0.5;
      const double sy = -sine * dx + cosine * dy + bgr.rows / 2.0 - 0.5;
      const int ix = static_cast<int>(std::floor(sx));
      const int iy = static_cast<int>(std::floor(sy));
      const auto& wx = table[static_cast<size_t>((sx - ix) * kPhases + 0.5)];
      const auto& wy = table[static_cast<size_t>((sy - iy) * kPhases + 0.5)];
      float sum[3] = {0, 0, 0};
      const bool inside = ix >= 1 && iy >= 1 && ix + 2 < bgr.cols && iy + 2 < bgr.rows;
      for (int k = 0; k < 4; ++k) {
        const int row = std::clamp(iy + k - 1, 0, bgr.rows - 1);
        const uchar* line = bgr.ptr<uchar>(row);
        const float v = wy[static_cast<size_t>(k)];
        for (int j = 0; j < 4; ++j) {
          const int column = inside ? ix + j - 1 : std::clamp(ix + j - 1, 0, bgr.cols - 1);
          const float w = v * wx[static_cast<size_t>(j)];
          const uchar* p = line + 3 * column;
          sum[0] += w * p[0];
          sum[1] += w * p[1];
          sum[2] += w * p[2];
        }
      }
      for (int c = 0; c < 3; ++c) {
        q[c] = static_cast<uchar>(std::clamp(sum[c] + 0.5f, 0.0f, 255.0f));
      }
    }
  }
  return out;
}

}  // namespace zhaojian
