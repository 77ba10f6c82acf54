// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/cpu_pixels.h"

#include <opencv2/imgproc.hpp>

#include "core/retouch/canvas_field.h"
#include "core/retouch/gain_maps.h"
#include "core/retouch/matte_colours.h"
#include "core/retouch/op_colour.h"
#include "core/retouch/op_defringe.h"
#include "core/retouch/op_denoise.h"
#include "core/retouch/op_reduce.h"
#include "core/retouch/op_sharpen.h"
#include "core/retouch/op_smooth.h"

namespace zhaojian {
namespace {

/// Size of the person mask handed to the matte solver: a quarter of the canvas, finer than the 256
/// x 256 mask that it is cut from.
const cv::Size kMaskSize(240, 320);

/// The person mask on the canvas's field of view; beyond the source the border continues.
cv::Mat CropMask(const cv::Mat& mask, const cv::Size& source, const cv::Matx23d& to_canvas,
                 const cv::Size& canvas) {
  // Mask pixel centres lie at + 0.5 in all frames.
  const cv::Matx33d source_to_canvas(to_canvas(0, 0), to_canvas(0, 1), to_canvas(0, 2),
                                     to_canvas(1, 0), to_canvas(1, 1), to_canvas(1, 2), 0, 0, 1);
  const double px = 1.0 * canvas.width / kMaskSize.width;
  const double py = 1.0 * canvas.height / kMaskSize.height;
  const double mx = 1.0 * mask.cols / source.width;
  const double my = 1.0 * mask.rows / source.height;
  const cv::Matx33d out_to_canvas(px, 0, 0.5 * px, 0, py, 0.5 * py, 0, 0, 1);
  const cv::Matx33d source_to_in(mx, 0, -0.5, 0, my, -0.5, 0, 0, 1);
  const cv::Matx33d whole = source_to_in * source_to_canvas.inv() * out_to_canvas;
  const cv::Matx23d map(whole(0, 0), whole(0, 1), whole(0, 2), whole(1, 0), whole(1, 1),
                        whole(1, 2));
  cv::Mat out;
  cv::warpAffine(mask, out, map, kMaskSize, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  return out;
}

bool HasGlare(const ChainState& s) { return s.glare_drop > 0 && !s.glare_strokes.empty(); }

}  // namespace

MatteProblem MatteProblemOf(const cv::Mat& untouched, const Analysis& analysis,
                            const CanvasView& view) {
  MatteProblem problem;
  problem.bgr = untouched;
  problem.person_mask =
      CropMask(StoredMask(analysis.person_mask), analysis.source_size, view.from_source, view.size);
  return problem;
}

cv::Mat CleanColours(const cv::Mat& colours, const cv::Mat& alpha, const ChainState& state) {
  const cv::Mat reaching = state.matte_shift > 0 ? ExtendForeground(colours, alpha) : colours;
  return Defringe(reaching, alpha, state.defringe);
}

cv::Mat ToneColours(const cv::Mat& colours, const ChainState& state,
                    const std::optional<CanvasFace>& face) {
  const ToneParameters tone = ToneOf(state);
  cv::Mat out = colours;
  if (tone != ToneParameters{}) out = ApplyTone(out, MakeToneTables(tone));
  out = Saturate(out, state.saturation);
  if (!face) return out;
  return ReduceRedEye(out, PupilsOf(*face, state.red_eye_radius), state.red_eye);
}

bool HasGain(const ChainState& s) {
  return s.balance > 0 || s.shine_drop > 0 || !s.dodge_strokes.empty() || HasGlare(s);
}

cv::Mat MakeGain(const cv::Mat& toned, const ChainState& s, const Analysis& analysis,
                 const CanvasView& view) {
  const cv::Mat small = ToField(toned);
  const auto face = FaceOnCanvas(analysis, view.from_source);
  const cv::Matx23d& to_canvas = view.from_source;
  cv::Mat gain(small.size(), CV_32F, cv::Scalar(1));
  const auto apply = [&](const cv::Mat& one) { cv::multiply(gain, one, gain); };
  if (face && s.balance > 0) apply(BalanceGain(small, *face, s.balance, s.balance_limit));
  if (face && s.shine_drop > 0) apply(ShineGain(small, *face, s.shine_drop, s.shine_area));
  if (face && HasGlare(s)) {
    apply(GlareGain(small, *face, s.glare_strokes, to_canvas, s.glare_drop));
  }
  if (!s.dodge_strokes.empty()) {
    // A photo without a face: half the canvas stands for it.
    const double width = face ? face->width : view.size.width / 2.0;
    apply(DodgeGain(s.dodge_strokes, to_canvas, width, small.size()));
  }
  return gain;
}

cv::Mat FinishColours(const cv::Mat& colours, const ChainState& state,
                      const std::optional<CanvasFace>& face, const cv::Size& canvas) {
  cv::Mat out = colours;
  if (face) {
    const cv::Mat skin = FaceSkin(*face, FieldOf(canvas));
    out = SmoothSkin(out, skin, face->width, state.smooth_amount, state.smooth_texture);
  }
  return Denoise(out, state.denoise_luma, state.denoise_chroma);
}

cv::Vec3b BackgroundOf(const ChainState& state) {
  const auto level = [&](size_t c) { return cv::saturate_cast<uchar>(state.background_rgb[c]); };
  return {level(2), level(1), level(0)};
}

cv::Mat DeliveredOf(const cv::Mat& canvas, const cv::Mat& opacity, const ChainState& state) {
  return Sharpen(Reduce(canvas, kCanvasFactor), Reduce(opacity, kCanvasFactor),
                 state.sharpen_radius, state.sharpen_amount, state.sharpen_threshold);
}

}  // namespace zhaojian
