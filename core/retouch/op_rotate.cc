// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_rotate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core/hal/intrin.hpp>

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

/// Four pixels of four rows; one byte more, since a tap is read as four bytes.
using Taps = std::array<std::array<uchar, 13>, 4>;

using Four = cv::v_float32x4;

inline Four Tap(const uchar* p) {
  return cv::v_cvt_f32(cv::v_reinterpret_as_s32(cv::v_load_expand_q(p)));
}

/// One output pixel, its channels side by side; the rows first. Reads one byte beyond the taps.
inline void Mix(const std::array<const uchar*, 4>& rows, const std::array<float, 4>& wx,
                const std::array<float, 4>& wy, uchar* out) {
  const Four y0 = cv::v_setall_f32(wy[0]);
  const Four y1 = cv::v_setall_f32(wy[1]);
  const Four y2 = cv::v_setall_f32(wy[2]);
  const Four y3 = cv::v_setall_f32(wy[3]);
  const auto column = [&](size_t at) {
    return y0 * Tap(rows[0] + at) + y1 * Tap(rows[1] + at) + y2 * Tap(rows[2] + at) +
           y3 * Tap(rows[3] + at);
  };
  const Four sum = cv::v_setall_f32(wx[0]) * column(0) + cv::v_setall_f32(wx[1]) * column(3) +
                   cv::v_setall_f32(wx[2]) * column(6) + cv::v_setall_f32(wx[3]) * column(9);
  const Four level = cv::v_min(cv::v_max(sum + cv::v_setall_f32(0.5f), cv::v_setzero_f32()),
                               cv::v_setall_f32(255.0f));
  std::array<int, 4> whole;
  cv::v_store(whole.data(), cv::v_trunc(level));
  for (size_t c = 0; c < 3; ++c) out[c] = static_cast<uchar>(whole[c]);
}

/// std::floor without the call that baseline x86-64 makes of it.
inline int Floor(double v) {
  const int i = static_cast<int>(v);
  return i - (v < i ? 1 : 0);
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
      const int ix = Floor(sx);
      const int iy = Floor(sy);
      const auto& wx = table[static_cast<size_t>((sx - ix) * kPhases + 0.5)];
      const auto& wy = table[static_cast<size_t>((sy - iy) * kPhases + 0.5)];
      if (ix >= 1 && iy >= 1 && ix + 3 < bgr.cols && iy + 2 < bgr.rows) {
        const uchar* p = bgr.ptr<uchar>(iy - 1) + 3 * (ix - 1);
        Mix({p, p + bgr.step, p + 2 * bgr.step, p + 3 * bgr.step}, wx, wy, q);
        continue;
      }
      Taps taps{};
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
