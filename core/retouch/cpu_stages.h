// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string>

#include "core/base/status.h"
#include "core/retouch/canvas_face.h"
#include "core/retouch/edited_canvas.h"
#include "core/retouch/renderer.h"
#include "core/retouch/stage_cache.h"

namespace zhaojian {

/// Stands for an analysis's mask and landmarks in a key.
StageKey AnalysisKey(const Analysis& analysis);

/// The strokes of the kinds that clean what lies behind the person and so decide what the matte
/// sees; the others change the subject and leave the matte as it is.
std::vector<SourceStroke> BackgroundStrokes(const std::vector<SourceStroke>& all);

/// The stages behind CpuRenderer, in chain order; each keeps its last results by the parameters of
/// everything up to it. May throw cv::Exception.
class CpuStages {
 public:
  CpuStages(std::shared_ptr<const Photo> photo, const Profile& profile);

  /// What a recipe comes to, checked against this photo. Errors: as CpuRenderer::RenderCanvas.
  StatusOr<ChainState> Fold(const Recipe& recipe) const;

  /// The crop without any edit.
  cv::Mat Source(const ChainState& s);
  std::optional<CanvasFace> Face(const ChainState& s, const Analysis& a) const;
  /// Alpha and foreground colour; EditedMatte with the strokes on the subject in it.
  StatusOr<Matte> SolvedMatte(const ChainState& s, const Analysis& a);
  StatusOr<Matte> EditedMatte(const ChainState& s, const Analysis& a);
  /// The product of the gain fields, or empty.
  StatusOr<cv::Mat> Gain(const ChainState& s, const Analysis& a);
  StatusOr<cv::Mat> Canvas(const ChainState& s, const Analysis& a);
  StatusOr<cv::Mat> Delivered(const ChainState& s, const Analysis& a);

 private:
  std::string GeometryKey(const ChainState& s) const;
  std::string MatteKey(const ChainState& s, const Analysis& a) const;
  std::string AlphaKey(const ChainState& s, const Analysis& a) const;
  std::string ColourKey(const ChainState& s, const Analysis& a) const;
  std::string TonedKey(const ChainState& s, const Analysis& a) const;
  std::string GainKey(const ChainState& s, const Analysis& a) const;
  std::string FinishedKey(const ChainState& s, const Analysis& a) const;
  std::string CanvasKey(const ChainState& s, const Analysis& a) const;
  std::string DeliveredKey(const ChainState& s, const Analysis& a) const;

  cv::Size CanvasSize() const { return profile_.size * kCanvasFactor; }
  const EditRegions* Regions(const ChainState& s, const Analysis& a);
  cv::Mat Edited(const ChainState& s, const Analysis& a, bool background_only);
  StatusOr<cv::Mat> SolvedAlpha(const ChainState& s, const Analysis& a);
  StatusOr<cv::Mat> Alpha(const ChainState& s, const Analysis& a);
  StatusOr<cv::Mat> Colour(const ChainState& s, const Analysis& a);
  StatusOr<cv::Mat> Toned(const ChainState& s, const Analysis& a);
  StatusOr<cv::Mat> Finished(const ChainState& s, const Analysis& a);

  std::shared_ptr<const Photo> photo_;
  Profile profile_;
  EditedCanvas background_edits_;
  EditedCanvas all_edits_;
  std::optional<std::pair<std::string, EditRegions>> regions_;
  StageCache<cv::Mat> source_{2};
  StageCache<Matte> matte_{4};
  StageCache<cv::Mat> alpha_{2};
  StageCache<cv::Mat> colour_{2};
  StageCache<cv::Mat> toned_{2};
  StageCache<cv::Mat> gain_{2};
  StageCache<cv::Mat> finished_{2};
  StageCache<cv::Mat> canvas_{2};
  StageCache<cv::Mat> delivered_{2};
};

}  // namespace zhaojian
