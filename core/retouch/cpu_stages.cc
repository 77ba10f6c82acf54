// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/cpu_stages.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/retouch/cpu_keys.h"
#include "core/retouch/cpu_pixels.h"
#include "core/retouch/matte_colours.h"
#include "core/retouch/op_colour.h"
#include "core/retouch/op_composite.h"
#include "core/retouch/op_defringe.h"
#include "core/retouch/op_matte_edge.h"
#include "core/retouch/op_rotate.h"
#include "core/retouch/op_smooth.h"
#include "core/retouch/op_strokes.h"

namespace zhaojian {
namespace {

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

/// A rectangle with pixels around it, inside the canvas.
cv::Rect Grown(const cv::Rect& rect, int by, const cv::Size& canvas) {
  return cv::Rect(rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by) &
         cv::Rect({0, 0}, canvas);
}

/// Where the gain fields look at the face, canvas pixels: its landmarks and 0.6 of its width
/// around, which holds the neck (gain_maps.cc) and every blur's reach beyond the skin.
cv::Rect GainZone(const CanvasFace& face, const cv::Size& canvas) {
  return Grown(cv::boundingRect(face.points), cvCeil(0.6 * face.width), canvas);
}

}  // namespace

bool OnBackground(const SourceStroke& s) {
  return s.kind == "clean.background" || s.kind == "clean.stray_hair" || s.kind == "clean.clone";
}

CpuStages::CpuStages(std::shared_ptr<const Photo> photo, const Profile& profile)
    : photo_(std::move(photo)), profile_(profile), edits_(photo_->bgr, photo_->scale) {}

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

/// AnalysisKey, worked out once for an analysis that comes again and again.
const std::string& CpuStages::KeyOf(const Analysis& a) {
  const bool same = !analysis_.key.empty() && analysis_.mask.data == a.person_mask.data &&
                    analysis_.mask.size() == a.person_mask.size() &&
                    analysis_.landmarks == a.landmarks;
  if (!same) analysis_ = {a.person_mask, a.landmarks, AnalysisKey(a).Bytes()};
  return analysis_.key;
}

const EditRegions* CpuStages::Regions(const ChainState& s, const Analysis& a) {
  if (!s.cut_strokes || s.source_strokes.empty()) return nullptr;
  const std::string& key = KeyOf(a);
  if (!regions_ || regions_->first != key) regions_.emplace(key, EditRegions(a, photo_.get()));
  return &regions_->second;
}

CanvasGeometry CpuStages::GeometryOf(const ChainState& s) const {
  return {GeometryKey(s).Bytes(), CanvasMapOf(s, *photo_, profile_), s.rotation_deg, CanvasSize()};
}

CpuStages::UntouchedCanvas CpuStages::Untouched(const ChainState& s) {
  const CanvasGeometry geometry = GeometryOf(s);
  if (const UntouchedCanvas* hit = source_.Find(geometry.key)) return *hit;
  const cv::Mat level = Resample(photo_->bgr, geometry.map);
  const cv::Mat canvas = s.rotation_deg == 0 ? level : Rotate(level, s.rotation_deg, CanvasSize());
  return source_.Put(geometry.key, {{canvas, NextVersion(), 0, {}}, level});
}

Tracked CpuStages::Edited(const ChainState& s, const Analysis& a) {
  const UntouchedCanvas untouched = Untouched(s);
  if (s.source_strokes.empty() && !edits_.used()) return untouched.canvas;
  return edits_.Render(s.source_strokes, Regions(s, a), GeometryOf(s), untouched.canvas,
                       untouched.level);
}

MatteEdits CpuStages::EditsOf(const ChainState& s, const cv::Mat& edited,
                              const CanvasGeometry& geometry) const {
  MatteEdits edits;
  const cv::Matx23d to_canvas = ViewOf(s).from_source;
  edits.force = RasteriseStrokes(s.matte_strokes, to_canvas, CanvasSize());
  for (const Stroke& stroke : s.matte_strokes) {
    edits.stroked.push_back(StrokeBounds(stroke, to_canvas, CanvasSize()));
  }
  if (s.source_strokes.empty()) return edits;
  edits.bgr = edited;
  const std::vector<cv::Rect> reached = edits_.Reached(geometry);
  for (size_t i = 0; i < s.source_strokes.size(); ++i) {
    if (OnBackground(s.source_strokes[i])) edits.healed.push_back(reached[i]);
  }
  return edits;
}

StatusOr<CpuStages::MatteWork*> CpuStages::MatteOf(const ChainState& s, const Analysis& a) {
  const std::string key = GeometryKey(s).Bytes() + KeyOf(a);
  MatteWork* work = mattes_.Find(key);
  if (work == nullptr) {
    ZJ_ASSIGN_OR_RETURN(EditedMatte solved, EditedMatte::Solve(MatteProblemOf(
                                                Untouched(s).canvas.image, a, ViewOf(s))));
    work = &mattes_.Put(key, {std::move(solved), {}, 0, {}, {}});
    const Matte& matte = work->matte.matte();
    cv::Mat bytes;
    matte.alpha.convertTo(bytes, CV_8U, 255);
    work->alpha = Changed({}, bytes, {});
    work->foreground = Changed({}, matte.foreground, {});
  }
  const Tracked edited = Edited(s, a);
  StageKey key_of_edits;
  key_of_edits.Add(s.matte_strokes);
  for (const SourceStroke& stroke : s.source_strokes) {
    if (OnBackground(stroke)) key_of_edits.Add(stroke.stroke);
  }
  const std::string edits = key_of_edits.Bytes();
  if (work->edits == edits && work->edited == edited.version) return work;
  MatteEdits wanted = EditsOf(s, edited.image, GeometryOf(s));
  // A stroke on the subject, away from all that was healed behind it, says nothing to the matte.
  const bool apart = std::all_of(wanted.healed.begin(), wanted.healed.end(),
                                 [&](const cv::Rect& r) { return (r & edited.change).empty(); });
  if (work->edits == edits && work->edited == edited.before && apart) {
    work->edited = edited.version;
    return work;
  }
  work->foreground.image.release();  // so that the matte may write in place
  const Status updated = work->matte.Update(wanted);
  const Matte& matte = work->matte.matte();
  const cv::Rect& changed = work->matte.changed();
  if (updated.ok() && !changed.empty()) {
    MakeOwn(&work->alpha.image);
    cv::Mat bytes = work->alpha.image(changed);
    matte.alpha(changed).convertTo(bytes, CV_8U, 255);
    work->alpha = Changed(work->alpha, work->alpha.image, changed);
    work->foreground = Changed(work->foreground, matte.foreground, changed);
  }
  work->foreground.image = matte.foreground;
  ZJ_RETURN_IF_ERROR(updated);
  work->edits = edits;
  work->edited = edited.version;
  return work;
}

StatusOr<Matte> CpuStages::SolvedMatte(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(const MatteWork* work, MatteOf(s, a));
  Matte matte = work->matte.matte();
  const Tracked edited = Edited(s, a);
  if (edited.version != Untouched(s).canvas.version) {
    matte.foreground = matte.foreground.clone();
    for (const cv::Rect& reached : edits_.Reached(GeometryOf(s))) {
      if (reached.empty()) continue;
      AddEdits(work->matte.matte().foreground(reached), edited.image(reached),
               work->matte.seen()(reached))
          .copyTo(matte.foreground(reached));
    }
  }
  return matte;
}

/// The matte's opacity after the edge operation, 8 bit.
StatusOr<Tracked> CpuStages::Alpha(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(const MatteWork* work, MatteOf(s, a));
  const double shift = s.matte_shift * kCanvasFactor;
  const double softness = s.matte_softness * kCanvasFactor;
  if (shift == 0 && !(softness > 0)) return work->alpha;
  const Tracked alpha = work->alpha;
  const int reach = kMaxEdgeShift + cvCeil(3 * softness);
  return alpha_.Get(StageKey().Add(shift).Add(softness).Bytes(), {&alpha}, reach,
                    [&](const cv::Rect& where) -> cv::Mat {
                      const cv::Rect grown = Grown(where, reach, CanvasSize());
                      const cv::Mat edge = MatteEdge(alpha.image(grown).clone(), shift, softness);
                      return edge(where - grown.tl());
                    });
}

StatusOr<cv::Mat> CpuStages::Opacity(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(const Tracked alpha, Alpha(s, a));
  return alpha.image;
}

/// The subject's own colours, strokes on it included, before any tone operation.
StatusOr<Tracked> CpuStages::Colour(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(const MatteWork* work, MatteOf(s, a));
  const Tracked edited = Edited(s, a);
  const Tracked foreground = work->foreground;
  const bool strokes = edited.version != Untouched(s).canvas.version;
  const bool grows = s.matte_shift > 0;
  if (!strokes && !grows && !(s.defringe > 0)) return foreground;
  const int reach = (grows ? kExtendWindow : 0) + (s.defringe > 0 ? kDefringeReach : 0);
  const auto compute = [&](const cv::Rect& where) -> cv::Mat {
    const cv::Rect grown = Grown(where, reach, CanvasSize());
    cv::Mat colours = foreground.image(grown);
    const cv::Mat alpha = work->alpha.image(grown);
    if (strokes) colours = AddEdits(colours, edited.image(grown), work->matte.seen()(grown));
    return CleanColours(colours, alpha, s)(where - grown.tl());
  };
  const std::string key =
      StageKey().Add(strokes ? 1 : 0).Add(grows ? 1 : 0).Add(s.defringe).Bytes();
  return colour_.Get(key, {&foreground, &work->alpha, &edited}, reach, compute);
}

StatusOr<Tracked> CpuStages::Toned(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(const Tracked colours, Colour(s, a));
  const auto face = s.red_eye > 0 ? Face(s, a) : std::nullopt;
  if (ToneOf(s) == ToneParameters{} && s.saturation == 0 && !face) return colours;
  StageKey key = ToneKey(s);
  if (face) key = StageKey(key.Bytes() + KeyOf(a) + GeometryKey(s).Bytes());
  return toned_.Get(
      key.Bytes(), {&colours}, face ? PatchStage::kWhole : 0,
      [&](const cv::Rect& where) { return ToneColours(colours.image(where), s, face); });
}

/// The gain for these colours, or nullptr when no operation makes one.
StatusOr<const CpuStages::GainField*> CpuStages::Gains(const ChainState& s, const Analysis& a,
                                                       const Tracked& toned) {
  if (!HasGain(s)) return nullptr;
  const std::string key = GainKey(s).Bytes() + KeyOf(a) + GeometryKey(s).Bytes();
  if (gain_ && gain_->key == key) {
    if (gain_->toned == toned.version) return &*gain_;
    const auto face = Face(s, a);
    const cv::Rect zone = face ? GainZone(*face, CanvasSize()) : cv::Rect();
    if (gain_->toned == toned.before && (toned.change & zone).empty()) {
      gain_->toned = toned.version;
      return &*gain_;
    }
  }
  const cv::Mat field = MakeGain(toned.image, s, a, ViewOf(s));
  gain_ = GainField{key, toned.version, field, GainOnCanvas(field, CanvasSize()), NextVersion()};
  return &*gain_;
}

StatusOr<cv::Mat> CpuStages::Gain(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(const Tracked toned, Toned(s, a));
  ZJ_ASSIGN_OR_RETURN(const GainField* gain, Gains(s, a, toned));
  return gain == nullptr ? cv::Mat() : gain->field;
}

StatusOr<Tracked> CpuStages::Finished(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(const Tracked toned, Toned(s, a));
  ZJ_ASSIGN_OR_RETURN(const GainField* gain, Gains(s, a, toned));
  const auto face = s.smooth_amount > 0 ? Face(s, a) : std::nullopt;
  const bool filters = face || s.denoise_luma > 0 || s.denoise_chroma > 0;
  if (gain == nullptr && !filters) return toned;
  StageKey key = FinishKey(s);
  key.Add(gain == nullptr ? 0 : static_cast<double>(gain->version));
  if (face) key = StageKey(key.Bytes() + KeyOf(a) + GeometryKey(s).Bytes());
  return finished_.Get(key.Bytes(), {&toned}, filters ? PatchStage::kWhole : 0,
                       [&](const cv::Rect& where) -> cv::Mat {
                         cv::Mat out = toned.image(where);
                         if (gain != nullptr) out = ApplyFineGain(out, gain->fine(where));
                         return FinishColours(out, s, face, CanvasSize());
                       });
}

StatusOr<Tracked> CpuStages::Composited(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(const Tracked colours, Finished(s, a));
  ZJ_ASSIGN_OR_RETURN(const Tracked opacity, Alpha(s, a));
  const cv::Vec3b background = BackgroundOf(s);
  StageKey key;
  for (int c = 0; c < 3; ++c) key.Add(background[c]);
  return canvas_.Get(key.Bytes(), {&colours, &opacity}, 0, [&](const cv::Rect& where) {
    return Composite(colours.image(where), opacity.image(where), background);
  });
}

StatusOr<cv::Mat> CpuStages::Canvas(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(const Tracked canvas, Composited(s, a));
  return canvas.image;
}

StatusOr<cv::Mat> CpuStages::Delivered(const ChainState& s, const Analysis& a) {
  ZJ_ASSIGN_OR_RETURN(const Tracked canvas, Composited(s, a));
  ZJ_ASSIGN_OR_RETURN(const Tracked opacity, Alpha(s, a));
  StageKey key;
  for (const double v : {static_cast<double>(canvas.version), static_cast<double>(opacity.version),
                         s.sharpen_radius, s.sharpen_amount, s.sharpen_threshold}) {
    key.Add(v);
  }
  if (const cv::Mat* hit = delivered_.Find(key.Bytes())) return *hit;
  return delivered_.Put(key.Bytes(), DeliveredOf(canvas.image, opacity.image, s));
}

}  // namespace zhaojian
