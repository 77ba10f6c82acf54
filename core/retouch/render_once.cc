// SPDX-License-Identifier: Apache-2.0
// One rendering from nothing: the stages of cpu_stages.cc in the same order on the same pixels, but
// nothing is kept. A plane costs more to take from the system than to compute, so each is let go of
// as soon as nothing needs it, the photo first, and the next one takes its memory.
#include <utility>

#include "core/retouch/cpu_pixels.h"
#include "core/retouch/cpu_stages.h"
#include "core/retouch/matte_colours.h"
#include "core/retouch/op_composite.h"
#include "core/retouch/op_matte_edge.h"
#include "core/retouch/op_rotate.h"

namespace zhaojian {
namespace {

/// The subject without its background.
struct CutOut {
  /// Strokes included, before any tone operation.
  cv::Mat colours;
  /// Opacity, 8 bit, before the matte's edge operation.
  cv::Mat alpha;
};

bool AsksTheMatte(const MatteEdits& edits) { return !edits.healed.empty() || !edits.force.empty(); }

/// Where only the subject was edited, or nothing, the plain solve is the answer; it holds fewer
/// planes than one that is ready for more edits.
StatusOr<CutOut> Solve(const MatteProblem& problem, const MatteEdits& edits,
                       const cv::Rect& reached) {
  Matte matte;
  cv::Mat seen = problem.bgr;
  if (AsksTheMatte(edits)) {
    ZJ_ASSIGN_OR_RETURN(EditedMatte solved, EditedMatte::Solve(problem));
    ZJ_RETURN_IF_ERROR(solved.Update(edits));
    matte = solved.matte();
    seen = solved.seen();
  } else {
    ZJ_ASSIGN_OR_RETURN(matte, SolveMatte(problem));
  }
  CutOut out;
  out.colours = matte.foreground;
  if (!reached.empty()) {
    // Strokes move the colours where they reach and nowhere else.
    cv::Mat part = out.colours(reached);
    AddEdits(part, edits.bgr(reached), seen(reached)).copyTo(part);
  }
  matte.alpha.convertTo(out.alpha, CV_8U, 255);
  return out;
}

}  // namespace

/// Heals the photo and draws both crops; afterwards the photo is let go of.
CpuStages::OnceEdits CpuStages::EditOnce(const ChainState& s, const Analysis& a) {
  OnceEdits out;
  const CanvasGeometry geometry = GeometryOf(s);
  const EditRegions* regions = Regions(s, a);
  cv::Mat level = Resample(photo_->bgr, geometry.map);
  out.source = s.rotation_deg == 0 ? level : Rotate(level, s.rotation_deg, CanvasSize());
  photo_.reset();  // so that the strokes may heal it in place
  cv::Mat edited;
  if (!s.source_strokes.empty()) {
    const Tracked untouched{out.source, NextVersion(), 0, {}};
    edited = edits_.Render(s.source_strokes, regions, geometry, untouched, std::move(level)).image;
    for (const cv::Rect& rect : edits_.Reached(geometry)) out.reached |= rect;
  }
  out.edits = EditsOf(s, edited, geometry);
  edits_ = EditedCanvas(cv::Mat(), 1);
  return out;
}

StatusOr<RenderedOnce> CpuStages::Once(const ChainState& s, const Analysis& a) {
  RenderedOnce out;
  const CanvasView view = ViewOf(s);
  CutOut subject;
  {
    const OnceEdits edited = EditOnce(s, a);
    out.source_canvas = edited.source;
    ZJ_ASSIGN_OR_RETURN(
        subject, Solve(MatteProblemOf(edited.source, a, view), edited.edits, edited.reached));
  }
  cv::Mat colours = CleanColours(subject.colours, subject.alpha, s);
  subject.colours.release();
  const auto face = FaceOnCanvas(a, view.from_source);
  colours = ToneColours(colours, s, s.red_eye > 0 ? face : std::nullopt);
  if (HasGain(s)) {
    const cv::Mat field = MakeGain(colours, s, a, view);
    colours = ApplyFineGain(colours, GainOnCanvas(field, view.size));
  }
  colours = FinishColours(colours, s, s.smooth_amount > 0 ? face : std::nullopt, view.size);
  const cv::Mat opacity =
      MatteEdge(subject.alpha, s.matte_shift * kCanvasFactor, s.matte_softness * kCanvasFactor);
  out.delivered = DeliveredOf(Composite(colours, opacity, BackgroundOf(s)), opacity, s);
  return out;
}

}  // namespace zhaojian
