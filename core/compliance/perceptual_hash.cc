// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/perceptual_hash.h"

#include <algorithm>
#include <bitset>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/overview.h"

namespace zhaojian {
namespace {

constexpr int kSide = 32;
constexpr int kLow = 8;

}  // namespace

uint64_t PerceptualHash(const cv::Mat& bgr) {
  // In two steps, the first of them fast: the hash looks at far coarser detail than the second.
  constexpr double kBetween = 8.0 * kSide;
  const double zoom = kBetween / std::min(bgr.cols, bgr.rows);
  cv::Mat small;
  cv::resize(zoom < 0.5 ? Shrunk(bgr, zoom) : bgr, small, {kSide, kSide}, 0, 0, cv::INTER_AREA);
  cv::cvtColor(small, small, cv::COLOR_BGR2GRAY);
  small.convertTo(small, CV_32F);
  cv::Mat frequencies;
  cv::dct(small, frequencies);
  // Rows and columns 1..8: the mean and the pure gradients beside it say more about the exposure.
  std::vector<float> low;
  for (int y = 1; y <= kLow; ++y) {
    for (int x = 1; x <= kLow; ++x) low.push_back(frequencies.at<float>(y, x));
  }
  std::vector<float> sorted = low;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  uint64_t hash = 0;
  for (size_t i = 0; i < low.size(); ++i) hash |= static_cast<uint64_t>(low[i] > *middle) << i;
  return hash;
}

int HashDistance(uint64_t a, uint64_t b) {
  return static_cast<int>(std::bitset<64>(a ^ b).count());
}

std::string HashToHex(uint64_t hash) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex(16, '0');
  for (size_t i = 0; i < hex.size(); ++i) hex[i] = kDigits[hash >> (60 - 4 * i) & 15];
  return hex;
}

std::optional<uint64_t> HashFromHex(std::string_view hex) {
  if (hex.size() != 16) return std::nullopt;
  uint64_t hash = 0;
  for (const char c : hex) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && !(c >= 'a' && c <= 'f')) return std::nullopt;
    hash = hash << 4 | static_cast<uint64_t>(digit ? c - '0' : c - 'a' + 10);
  }
  return hash;
}

}  // namespace zhaojian
