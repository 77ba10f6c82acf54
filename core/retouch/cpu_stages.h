// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/retouch/canvas_face.h"
#include "core/retouch/cpu_pixels.h"
#include "core/retouch/edited_canvas.h"
#include "core/retouch/patch_stage.h"
#include "core/retouch/renderer.h"
#include "core/retouch/stage_cache.h"
#include "core/vision/matte_edits.h"

namespace zhaojian {

/// True for strokes that clean what lies behind the person: the matte sees them where they meet the
/// outline (matte_edits.h). The others change the subject and leave the matte as it is.
bool OnBackground(const SourceStroke& stroke);

/// The stages behind CpuRenderer, in chain order. Each keeps its last results by its own parameters
/// and the version of what it works on; a stroke recomputes its rectangle, through all stages.
/// May throw cv::Exception.
class CpuStages {
 public:
  CpuStages(std::shared_ptr<const Photo> photo, const Profile& profile);

  /// What a recipe comes to, checked against this photo. Errors: as CpuRenderer::RenderCanvas.
  StatusOr<ChainState> Fold(const Recipe& recipe) const;

  /// The crop without any edit.
  cv::Mat Source(const ChainState& s) { return Untouched(s).canvas.image; }
  std::optional<CanvasFace> Face(const ChainState& s, const Analysis& a) const;
  /// Alpha and foreground colour with all strokes in them.
  StatusOr<Matte> SolvedMatte(const ChainState& s, const Analysis& a);
  /// The opacity that is composited, 8 bit.
  StatusOr<cv::Mat> Opacity(const ChainState& s, const Analysis& a);
  /// The product of the gain fields, or empty.
  StatusOr<cv::Mat> Gain(const ChainState& s, const Analysis& a);
  StatusOr<cv::Mat> Canvas(const ChainState& s, const Analysis& a);
  StatusOr<cv::Mat> Delivered(const ChainState& s, const Analysis& a);
  /// Source and Delivered at once, for an object that is asked for nothing else, before or after:
  /// no stage is kept, and the photo is let go of.
  StatusOr<RenderedOnce> Once(const ChainState& s, const Analysis& a);

 private:
  /// The crop without any edit, and the same before it was turned.
  struct UntouchedCanvas {
    Tracked canvas;
    cv::Mat level;
  };
  /// The matte of one crop and what the chain takes from it.
  struct MatteWork {
    EditedMatte matte;
    /// The strokes in it, and the edited canvas they were taken from.
    std::string edits;
    uint64_t edited = 0;
    Tracked alpha;
    Tracked foreground;
  };
  /// The crop of a rendering that keeps nothing.
  struct OnceEdits {
    /// Without any edit.
    cv::Mat source;
    MatteEdits edits;
    /// Bounds of what the strokes on the photo changed, canvas pixels.
    cv::Rect reached;
  };
  /// Gains on the field and interpolated to the canvas.
  struct GainField {
    std::string key;
    /// Version of the colours that it was made from.
    uint64_t toned = 0;
    cv::Mat field;
    cv::Mat fine;
    uint64_t version = 0;
  };

  cv::Size CanvasSize() const { return profile_.size * kCanvasFactor; }
  CanvasView ViewOf(const ChainState& s) const {
    return {CanvasSize(), SourceToCanvas(s, profile_)};
  }
  CanvasGeometry GeometryOf(const ChainState& s) const;
  const std::string& KeyOf(const Analysis& a);
  const EditRegions* Regions(const ChainState& s, const Analysis& a);
  OnceEdits EditOnce(const ChainState& s, const Analysis& a);
  UntouchedCanvas Untouched(const ChainState& s);
  Tracked Edited(const ChainState& s, const Analysis& a);
  /// @param edited the canvas with its strokes.
  MatteEdits EditsOf(const ChainState& s, const cv::Mat& edited,
                     const CanvasGeometry& geometry) const;
  StatusOr<MatteWork*> MatteOf(const ChainState& s, const Analysis& a);
  StatusOr<Tracked> Alpha(const ChainState& s, const Analysis& a);
  StatusOr<Tracked> Colour(const ChainState& s, const Analysis& a);
  StatusOr<Tracked> Toned(const ChainState& s, const Analysis& a);
  StatusOr<const GainField*> Gains(const ChainState& s, const Analysis& a, const Tracked& toned);
  StatusOr<Tracked> Finished(const ChainState& s, const Analysis& a);
  StatusOr<Tracked> Composited(const ChainState& s, const Analysis& a);

  /// The last analysis and its key; its mask is held, so that its address stands for it.
  struct KnownAnalysis {
    cv::Mat mask;
    std::vector<cv::Point3f> landmarks;
    std::string key;
  };

  std::shared_ptr<const Photo> photo_;
  Profile profile_;
  KnownAnalysis analysis_;
  EditedCanvas edits_;
  std::optional<std::pair<std::string, EditRegions>> regions_;
  StageCache<UntouchedCanvas> source_{2};
  StageCache<MatteWork> mattes_{2};
  PatchStage alpha_{2};
  PatchStage colour_{2};
  PatchStage toned_{2};
  std::optional<GainField> gain_;
  PatchStage finished_{2};
  PatchStage canvas_{2};
  StageCache<cv::Mat> delivered_{2};
};

}  // namespace zhaojian
