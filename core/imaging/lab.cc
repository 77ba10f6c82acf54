// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/lab.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/base/wide.h"

namespace zhaojian {
namespace {

// Below this share of white the cube root turns into a line (CIE 15).
constexpr float kLinear = 216.0f / 24389.0f;
constexpr float kSlope = 24389.0f / 27.0f;

const std::array<float, 256>& LinearTable() {
  static const std::array<float, 256> table = [] {
    std::array<float, 256> t{};
    for (size_t v = 0; v < t.size(); ++v) {
      const double coded = static_cast<double>(v) / 255;
      t[v] = static_cast<float>(coded <= 0.04045 ? coded / 12.92
                                                 : std::pow((coded + 0.055) / 1.055, 2.4));
    }
    return t;
  }();
  return table;
}

// Cube root of 0.008..1.1 to 1e-6: the exponent divided by three, then Halley's method twice. A
// loop of it becomes vector code, one of std::cbrt does not.
inline float CubeRoot(float x) {
  const auto bits = static_cast<float>(std::bit_cast<int32_t>(x));
  float y = std::bit_cast<float>(static_cast<int32_t>(bits * (1.0f / 3)) + 709921077);
  for (int i = 0; i < 2; ++i) {
    const float cube = y * y * y;
    y = y * (cube + 2 * x) / (2 * cube + x);
  }
  return y;
}

inline float Response(float share) {
  const float line = (kSlope * share + 16) / 116;
  const float root = CubeRoot(share);
  return share > kLinear ? root : line;
}

// A row of linear light in place: sRGB to XYZ in shares of the white (0.950456, 1, 1.088754), and
// the response to that.
ZJ_WIDE void Respond(size_t width, float* __restrict red, float* __restrict green,
                     float* __restrict blue) {
  for (size_t i = 0; i < width; ++i) {
    const float r = red[i], g = green[i], b = blue[i];
    red[i] = Response((0.412453f * r + 0.357580f * g + 0.180423f * b) / 0.950456f);
    green[i] = Response(0.212671f * r + 0.715160f * g + 0.072169f * b);
    blue[i] = Response((0.019334f * r + 0.119193f * g + 0.950227f * b) / 1.088754f);
  }
}

}  // namespace

cv::Mat LabOf(const cv::Mat& bgr) {
  const auto& linear = LinearTable();
  cv::Mat lab(bgr.size(), CV_32FC3);
  const auto width = static_cast<size_t>(bgr.cols);
  std::vector<float> red(width), green(width), blue(width);
  for (int row = 0; row < bgr.rows; ++row) {
    const uint8_t* in = bgr.ptr<uint8_t>(row);
    for (size_t i = 0; i < width; ++i) {
      blue[i] = linear[in[3 * i]];
      green[i] = linear[in[3 * i + 1]];
      red[i] = linear[in[3 * i + 2]];
    }
    Respond(width, red.data(), green.data(), blue.data());
    float* out = lab.ptr<float>(row);
    for (size_t i = 0; i < width; ++i) {
      out[3 * i] = 116 * green[i] - 16;
      out[3 * i + 1] = 500 * (red[i] - green[i]);
      out[3 * i + 2] = 200 * (green[i] - blue[i]);
    }
  }
  return lab;
}

}  // namespace zhaojian
