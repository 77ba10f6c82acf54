// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <string>
#include <utility>

#include "core/vision/matte_islands.h"
#include "core/vision/matte_solution.h"

namespace zhaojian {

namespace matte {

Status ValidateProblem(const MatteProblem& problem) {
  const auto wrong = [](const std::string& field, const std::string& message) {
    return MakeError(StatusCode::kInvalidArgument, "MATTE_INPUT", message, field);
  };
  const cv::Mat& bgr = problem.bgr;
  const int shorter = std::min(bgr.rows, bgr.cols);
  const int longer = std::max(bgr.rows, bgr.cols);
  if (bgr.type() != CV_8UC3) return wrong("bgr", "the picture must have three 8-bit channels");
  if (shorter < 240 || longer < 320 || shorter > 1500 || longer > 2000) {
    return wrong("bgr", "the picture must measure 240 x 320 to 1500 x 2000 pixels, not " +
                            std::to_string(bgr.cols) + " x " + std::to_string(bgr.rows));
  }
  const cv::Mat& mask = problem.person_mask;
  if (mask.type() != CV_32FC1 || mask.rows < 2 || mask.cols < 2) {
    return wrong("person_mask", "the person mask must be one channel of floats, 2 x 2 or more");
  }
  if (!cv::checkRange(mask))
    return wrong("person_mask", "the person mask holds values that are no numbers");
  if (problem.force.empty()) return {};
  if (problem.force.type() != CV_8UC1 || problem.force.size() != bgr.size()) {
    return wrong("force", "the strokes must be one byte per pixel of the picture");
  }
  double most = 0;
  cv::minMaxLoc(problem.force, nullptr, &most);
  if (most > 3) return wrong("force", "a stroke pixel must be 0, 1, 2 or 3");
  return {};
}

/// The solution without the border and its islands; strokes are exact in it. The planes are views
/// of the solution's, which is used up.
Matte Shown(Solution whole, const cv::Mat& force) {
  const cv::Rect inner(cv::Point(kPad, kPad), whole.work.canvas.inner);
  if (whole.solvable) {
    const cv::Mat1b islands = FindIslands(whole.half_alpha, whole.work.canvas.force);
    if (cv::countNonZero(islands) > 0) {
      cv::Mat gone;
      cv::resize(islands, gone, whole.alpha.size(), 0, 0, cv::INTER_NEAREST);
      whole.alpha.setTo(0, gone);
    }
  }
  Matte out;
  out.alpha = whole.alpha(inner);
  out.foreground = whole.foreground(inner);
  out.confidence = whole.confidence;
  out.plain_background = whole.work.plain;
  out.low_contrast = whole.work.low_contrast;
  if (force.empty()) return out;
  const cv::Mat fore = force == static_cast<int>(MatteForce::kForeground);
  out.alpha.setTo(0, force == static_cast<int>(MatteForce::kBackground));
  out.alpha.setTo(1, fore);
  whole.work.canvas.full(inner).copyTo(out.foreground, fore);
  return out;
}

}  // namespace matte

StatusOr<Matte> SolveMatte(const MatteProblem& problem) {
  try {
    ZJ_ASSIGN_OR_RETURN(matte::Solution whole, matte::SolveWhole(problem));
    return matte::Shown(std::move(whole), problem.force);
  } catch (const cv::Exception& error) {
    return MakeError(StatusCode::kInternal, "MATTE_FAILED",
                     "the matte could not be solved: " + std::string(error.what()));
  }
}

}  // namespace zhaojian
