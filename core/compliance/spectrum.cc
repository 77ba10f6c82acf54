// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/spectrum.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {

cv::Mat PowerSpectrum(const cv::Mat& square) {
  const int side = square.rows;
  cv::Mat window(1, side, CV_32F);
  for (int x = 0; x < side; ++x) {
    window.at<float>(0, x) = static_cast<float>(0.5 - 0.5 * std::cos(2 * CV_PI * (x + 0.5) / side));
  }
  cv::Mat windowed = square - cv::mean(square)[0];
  windowed = windowed.mul(window.t() * window);
  cv::Mat complex;
  cv::dft(windowed, complex, cv::DFT_COMPLEX_OUTPUT);
  cv::Mat out(side, side, CV_32F);
  const float norm = 1.0f / static_cast<float>(square.total());
  for (int y = 0; y < side; ++y) {
    const auto* from = complex.ptr<cv::Vec2f>(y);
    auto* to = out.ptr<float>((y + side / 2) % side);
    for (int x = 0; x < side; ++x) {
      to[(x + side / 2) % side] = (from[x][0] * from[x][0] + from[x][1] * from[x][1]) * norm;
    }
  }
  return out;
}

std::vector<double> RadialPower(const cv::Mat& spectrum) {
  const int half = spectrum.rows / 2;
  std::vector<double> sum(static_cast<size_t>(half) + 1);
  std::vector<double> count(sum.size());
  for (int y = 0; y < spectrum.rows; ++y) {
    const auto* row = spectrum.ptr<float>(y);
    for (int x = 0; x < spectrum.cols; ++x) {
      const auto ring = static_cast<size_t>(std::lround(std::hypot(x - half, y - half)));
      if (ring >= sum.size()) continue;
      sum[ring] += static_cast<double>(row[x]);
      ++count[ring];
    }
  }
  for (size_t i = 0; i < sum.size(); ++i) sum[i] /= std::max(1.0, count[i]);
  return sum;
}

}  // namespace zhaojian
