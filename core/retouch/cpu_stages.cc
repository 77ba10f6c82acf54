// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/cpu_stages.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/retouch/op_colour.h"
#include "core/retouch/op_composite.h"
#include "core/retouch/op_defringe.h"
#include "core/retouch/op_denoise.h"
#include "core/retouch/op_matte_edge.h"
#include "core/retouch/op_reduce.h"
#include "core/retouch/op_rotate.h"
#include "core/retouch/op_sharpen.h"
#include "core/retouch/op_smooth.h"
#include "core/retouch/op_strokes.h"

namespace zhaojian {
namespace {

/// Size of the person mask handed to the matte solver: a quarter of the canvas, finer than the 256
/// x 256 mask that it is cut from.
const cv::Size kMaskSize(240, 320);

Status Refuse(const std::string& reason, const std::string& message) {
  return MakeError(StatusCode::kFailedPrecondition, reason, message, "geom.crop_scale");
}

Status CheckCrop(const ChainState& state, const cv::Size& source, const Profile& profile) {
  // The plan's own arithmetic may end a rounding error above the limit.
  if (state.scale > profile.scale_block * (1 + 1e-9)) {
    return Refuse("FILE-02",
                  "the crop enlarges the photo more than the profile allows; crop less tightly");
  }
  // Half a delivered pixel is the rounding of the crop.
  if (state.offset.y + profile.size.height / state.scale > source.height + 0.5 / state.scale) {
    return Refuse(
        "GEO-07",
        "the photo ends above the bottom of the crop; nothing is invented below the body");
  }
  if (state.offset.y >= source.height || state.offset.x >= source.width ||
      state.offset.x + profile.size.width / state.scale <= 0) {
    return Refuse("GEO-07", "the crop lies outside the photo");
  }
  return absl::OkStatus();
}

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

/// Continues the subject's colours a little beyond its outline, so that a growing edge shows them
/// and not what the solver left there: average of the sure subject within a window of the largest
/// shift.
cv::Mat ExtendForeground(const cv::Mat& foreground, const cv::Mat& alpha) {
  const cv::Mat sure = alpha >= kSolidAlpha;
  cv::Mat colour(foreground.size(), CV_8UC3, cv::Scalar::all(0));
  foreground.copyTo(colour, sure);
  const cv::Size window(4 * kMaxEdgeShift + 1, 4 * kMaxEdgeShift + 1);
  cv::Mat colours;
  cv::Mat weights;
  cv::boxFilter(colour, colours, CV_32F, window, {-1, -1}, false);
  cv::boxFilter(sure, weights, CV_32F, window, {-1, -1}, false);
  cv::Mat out = foreground.clone();
  for (int y = 0; y < out.rows; ++y) {
    const uchar* a = alpha.ptr<uchar>(y);
    const float* w = weights.ptr<float>(y);
    const cv::Vec3f* c = colours.ptr<cv::Vec3f>(y);
    cv::Vec3b* q = out.ptr<cv::Vec3b>(y);
    for (int x = 0; x < out.cols; ++x) {
      // Soft pixels keep the solver's colour; only where there was nothing is it continued.
      if (a[x] == 0 && w[x] > 0) q[x] = cv::Vec3b(c[x] * (255.0f / w[x]));
    }
  }
  return out;
}

/// Adds what the strokes on the subject changed to the solved colours: where the matte is solid
/// this is the healed photo itself.
cv::Mat AddEdits(const cv::Mat& foreground, const cv::Mat& edited, const cv::Mat& before) {
  cv::Mat out = foreground.clone();
  for (int y = 0; y < out.rows; ++y) {
    const uchar* e = edited.ptr<uchar>(y);
    const uchar* b = before.ptr<uchar>(y);
    uchar* q = out.ptr<uchar>(y);
    for (int x = 0; x < 3 * out.cols; ++x) q[x] = cv::saturate_cast<uchar>(q[x] + e[x] - b[x]);
  }
  return out;
}

bool OnBackground(const SourceStroke& s) {
  return s.kind == "clean.background" || s.kind == "clean.stray_hair" || s.kind == "clean.clone";
}

}  // namespace

std::vector<SourceStroke> BackgroundStrokes(const std::vector<SourceStroke>& all) {
  std::vector<SourceStroke> some;
  std::copy_if(all.begin(), all.end(), std::back_inserter(some), OnBackground);
  return some;
}

CpuStages::CpuStages(std::shared_ptr<const Photo> photo, const Profile& profile)
    : photo_(std::move(photo)),
      profile_(profile),
      background_edits_(photo_->bgr, photo_->scale),
      all_edits_(photo_->bgr, photo_->scale) {}

StatusOr<ChainState> CpuStages::Fold(const Recipe& recipe) const {
  ZJ_ASSIGN_OR_RETURN(const ChainState state, FoldRecipe(recipe, profile_));
  ZJ_RETURN_IF_ERROR(CheckCrop(state, recipe.analysis.source_size, profile_));
  if (recipe.analysis.person_mask.empty()) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_RECIPE",
                     "recipe: analysis.person_mask: rendering needs it", "analysis.person_mask");
  }
  if (recipe.analysis.source_size != photo_->info.upright_size) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_RECIPE",
                     "recipe: analysis.source_width: was made for a photo of another size",
                     "analysis.source_width");
  }
  return state;
}

std::optional<CanvasFace> CpuStages::Face(const ChainState& s, const Analysis& a) const {
  return FaceOnCanvas(a, SourceToCanvas(s, profile_));
}

const EditRegions* CpuStages::Regions(const ChainState& s, const Analysis& a) {
  if (!s.cut_strokes || s.source_strokes.empty()) return nullptr;
  const std::string key = AnalysisKey(a).Bytes();
  if (!regions_ || regions_->first != key) regions_.emplace(key, EditRegions(a, photo_.get()));
  return &regions_->second;
}

cv::Mat CpuStages::Source(const ChainState& s) {
  const std::string key = GeometryKey(s);
  if (const cv::Mat* hit = source_.Find(key)) return *hit;
  const ResampleMap map = CanvasMapOf(s, *photo_, profile_);
  cv::Mat canvas = Resample(photo_->bgr, map);
  if (s.rotation_deg != 0) canvas = Rotate(canvas, s.rotation_deg, CanvasSize());
  return source_.Put(key, canvas);
}

cv::Mat CpuStages::Edited(const ChainState& s, const Analysis& a, bool background_only) {
  const auto strokes = background_only ? BackgroundStrokes(s.source_strokes) : s.source_strokes;
  if (strokes.empty()) return Source(s);
  EditedCanvas& edits = background_only ? background_edits_ : all_edits_;
  return edits.Render(strokes, Regions(s, a), GeometryKey(s), CanvasMapOf(s, *photo_, profile_),
                      s.rotation_deg, CanvasSize());
}

StatusOr<Matte> CpuStages::SolvedMatte(const ChainState& s, const Analysis& a) {
  const std::string key = MatteKey(s, a);
  if (const Matte* hit = matte_.Find(key)) return *hit;
  const cv::Matx23d to_canvas = SourceToCanvas(s, profile_);
  MatteProblem problem;
  problem.bgr = Edited(s, a, true);
  problem.person_mask = CropMask(StoredMask(a.person_mask), a.source_size, to_canvas, CanvasSize());
  problem.force = RasteriseStrokes(s.matte_strokes, to_canvas, CanvasSize());
  ZJ_ASSIGN_OR_RETURN(Matte solved, SolveMatte(problem));
  return matte_.Put(key, std::move(solved));
}

StatusOr<Matte> CpuStages::EditedMatte(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(Matte matte, SolvedMatte(s, a));
  if (!std::all_of(s.source_strokes.begin(), s.source_strokes.end(), OnBackground)) {
    matte.foreground = AddEdits(matte.foreground, Edited(s, a, false), Edited(s, a, true));
  }
  return matte;
}

StatusOr<cv::Mat> CpuStages::SolvedAlpha(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(const Matte solved, SolvedMatte(s, a));
  cv::Mat bytes;
  solved.alpha.convertTo(bytes, CV_8U, 255);
  return bytes;
}

/// The matte's opacity after the edge operation, 8 bit.
StatusOr<cv::Mat> CpuStages::Alpha(const ChainState& s, const Analysis& a) {
  const std::string key = AlphaKey(s, a);
  if (const cv::Mat* hit = alpha_.Find(key)) return *hit;
  ZJ_ASSIGN_OR_RETURN(const cv::Mat bytes, SolvedAlpha(s, a));
  return alpha_.Put(
      key, MatteEdge(bytes, s.matte_shift * kCanvasFactor, s.matte_softness * kCanvasFactor));
}

/// The subject's own colours, strokes on it included, before any tone operation.
StatusOr<cv::Mat> CpuStages::Colour(const ChainState& s, const Analysis& a) {
  const std::string key = ColourKey(s, a);
  if (const cv::Mat* hit = colour_.Find(key)) return *hit;
  ZJ_ASSIGN_OR_RETURN(const Matte edited, EditedMatte(s, a));
  cv::Mat colours = edited.foreground;
  if (s.matte_shift > 0 || s.defringe > 0) {
    ZJ_ASSIGN_OR_RETURN(const cv::Mat bytes, SolvedAlpha(s, a));
    if (s.matte_shift > 0) colours = ExtendForeground(colours, bytes);
    colours = Defringe(colours, bytes, s.defringe);
  }
  return colour_.Put(key, colours);
}

StatusOr<cv::Mat> CpuStages::Toned(const ChainState& s, const Analysis& a) {
  const std::string key = TonedKey(s, a);
  if (const cv::Mat* hit = toned_.Find(key)) return *hit;
  ZJ_ASSIGN_OR_RETURN(cv::Mat colours, Colour(s, a));
  const ToneParameters tone = ToneOf(s);
  if (tone != ToneParameters{}) colours = ApplyTone(colours, MakeToneTables(tone));
  colours = Saturate(colours, s.saturation);
  if (s.red_eye > 0) {
    if (const auto face = Face(s, a)) {
      colours = ReduceRedEye(colours, PupilsOf(*face, s.red_eye_radius), s.red_eye);
    }
  }
  return toned_.Put(key, colours);
}

StatusOr<cv::Mat> CpuStages::Gain(const ChainState& s, const Analysis& a) {
  const bool glare = s.glare_drop > 0 && !s.glare_strokes.empty();
  if (!(s.balance > 0) && !(s.shine_drop > 0) && s.dodge_strokes.empty() && !glare) {
    return cv::Mat();
  }
  const std::string key = GainKey(s, a);
  if (const cv::Mat* hit = gain_.Find(key)) return *hit;
  ZJ_ASSIGN_OR_RETURN(const cv::Mat toned, Toned(s, a));
  const cv::Mat small = Reduce(toned, kFieldFactor);
  const auto face = Face(s, a);
  const cv::Matx23d to_canvas = SourceToCanvas(s, profile_);
  cv::Mat gain(small.size(), CV_32F, cv::Scalar(1));
  const auto apply = [&](const cv::Mat& one) { cv::multiply(gain, one, gain); };
  if (face && s.balance > 0) apply(BalanceGain(small, *face, s.balance, s.balance_limit));
  if (face && s.shine_drop > 0) apply(ShineGain(small, *face, s.shine_drop, s.shine_area));
  if (face && glare) apply(GlareGain(small, *face, s.glare_strokes, to_canvas, s.glare_drop));
  if (!s.dodge_strokes.empty()) {
    // A photo without a face: half the canvas stands for it.
    const double width = face ? face->width : CanvasSize().width / 2.0;
    apply(DodgeGain(s.dodge_strokes, to_canvas, width, small.size()));
  }
  return gain_.Put(key, gain);
}

StatusOr<cv::Mat> CpuStages::Finished(const ChainState& s, const Analysis& a) {
  const std::string key = FinishedKey(s, a);
  if (const cv::Mat* hit = finished_.Find(key)) return *hit;
  ZJ_ASSIGN_OR_RETURN(cv::Mat colours, Toned(s, a));
  ZJ_ASSIGN_OR_RETURN(const cv::Mat gain, Gain(s, a));
  if (!gain.empty()) colours = ApplyGain(colours, gain);
  if (s.smooth_amount > 0) {
    if (const auto face = Face(s, a)) {
      const cv::Mat skin = FaceSkin(*face, CanvasSize() / kFieldFactor);
      colours = SmoothSkin(colours, skin, face->width, s.smooth_amount, s.smooth_texture);
    }
  }
  return finished_.Put(key, Denoise(colours, s.denoise_luma, s.denoise_chroma));
}

StatusOr<cv::Mat> CpuStages::Canvas(const ChainState& s, const Analysis& a) {
  const std::string key = CanvasKey(s, a);
  if (const cv::Mat* hit = canvas_.Find(key)) return *hit;
  ZJ_ASSIGN_OR_RETURN(const cv::Mat colours, Finished(s, a));
  ZJ_ASSIGN_OR_RETURN(const cv::Mat opacity, Alpha(s, a));
  const auto level = [&](size_t c) { return cv::saturate_cast<uchar>(s.background_rgb[c]); };
  return canvas_.Put(key, Composite(colours, opacity, {level(2), level(1), level(0)}));
}

StatusOr<cv::Mat> CpuStages::Delivered(const ChainState& s, const Analysis& a) {
  const std::string key = DeliveredKey(s, a);
  if (const cv::Mat* hit = delivered_.Find(key)) return *hit;
  ZJ_ASSIGN_OR_RETURN(const cv::Mat full, Canvas(s, a));
  ZJ_ASSIGN_OR_RETURN(const cv::Mat opacity, Alpha(s, a));
  return delivered_.Put(key, Sharpen(Reduce(full, kCanvasFactor), Reduce(opacity, kCanvasFactor),
                                     s.sharpen_radius, s.sharpen_amount, s.sharpen_threshold));
}

}  // namespace zhaojian
