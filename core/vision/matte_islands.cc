// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_islands.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

#include "core/vision/matte.h"

namespace zhaojian::matte {
namespace {

constexpr float kOpaque = 0.15F;

// A horizontal run of opaque pixels [begin, end).
struct Run {
  int row;
  int begin;
  int end;
};

// First pixel from `x` on whose byte is `value`, or `width`.
int Find(const unsigned char* row, int x, int width, int value) {
  if (x >= width) return width;
  const void* found = std::memchr(row + x, value, static_cast<size_t>(width - x));
  return found == nullptr ? width
                          : static_cast<int>(static_cast<const unsigned char*>(found) - row);
}

std::vector<Run> OpaqueRuns(const cv::Mat1f& half_alpha) {
  const cv::Mat1b opaque = half_alpha > kOpaque;
  std::vector<Run> runs;
  for (int y = 0; y < opaque.rows; ++y) {
    const unsigned char* row = opaque[y];
    for (int x = Find(row, 0, opaque.cols, 255); x < opaque.cols;) {
      const int end = Find(row, x, opaque.cols, 0);
      runs.push_back({y, x, end});
      x = Find(row, end, opaque.cols, 255);
    }
  }
  return runs;
}

// The run that stands for the part that a run belongs to.
size_t PartOf(std::vector<size_t>* parents, size_t run) {
  std::vector<size_t>& p = *parents;
  while (p[run] != run) run = p[run] = p[p[run]];
  return run;
}

// For every run the first run of its part; runs that touch, corners included, are of one part.
std::vector<size_t> PartsOf(const std::vector<Run>& runs) {
  std::vector<size_t> parents(runs.size());
  std::iota(parents.begin(), parents.end(), size_t{0});
  size_t above = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    while (above < i && (runs[above].row < run.row - 1 ||
                         (runs[above].row == run.row - 1 && runs[above].end < run.begin))) {
      ++above;
    }
    for (size_t k = above; k < i && runs[k].row < run.row && runs[k].begin <= run.end; ++k) {
      const size_t a = PartOf(&parents, k);
      const size_t b = PartOf(&parents, i);
      parents[std::max(a, b)] = std::min(a, b);
    }
  }
  for (size_t i = 0; i < runs.size(); ++i) parents[i] = PartOf(&parents, i);
  return parents;
}

// By part: true for the largest and for those that a stroke keeps.
std::vector<char> KeptParts(const std::vector<Run>& runs, const std::vector<size_t>& parts,
                            const cv::Mat1b& force) {
  std::vector<int> area(runs.size(), 0);
  for (size_t i = 0; i < runs.size(); ++i) area[parts[i]] += runs[i].end - runs[i].begin;
  std::vector<char> kept(runs.size(), 0);
  kept[static_cast<size_t>(std::max_element(area.begin(), area.end()) - area.begin())] = 1;
  if (force.empty()) return kept;
  for (size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    const int stroke = static_cast<int>(MatteForce::kForeground);
    if (Find(force[run.row], run.begin, run.end, stroke) < run.end) kept[parts[i]] = 1;
  }
  return kept;
}

}  // namespace

cv::Mat1b FindIslands(const cv::Mat1f& half_alpha, const cv::Mat1b& force) {
  cv::Mat1b gone(half_alpha.size(), static_cast<unsigned char>(0));
  const std::vector<Run> runs = OpaqueRuns(half_alpha);
  const std::vector<size_t> parts = PartsOf(runs);
  if (std::all_of(parts.begin(), parts.end(), [](size_t part) { return part == 0; })) return gone;
  const std::vector<char> kept = KeptParts(runs, parts, force);
  // The soft rim of an island lies below the threshold and goes with it.
  for (size_t i = 0; i < runs.size(); ++i) {
    if (kept[parts[i]] != 0) continue;
    const cv::Rect rim(runs[i].begin - 1, runs[i].row - 1, runs[i].end - runs[i].begin + 2, 3);
    gone(rim & cv::Rect({0, 0}, gone.size())).setTo(255);
  }
  for (size_t i = 0; i < runs.size(); ++i) {
    if (kept[parts[i]] == 0) continue;
    std::fill(gone[runs[i].row] + runs[i].begin, gone[runs[i].row] + runs[i].end,
              static_cast<unsigned char>(0));
  }
  return gone;
}

}  // namespace zhaojian::matte
