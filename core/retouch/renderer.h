// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/status.h"
#include "core/compliance/profile.h"
#include "core/imaging/photo.h"
#include "core/retouch/canvas_face.h"
#include "core/retouch/gain_maps.h"
#include "core/retouch/op_resample.h"
#include "core/retouch/op_tone.h"
#include "core/retouch/recipe.h"
#include "core/retouch/source_edits.h"
#include "core/vision/matte.h"

namespace zhaojian {

/// The working canvas has twice the delivered size: 960 x 1280 for 480 x 640.
inline constexpr int kCanvasFactor = 2;

/// The effective value of every operation: later operations of one kind replace earlier ones,
/// strokes accumulate. CPU and GPU faces both render from this and nothing else. The chain, fixed:
/// heal and clone on the decoded photo -> one resample (and turn) to the canvas -> matte ->
/// defringe -> white balance, exposure, levels (one table) -> saturation -> red-eye -> gains
/// (left-right light, shine, dodge and burn, glare) -> smoothing -> denoise -> composite -> half
/// size -> sharpen.
struct ChainState {
  double scale = 0;
  cv::Point2d offset;
  double rotation_deg = 0;
  double red_gain = 1, green_gain = 1, blue_gain = 1;
  double exposure_ev = 0;
  double black = 0, white = 255, gamma = 1, contrast = 0;
  double saturation = 0;
  double red_eye = 0, red_eye_radius = 0.5;
  double balance = 0, balance_limit = 1;
  double shine_drop = 0, shine_area = 0;
  double glare_drop = 0;
  double smooth_amount = 0, smooth_texture = 1;
  double denoise_luma = 0, denoise_chroma = 0;
  double defringe = 0;
  double background_rgb[3] = {100, 197, 255};
  double matte_shift = 0;
  double matte_softness = 0;
  double sharpen_radius = 0, sharpen_amount = 0, sharpen_threshold = 0;
  std::vector<Stroke> matte_strokes;
  std::vector<Stroke> glare_strokes;
  std::vector<DodgeStroke> dodge_strokes;
  /// Each with the kind that the regions go by (RegionKindOf).
  std::vector<SourceStroke> source_strokes;
  /// Those of them that may cover a mark of the face.
  std::vector<Stroke> mark_strokes;
  /// True when source strokes are cut at the regions their kind may not touch: whenever the recipe
  /// names a policy.
  bool cut_strokes = false;
};

/// Folds operations[0, cursor) of a recipe. Errors: kInvalidArgument BAD_RECIPE.
StatusOr<ChainState> FoldRecipe(const Recipe& recipe, const Profile& profile);

/// Parameters of the resample, from decoded pixels of `photo` to the canvas.
ResampleMap CanvasMapOf(const ChainState& state, const Photo& photo, const Profile& profile);

/// Upright source pixels to canvas pixels, the turn included.
cv::Matx23d SourceToCanvas(const ChainState& state, const Profile& profile);

/// Parameters of the fused tone table.
ToneParameters ToneOf(const ChainState& state);

/// How a photo must be decoded for rendering a recipe: at least one decoded pixel per canvas pixel
/// where the source has them. Whoever renders decodes by this and nothing else, so that the same
/// original and recipe give the same bytes everywhere.
DecodeOptions DecodeOptionsFor(const Recipe& recipe);

/// Decodes for rendering; reuses `decoded` when it already has the size DecodeOptionsFor leads to.
/// Errors: as DecodePhoto.
StatusOr<std::shared_ptr<const Photo>> PhotoForRecipe(std::string_view bytes, const Recipe& recipe,
                                                      std::shared_ptr<const Photo> decoded);

/// PhotoForRecipe for RenderOnce: decodes no further down than the crop and its strokes look.
/// @param bytes of the recipe's original: they are not hashed again. Errors: as DecodePhoto and
/// FoldRecipe.
StatusOr<std::shared_ptr<const Photo>> PhotoForOnce(std::string_view bytes, const Recipe& recipe,
                                                    const Profile& profile,
                                                    std::shared_ptr<const Photo> decoded);

/// What the operations on the subject are steered by.
struct SubjectFields {
  /// Empty without landmarks.
  std::optional<CanvasFace> face;
  /// The product of all gain fields (gain_maps.h); empty when no operation makes one.
  cv::Mat gain;
};

class CpuStages;

/// Renders a recipe over one photo on the CPU: the reference. Keeps each stage's result by the hash
/// of its inputs, so that a slider recomputes only what follows it. Not thread-safe; results are
/// the same for any thread count.
class CpuRenderer {
 public:
  /// @param photo decoded at least as large as the crop needs; shared, not copied.
  CpuRenderer(std::shared_ptr<const Photo> photo, const Profile& profile);
  ~CpuRenderer();
  CpuRenderer(const CpuRenderer&) = delete;
  CpuRenderer& operator=(const CpuRenderer&) = delete;

  /// The finished canvas, CV_8UC3 BGR, 960 x 1280 for the default profile.
  /// Errors: kInvalidArgument BAD_RECIPE; kFailedPrecondition GEO-07 or FILE-02; kInternal
  /// RENDER_FAILED.
  StatusOr<cv::Mat> RenderCanvas(const Recipe& recipe);

  /// The delivered picture, CV_8UC3 BGR, 480 x 640: the canvas reduced by area averaging, then
  /// sharpened.
  StatusOr<cv::Mat> RenderDelivered(const Recipe& recipe);

  /// The solved matte on the canvas, for views and the brush; its colours hold the strokes on the
  /// subject.
  StatusOr<Matte> SolvedMatte(const Recipe& recipe);

  /// The opacity that is composited (the matte after its edge operation), CV_8UC1.
  StatusOr<cv::Mat> Opacity(const Recipe& recipe);

  /// The cropped photo on the canvas before any operation but geometry, CV_8UC3 BGR ("original"
  /// view; what the gate compares with).
  StatusOr<cv::Mat> SourceCanvas(const Recipe& recipe);

  /// What the tone operations of the GPU face need beside the matte.
  StatusOr<SubjectFields> Fields(const Recipe& recipe);

 private:
  std::unique_ptr<CpuStages> stages_;
};

/// What RenderOnce gives.
struct RenderedOnce {
  /// As CpuRenderer::RenderDelivered.
  cv::Mat delivered;
  /// As CpuRenderer::SourceCanvas.
  cv::Mat source_canvas;
};

/// The same pictures as a CpuRenderer's, for who renders one recipe and no other: no stage is kept,
/// which halves the memory and takes a third off the time of a first rendering.
/// @param photo healed in place when nobody else holds it. Errors: as CpuRenderer::RenderCanvas.
StatusOr<RenderedOnce> RenderOnce(std::shared_ptr<const Photo> photo, const Profile& profile,
                                  const Recipe& recipe);

}  // namespace zhaojian
