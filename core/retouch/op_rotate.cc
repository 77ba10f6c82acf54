// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_rotate.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cmath>
#include <cstring>
#include <opencv2/core/hal/intrin.hpp>
#include <vector>

#include "core/base/wide.h"

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

/// A pixel of four floats (the last is scratch), and two side by side.
using One = float __attribute__((vector_size(16)));
using Two = float __attribute__((vector_size(32)));
/// Two that may lie anywhere. A struct, because a type's own name for it loses the alignment when
/// it is deduced (auto), in one compiler even when it is written out.
struct __attribute__((packed, may_alias)) Anywhere {
  Two two;
};

/// Small enough that the patch under it stays in the first cache.
const cv::Size kTile(48, 16);

/// A part of the input, four floats a pixel (the last is scratch), read once for all the output
/// pixels that look at it. Beyond the input the nearest edge pixel continues.
class Patch {
 public:
  void Read(const cv::Mat& bgr, const cv::Rect& where) {
    where_ = where;
    values_.resize(static_cast<size_t>(where.area()) * 4);
    float* to = values_.data();
    // A pixel is read as four bytes, so not the last one of a row.
    const int inside = std::clamp(bgr.cols - 1, where.x, where.br().x);
    const int begin = std::clamp(0, where.x, inside);
    for (int y = where.y; y < where.br().y; ++y) {
      const uchar* row = bgr.ptr<uchar>(std::clamp(y, 0, bgr.rows - 1));
      const auto edge = [&](int x) {
        const uchar* p = row + 3 * std::clamp(x, 0, bgr.cols - 1);
        cv::v_store(to, cv::v_float32x4(p[0], p[1], p[2], 0));
        to += 4;
      };
      for (int x = where.x; x < begin; ++x) edge(x);
      for (const uchar* p = row + 3 * begin; p < row + 3 * inside; p += 3, to += 4) {
        cv::v_store(to, cv::v_cvt_f32(cv::v_reinterpret_as_s32(cv::v_load_expand_q(p))));
      }
      for (int x = inside; x < where.br().x; ++x) edge(x);
    }
  }
  const float* data() const { return values_.data(); }
  /// Index of the pixel at input coordinates; a row is stride() floats.
  int At(int x, int y) const { return (y - where_.y) * stride() + (x - where_.x) * 4; }
  int stride() const { return where_.width * 4; }

 private:
  cv::Rect where_;
  std::vector<float> values_;
};

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

/// What the pixels of a row of a tile look at: their first tap, and their phases.
struct Sights {
  std::array<int, 64> at;
  std::array<int, 64> across;
  std::array<int, 64> down;
};

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

/// @param origin index of the input's pixel (0, 0) in the patch. @param stride of a row of it.
ZJ_WIDE void Look(const Turn& turn, cv::Point from, int count, int origin, int stride,
                  Sights* sights) {
  int* at = sights->at.data();
  int* across = sights->across.data();
  int* down = sights->down.data();
  const double dy = from.y + 0.5 - turn.size.height / 2.0;
  const double middle = turn.size.width / 2.0;
  const double right = turn.input.width / 2.0;
  const double low = turn.input.height / 2.0;
  const double cosine = turn.cosine;
  const double sine = turn.sine;
  for (int i = 0; i < count; ++i) {
    const double dx = (from.x + i) + 0.5 - middle;
    const double x = cosine * dx + sine * dy + right - 0.5;
    const double y = -sine * dx + cosine * dy + low - 0.5;
    int ix = static_cast<int>(x);
    int iy = static_cast<int>(y);
    ix -= x < ix ? 1 : 0;
    iy -= y < iy ? 1 : 0;
    at[i] = origin + (iy - 1) * stride + (ix - 1) * 4;
    across[i] = static_cast<int>((x - ix) * kPhases + 0.5);
    down[i] = static_cast<int>((y - iy) * kPhases + 0.5);
  }
}

/// The pixels of a row, their channels side by side; of the taps the columns first, two at a time.
ZJ_WIDE void MixRow(const float* taps, int stride, const std::array<float, 4>* phases,
                    const Sights& sights, int count, uchar* out) {
  for (int i = 0; i < count; ++i, out += 3) {
    const float* p = taps + sights.at[static_cast<size_t>(i)];
    const float* wx = phases[sights.across[static_cast<size_t>(i)]].data();
    const float* wy = phases[sights.down[static_cast<size_t>(i)]].data();
    const auto* row0 = reinterpret_cast<const Anywhere*>(p);
    const auto* row1 = reinterpret_cast<const Anywhere*>(p + stride);
    const auto* row2 = reinterpret_cast<const Anywhere*>(p + 2 * stride);
    const auto* row3 = reinterpret_cast<const Anywhere*>(p + 3 * stride);
    Two left =
        wy[0] * row0[0].two + wy[1] * row1[0].two + wy[2] * row2[0].two + wy[3] * row3[0].two;
    Two right =
        wy[0] * row0[1].two + wy[1] * row1[1].two + wy[2] * row2[1].two + wy[3] * row3[1].two;
    left *= Two{wx[0], wx[0], wx[0], wx[0], wx[1], wx[1], wx[1], wx[1]};
    right *= Two{wx[2], wx[2], wx[2], wx[2], wx[3], wx[3], wx[3], wx[3]};
    One sum = __builtin_shufflevector(left, left, 0, 1, 2, 3);
    sum += __builtin_shufflevector(left, left, 4, 5, 6, 7);
    sum += __builtin_shufflevector(right, right, 0, 1, 2, 3);
    sum += __builtin_shufflevector(right, right, 4, 5, 6, 7);
    sum += 0.5f;
    sum = sum > 0.0f ? sum : One{};
    sum = sum < 255.0f ? sum : One{} + 255.0f;
    for (int c = 0; c < 3; ++c) out[c] = static_cast<uchar>(static_cast<int>(sum[c]));
  }
}

void RotateTile(const cv::Mat& bgr, const Turn& turn, const cv::Rect& tile, Patch* patch,
                cv::Mat out) {
  patch->Read(bgr, SeenBy(turn, tile));
  Sights sights;
  for (int y = 0; y < tile.height; ++y) {
    Look(turn, {tile.x, tile.y + y}, tile.width, patch->At(0, 0), patch->stride(), &sights);
    MixRow(patch->data(), patch->stride(), PhaseTable().data(), sights, tile.width,
           out.ptr<uchar>(y));
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
