// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_rotate.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cmath>
#include <opencv2/core/hal/intrin.hpp>
#include <vector>

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

using Four = cv::v_float32x4;

/// A part of the input, four floats a pixel (the last is scratch), read once for all the output
/// pixels that look at it. Beyond the input the nearest edge pixel continues.
class Patch {
 public:
  void Read(const cv::Mat& bgr, const cv::Rect& where) {
    where_ = where;
    values_.resize(static_cast<size_t>(where.area()) * 4);
    float* to = values_.data();
    for (int y = where.y; y < where.br().y; ++y) {
      const uchar* row = bgr.ptr<uchar>(std::clamp(y, 0, bgr.rows - 1));
      for (int x = where.x; x < where.br().x; ++x, to += 4) {
        const uchar* p = row + 3 * std::clamp(x, 0, bgr.cols - 1);
        // A pixel is read as four bytes, so not the last one of a row.
        cv::v_store(to, x < bgr.cols - 1
                            ? cv::v_cvt_f32(cv::v_reinterpret_as_s32(cv::v_load_expand_q(p)))
                            : Four(p[0], p[1], p[2], 0));
      }
    }
  }
  /// The pixel at input coordinates; a row is stride() floats.
  const float* At(int x, int y) const {
    return values_.data() + static_cast<size_t>(y - where_.y) * stride() +
           static_cast<size_t>(x - where_.x) * 4;
  }
  size_t stride() const { return static_cast<size_t>(where_.width) * 4; }

 private:
  cv::Rect where_;
  std::vector<float> values_;
};

/// One output pixel, its channels side by side; the rows first.
inline void Mix(const float* taps, size_t stride, const std::array<float, 4>& wx,
                const std::array<float, 4>& wy, uchar* out) {
  const Four y0 = cv::v_setall_f32(wy[0]);
  const Four y1 = cv::v_setall_f32(wy[1]);
  const Four y2 = cv::v_setall_f32(wy[2]);
  const Four y3 = cv::v_setall_f32(wy[3]);
  const auto column = [&](const float* p) {
    return y0 * cv::v_load(p) + y1 * cv::v_load(p + stride) + y2 * cv::v_load(p + 2 * stride) +
           y3 * cv::v_load(p + 3 * stride);
  };
  const Four sum =
      cv::v_setall_f32(wx[0]) * column(taps) + cv::v_setall_f32(wx[1]) * column(taps + 4) +
      cv::v_setall_f32(wx[2]) * column(taps + 8) + cv::v_setall_f32(wx[3]) * column(taps + 12);
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

/// Where an output pixel's centre lies in the input.
struct Turn {
  Turn(double degrees, const cv::Size& to, const cv::Size& from)
      : cosine(std::cos(degrees * CV_PI / 180)),
        sine(std::sin(degrees * CV_PI / 180)),
        size(to),
        input(from) {}
  cv::Point2d operator()(int x, int y) const {
    const double dx = x + 0.5 - size.width / 2.0;
    const double dy = y + 0.5 - size.height / 2.0;
    return {cosine * dx + sine * dy + input.width / 2.0 - 0.5,
            -sine * dx + cosine * dy + input.height / 2.0 - 0.5};
  }
  double cosine, sine;
  cv::Size size, input;
};

/// Small enough that the patch under it stays in the first cache.
const cv::Size kTile(48, 16);

/// What the taps of a tile look at: the turn is linear, so its corners tell.
cv::Rect SeenBy(const Turn& turn, const cv::Rect& tile) {
  int left = INT_MAX, top = INT_MAX, right = INT_MIN, bottom = INT_MIN;
  for (const int x : {tile.x, tile.br().x - 1}) {
    for (const int y : {tile.y, tile.br().y - 1}) {
      const cv::Point2d p = turn(x, y);
      left = std::min(left, Floor(p.x));
      right = std::max(right, Floor(p.x));
      top = std::min(top, Floor(p.y));
      bottom = std::max(bottom, Floor(p.y));
    }
  }
  return {left - 1, top - 1, right - left + 4, bottom - top + 4};
}

void RotateTile(const cv::Mat& bgr, const Turn& turn, const cv::Rect& tile, Patch* patch,
                cv::Mat out) {
  patch->Read(bgr, SeenBy(turn, tile));
  const auto& table = PhaseTable();
  for (int y = 0; y < tile.height; ++y) {
    uchar* q = out.ptr<uchar>(y);
    for (int x = 0; x < tile.width; ++x, q += 3) {
      const cv::Point2d p = turn(tile.x + x, tile.y + y);
      const int ix = Floor(p.x);
      const int iy = Floor(p.y);
      const auto& wx = table[static_cast<size_t>((p.x - ix) * kPhases + 0.5)];
      const auto& wy = table[static_cast<size_t>((p.y - iy) * kPhases + 0.5)];
      Mix(patch->At(ix - 1, iy - 1), patch->stride(), wx, wy, q);
    }
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
  const Turn turn(degrees, size, bgr.size());
  cv::Mat out(window.size(), CV_8UC3);
  Patch patch;
  for (int y = 0; y < window.height; y += kTile.height) {
    for (int x = 0; x < window.width; x += kTile.width) {
      const cv::Rect tile = cv::Rect({x, y}, kTile) & cv::Rect({0, 0}, window.size());
      RotateTile(bgr, turn, tile + window.tl(), &patch, out(tile));
    }
  }
  return out;
}

}  // namespace zhaojian
