// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/perceptual_hash.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "core/compliance/overview.h"

namespace zhaojian {
namespace {

constexpr int kSide = 32;
constexpr int kLow = 8;
constexpr size_t kHexDigits = 16;

// Parts of width and height that are cut off.
struct Cut {
  double left;
  double top;
  double right;
  double bottom;
};

// Steps so near that any cut in between stays within the limit of one of them (zj-duplicates).
constexpr std::array<Cut, 8> kHashedCuts = {{{0, 0, 0, 0},
                                             {.02, .02, .02, .02},
                                             {.035, .035, .035, .035},
                                             {.05, .05, .05, .05},
                                             {.04, 0, 0, 0},
                                             {0, .04, 0, 0},
                                             {0, 0, .04, 0},
                                             {0, 0, 0, .04}}};

// In two steps, the first of them fast: the hash looks at far coarser detail than the second.
cv::Mat Grey(const cv::Mat& bgr) {
  constexpr double kBetween = 8.0 * kSide;
  const double zoom = kBetween / std::min(bgr.cols, bgr.rows);
  cv::Mat grey;
  cv::cvtColor(zoom < 0.5 ? Shrunk(bgr, zoom) : bgr, grey, cv::COLOR_BGR2GRAY);
  return grey;
}

uint64_t HashOf(const cv::Mat& grey, const Cut& cut) {
  const cv::Point from(cvRound(cut.left * grey.cols), cvRound(cut.top * grey.rows));
  const cv::Point to(grey.cols - cvRound(cut.right * grey.cols),
                     grey.rows - cvRound(cut.bottom * grey.rows));
  cv::Mat small;
  cv::resize(grey(cv::Rect(from, to)), small, {kSide, kSide}, 0, 0, cv::INTER_AREA);
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

std::optional<uint64_t> HashFromHex(std::string_view hex) {
  uint64_t hash = 0;
  for (const char c : hex) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && !(c >= 'a' && c <= 'f')) return std::nullopt;
    hash = hash << 4 | static_cast<uint64_t>(digit ? c - '0' : c - 'a' + 10);
  }
  return hash;
}

}  // namespace

uint64_t PerceptualHash(const cv::Mat& bgr) { return HashOf(Grey(bgr), kHashedCuts[0]); }

std::vector<uint64_t> PerceptualHashes(const cv::Mat& bgr) {
  const cv::Mat grey = Grey(bgr);
  std::vector<uint64_t> hashes;
  for (const Cut& cut : kHashedCuts) hashes.push_back(HashOf(grey, cut));
  return hashes;
}

int HashDistance(uint64_t a, uint64_t b) {
  return static_cast<int>(std::bitset<64>(a ^ b).count());
}

int NearestHash(uint64_t hash, const std::vector<uint64_t>& known) {
  int nearest = 64;
  for (const uint64_t other : known) nearest = std::min(nearest, HashDistance(hash, other));
  return nearest;
}

std::string HashesToHex(const std::vector<uint64_t>& hashes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const uint64_t hash : hashes) {
    for (size_t i = 0; i < kHexDigits; ++i) hex += kDigits[hash >> (60 - 4 * i) & 15];
  }
  return hex;
}

std::vector<uint64_t> HashesFromHex(std::string_view hex) {
  if (hex.size() % kHexDigits != 0) return {};
  std::vector<uint64_t> hashes;
  for (; !hex.empty(); hex.remove_prefix(kHexDigits)) {
    const auto hash = HashFromHex(hex.substr(0, kHexDigits));
    if (!hash) return {};
    hashes.push_back(*hash);
  }
  return hashes;
}

}  // namespace zhaojian
