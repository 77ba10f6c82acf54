// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/gate_matte.h"

#include <opencv2/imgproc.hpp>

#include "core/vision/matte_canvas.h"
#include "core/vision/matte_plate.h"

namespace zhaojian {
namespace {

// Nobody here, and background as far as the solve is concerned: the limits of the matte's own
// trimap and of its score.
constexpr float kNobody = 0.1F;
constexpr float kGone = 0.05F;
constexpr float kOpaque = 0.5F;
// What the wall model explains on a plain wall, and how near or how shaded its colours are: as the
// matte decides it (matte_solver.cc, matte_plate.cc).
constexpr float kPlain = 0.83F;
constexpr float kNear = 0.05F;

/// Where the picture is the wall of the model or its shadow.
cv::Mat1b LooksLikeWall(const cv::Mat3f& picture, const cv::Mat3f& wall) {
  cv::Mat1b like(picture.size(), uchar{0});
  for (int y = 0; y < like.rows; ++y) {
    for (int x = 0; x < like.cols; ++x) {
      const cv::Vec3f d = picture(y, x) - wall(y, x);
      if (d.dot(d) < kNear * kNear ||
          matte::ShadowOf(wall(y, x), picture(y, x), 0.55F, 1.05F, 0.03F)) {
        like(y, x) = 255;
      }
    }
  }
  cv::medianBlur(like, like, 3);  // a speck of noise splits no patch
  return like;
}

}  // namespace

KeptWall MeasureKeptWall(const MatteProblem& problem, const cv::Mat& automatic,
                         const cv::Mat& edited) {
  // The matte's half canvas has the delivered size.
  const matte::Canvas canvas = matte::MakeCanvas(problem);
  const cv::Rect inner(matte::kPad / 2, matte::kPad / 2, problem.bgr.cols / 2,
                       problem.bgr.rows / 2);
  cv::Mat before;
  cv::Mat after;
  cv::resize(automatic, before, inner.size(), 0, 0, cv::INTER_AREA);
  cv::resize(edited, after, inner.size(), 0, 0, cv::INTER_AREA);
  cv::Mat1b kept = (before <= kGone) & (after >= kOpaque) & (canvas.mask(inner) < kNobody);
  KeptWall out;
  const matte::WallModel wall = matte::FitWall(canvas);
  out.plain = wall.plain > kPlain;
  if (cv::countNonZero(kept) == 0) return out;
  if (out.plain) {
    kept &= LooksLikeWall(canvas.half, matte::PaintWall(wall, canvas.half.size()))(inner);
  }
  // Beyond the picture's edge nothing is kept.
  cv::copyMakeBorder(kept, kept, 1, 1, 1, 1, cv::BORDER_CONSTANT, 0);
  cv::Mat1f distance;
  cv::distanceTransform(kept, distance, cv::DIST_L2, cv::DIST_MASK_5);
  double most = 0;
  cv::Point at;
  cv::minMaxLoc(distance, nullptr, &most, nullptr, &at);
  // A single pixel is one wide and lies one away from what is not kept.
  out.width = most > 0 ? 2 * most - 1 : 0;
  out.at = cv::Point2d(at) - cv::Point2d(1, 1);
  return out;
}

}  // namespace zhaojian
