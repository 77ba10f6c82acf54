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

/// Four pixels of four rows.
using Taps = std::array<std::array<uchar, 12>, 4>;

/// One output pixel; the rows first, so that twelve values run side by side.
inline void Mix(const std::array<const uchar*, 4>& rows, const std::array<float, 4>& wx,
                const std::array<float, 4>& wy, uchar* out) {
  float column[12];
  for (size_t i = 0; i < 12; ++i) {
    column[i] = wy[0] * rows[0][i] + wy[1] * rows[1][i] + wy[2] * rows[2][i] + wy[3] * rows[3][i];
  }
  for (size_t c = 0; c < 3; ++c) {
    const float sum =
        wx[0] * column[c] + wx[1] * column[3 + c] + wx[2] * column[6 + c] + wx[3] * column[9 + c];
    out[c] = static_cast<uchar>(std::clamp(sum + 0.5f, 0.0f, 255.0f));
  }
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
  return RotateWindow(bgr, degrees, size, cv::Rect({0, 0}, size));
}

cv::Mat RotateWindow(const cv::Mat& bgr, double degrees, const cv::Size& size,
                     const cv::Rect& window) {
  CV_Assert(bgr.type() == CV_8UC3 && !bgr.empty());
  const double a = degrees * CV_PI / 180;
  const double cosine = std::cos(a);
  const double sine = std::sin(a);
  const auto& table = PhaseTable();
  cv::Mat out(window.size(), CV_8UC3);
  for (int y = 0; y < window.height; ++y) {
    uchar* q = out.ptr<uchar>(y);
    const double dy = window.y + y + 0.5 - size.height / 2.0;
    for (int x = 0; x < window.width; ++x, q += 3) {
      const double dx = window.x + x + 0.5 - size.width / 2.0;
      const double sx = cosine * dx + sine * dy + bgr.cols / 2.0 - 0.5;
      const double sy = -sine * dx + cosine * dy + bgr.rows / 2.0 - 0.5;
      const int ix = static_cast<int>(std::floor(sx));
      const int iy = static_cast<int>(std::floor(sy));
      const auto& wx = table[static_cast<size_t>((sx - ix) * kPhases + 0.5)];
      const auto& wy = table[static_cast<size_t>((sy - iy) * kPhases + 0.5)];
      if (ix >= 1 && iy >= 1 && ix + 2 < bgr.cols && iy + 2 < bgr.rows) {
        const uchar* p = bgr.ptr<uchar>(iy - 1) + 3 * (ix - 1);
        Mix({p, p + bgr.step, p + 2 * bgr.step, p + 3 * bgr.step}, wx, wy, q);
        continue;
      }
      Taps taps;
      for (int k = 0; k < 4; ++k) {
        const uchar* line = bgr.ptr<uchar>(std::clamp(iy + k - 1, 0, bgr.rows - 1));
        for (int j = 0; j < 4; ++j) {
          const uchar* p = line + 3 * std::clamp(ix + j - 1, 0, bgr.cols - 1);
          std::copy(p, p + 3, taps[static_cast<size_t>(k)].begin() + 3 * j);
        }
      }
      Mix({taps[0].data(), taps[1].data(), taps[2].data(), taps[3].data()}, wx, wy, q);
    }
  }
  return out;
}

}  // namespace zhaojian
