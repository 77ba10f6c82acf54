// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/body_outline.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {
namespace {

constexpr float kPerson = 0.5f;

}  // namespace

std::optional<float> BodyTop(const Analysis& analysis, float x) {
  const cv::Mat& mask = analysis.person_mask;
  if (mask.empty() || x < 0 || x >= static_cast<float>(analysis.source_size.width))
    return std::nullopt;
  const float columns =
      static_cast<float>(mask.cols) / static_cast<float>(analysis.source_size.width);
  const float rows =
      static_cast<float>(mask.rows) / static_cast<float>(analysis.source_size.height);
  const int column = std::clamp(static_cast<int>(x * columns), 0, mask.cols - 1);
  int y = mask.rows - 1;
  if (mask.at<float>(y, column) < kPerson) return std::nullopt;
  while (y > 0 && mask.at<float>(y - 1, column) >= kPerson) --y;
  if (y == 0) return 0.0f;
  // Between the last row of the person and the first that is none.
  const float inner = mask.at<float>(y, column);
  const float outer = mask.at<float>(y - 1, column);
  const float part = (inner - kPerson) / std::max(1e-3f, inner - outer);
  return (static_cast<float>(y) + 0.5f - part) / rows;
}

BodyReach ReachAt(const Analysis& analysis, float x, float y) {
  const cv::Mat& mask = analysis.person_mask;
  if (mask.empty()) return {};
  const float columns =
      static_cast<float>(mask.cols) / static_cast<float>(analysis.source_size.width);
  const float rows =
      static_cast<float>(mask.rows) / static_cast<float>(analysis.source_size.height);
  const int row = std::clamp(static_cast<int>(y * rows), 0, mask.rows - 1);
  const int from = std::clamp(static_cast<int>(x * columns), 0, mask.cols - 1);
  const float* p = mask.ptr<float>(row);
  if (p[from] < kPerson) return {};
  int left = from;
  int right = from;
  while (left > 0 && p[left - 1] >= kPerson) --left;
  while (right + 1 < mask.cols && p[right + 1] >= kPerson) ++right;
  return {x - static_cast<float>(left) / columns, static_cast<float>(right + 1) / columns - x};
}

}  // namespace zhaojian
