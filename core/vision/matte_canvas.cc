// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_canvas.h"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>

namespace zhaojian::matte {
namespace {

// Label of a 2 x 2 block: what at least two of its pixels say; contradictions are left to the
// solver.
cv::Mat1b HalveForce(const cv::Mat1b& full) {
  cv::Mat1b half(full.rows / 2, full.cols / 2);
  for (int y = 0; y < half.rows; ++y) {
    const unsigned char* top = full[2 * y];
    const unsigned char* low = full[2 * y + 1];
    for (int x = 0; x < half.cols; ++x) {
      std::array<int, 4> votes{};
      for (const unsigned char v : {top[2 * x], top[2 * x + 1], low[2 * x], low[2 * x + 1]}) {
        ++votes[v & 3];
      }
      unsigned char label = 0;
      if (votes[1] >= 2 && votes[2] >= 2)
        label = 3;
      else if (votes[1] >= 2)
        label = 1;
      else if (votes[2] >= 2)
        label = 2;
      else if (votes[3] >= 2)
        label = 3;
      half(y, x) = label;
    }
  }
  return half;
}

}  // namespace

Canvas MakeCanvas(const MatteProblem& problem) {
  Canvas canvas;
  canvas.inner = problem.bgr.size();
  const int right = kPad + (canvas.inner.width & 1);
  const int bottom = kPad + (canvas.inner.height & 1);
  cv::copyMakeBorder(problem.bgr, canvas.full, kPad, bottom, kPad, right, cv::BORDER_REFLECT);
  const cv::Size half(canvas.full.cols / 2, canvas.full.rows / 2);
  cv::resize(canvas.full, canvas.half8, half, 0, 0, cv::INTER_AREA);
  canvas.half8.convertTo(canvas.half, CV_32F, 1.0 / 255);
  const cv::Size inner(half.width - kPad, half.height - kPad);
  const bool shrinks = problem.person_mask.cols > inner.width;
  cv::Mat mask;
  cv::resize(problem.person_mask, mask, inner, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  cv::copyMakeBorder(mask, canvas.mask, kPad / 2, kPad / 2, kPad / 2, kPad / 2, cv::BORDER_REFLECT);
  cv::min(canvas.mask, 1, canvas.mask);
  cv::max(canvas.mask, 0, canvas.mask);
  canvas.unit = 0.5F * static_cast<float>(std::max(canvas.inner.width, canvas.inner.height)) / 1280;
  if (!problem.force.empty()) {
    cv::copyMakeBorder(problem.force, canvas.full_force, kPad, bottom, kPad, right,
                       cv::BORDER_REFLECT);
    canvas.force = HalveForce(canvas.full_force);
    canvas.mask.setTo(0, canvas.force == static_cast<int>(MatteForce::kBackground));
    canvas.mask.setTo(1, canvas.force == static_cast<int>(MatteForce::kForeground));
  }
  return canvas;
}

}  // namespace zhaojian::matte
