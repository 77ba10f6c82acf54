// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_tone.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {

double SrgbToLinear(double coded) {
  return coded <= 0.04045 ? coded / 12.92 : std::pow((coded + 0.055) / 1.055, 2.4);
}

double LinearToSrgb(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

ToneTables MakeToneTables(const ToneParameters& parameters) {
  const std::array<double, 3> gains = {parameters.red_gain, parameters.green_gain,
                                       parameters.blue_gain};
  const double exposure = std::exp2(parameters.exposure_ev);
  ToneTables tables{};
  for (size_t c = 0; c < 3; ++c) {
    for (size_t v = 0; v < 256; ++v) {
      const double coded = static_cast<double>(v) / 255;
      const double light = std::clamp(SrgbToLinear(coded) * gains[c] * exposure, 0.0, 1.0);
      double t = std::clamp(
          (255 * LinearToSrgb(light) - parameters.black) / (parameters.white - parameters.black),
          0.0, 1.0);
      t = std::pow(t, 1 / parameters.gamma);
      t += parameters.contrast * (t * t * (3 - 2 * t) - t);
      tables[c][v] = static_cast<uint8_t>(std::lround(255 * std::clamp(t, 0.0, 1.0)));
    }
  }
  return tables;
}

cv::Mat ApplyTone(const cv::Mat& bgr, const ToneTables& tables) {
  CV_Assert(bgr.type() == CV_8UC3);
  cv::Mat out(bgr.size(), CV_8UC3);
  for (int y = 0; y < bgr.rows; ++y) {
    const uchar* p = bgr.ptr<uchar>(y);
    uchar* q = out.ptr<uchar>(y);
    for (int x = 0; x < bgr.cols; ++x, p += 3, q += 3) {
      q[0] = tables[2][p[0]];
      q[1] = tables[1][p[1]];
      q[2] = tables[0][p[2]];
    }
  }
  return out;
}

}  // namespace zhaojian
