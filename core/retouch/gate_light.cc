// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/gate_light.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/retouch/canvas_field.h"
#include "core/retouch/op_colour.h"
#include "core/retouch/op_strokes.h"

namespace zhaojian {
namespace {

/// Around what is excused, share of the face's width: the window of the residual (gate_face.cc).
constexpr double kMargin = 0.03;

}  // namespace

cv::Mat LitSource(const cv::Mat& source_canvas, const ChainState& state, const Analysis& analysis,
                  const Profile& profile) {
  cv::Mat lit = Saturate(ApplyTone(source_canvas, MakeToneTables(ToneOf(state))), state.saturation);
  const cv::Matx23d to_canvas = SourceToCanvas(state, profile);
  const auto face = FaceOnCanvas(analysis, to_canvas);
  if (!face) return lit;
  const cv::Mat small = ToField(lit);
  cv::Mat gain(small.size(), CV_32F, cv::Scalar(1));
  if (state.balance > 0) {
    gain = gain.mul(BalanceGain(small, *face, state.balance, state.balance_limit));
  }
  if (!state.dodge_strokes.empty()) {
    gain = gain.mul(DodgeGain(state.dodge_strokes, to_canvas, face->width, small.size()));
  }
  const double most = profile.gate.light_gain;
  gain = cv::min(cv::max(gain, 1 / most), most);
  const double drop = std::min(state.shine_drop, profile.gate.shine_drop);
  if (drop > 0) gain = gain.mul(ShineGain(small, *face, drop, state.shine_area));
  return ApplyGain(lit, gain);
}

cv::Mat ExcusedPixels(const cv::Size& size, const std::vector<cv::Point3f>& points,
                      const ChainState& state, const cv::Matx23d& to_picture, double width) {
  const bool glare = state.glare_drop > 0 && !state.glare_strokes.empty();
  if (!(state.red_eye > 0) && !glare && state.mark_strokes.empty()) return {};
  cv::Mat out(size, CV_8UC1, cv::Scalar(0));
  const auto at = [&](size_t i) { return cv::Point2d(points[i].x, points[i].y); };
  for (const auto& [iris, rim, inner, outer] :
       {std::array<size_t, 4>{468, 469, 133, 33}, {473, 474, 362, 263}}) {
    const double radius = cv::norm(at(rim) - at(iris));
    if (state.red_eye > 0) {
      const double pupil = state.red_eye_radius * radius + kMargin * width;
      cv::circle(out, at(iris), cvCeil(pupil), cv::Scalar(255), cv::FILLED);
    }
    if (glare) {
      const double lens = cv::norm(at(inner) - at(outer));
      cv::circle(out, (at(inner) + at(outer)) / 2, cvRound(lens), cv::Scalar(255), cv::FILLED);
    }
  }
  for (Stroke stroke : state.mark_strokes) {
    const double scale = std::hypot(to_picture(0, 0), to_picture(1, 0));
    stroke.radius += static_cast<float>(kMargin * width / scale);
    const cv::Mat drawn = RasteriseStrokes({stroke}, to_picture, size);
    out.setTo(255, drawn);
  }
  return out;
}

}  // namespace zhaojian
