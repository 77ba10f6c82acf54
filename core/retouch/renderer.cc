// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/renderer.h"

#include <functional>

#include "core/retouch/cpu_stages.h"

namespace zhaojian {
namespace {

/// Runs a stage and turns a library's exception into an error.
template <typename T>
StatusOr<T> Guarded(const std::function<StatusOr<T>()>& stage) {
  try {
    return stage();
  } catch (const std::exception& error) {
    // OpenCV's text names its own source line, never pixels.
    return MakeError(StatusCode::kInternal, "RENDER_FAILED",
                     std::string("rendering failed: ") + error.what());
  }
}

}  // namespace

CpuRenderer::CpuRenderer(std::shared_ptr<const Photo> photo, const Profile& profile)
    : stages_(std::make_unique<CpuStages>(std::move(photo), profile)) {}
CpuRenderer::~CpuRenderer() = default;

StatusOr<cv::Mat> CpuRenderer::RenderCanvas(const Recipe& recipe) {
  return Guarded<cv::Mat>([&]() -> StatusOr<cv::Mat> {
    ZJ_ASSIGN_OR_RETURN(const ChainState state, stages_->Fold(recipe));
    return stages_->Canvas(state, recipe.analysis);
  });
}

StatusOr<cv::Mat> CpuRenderer::RenderDelivered(const Recipe& recipe) {
  return Guarded<cv::Mat>([&]() -> StatusOr<cv::Mat> {
    ZJ_ASSIGN_OR_RETURN(const ChainState state, stages_->Fold(recipe));
    return stages_->Delivered(state, recipe.analysis);
  });
}

StatusOr<Matte> CpuRenderer::SolvedMatte(const Recipe& recipe) {
  return Guarded<Matte>([&]() -> StatusOr<Matte> {
    ZJ_ASSIGN_OR_RETURN(const ChainState state, stages_->Fold(recipe));
    return stages_->SolvedMatte(state, recipe.analysis);
  });
}

StatusOr<cv::Mat> CpuRenderer::Opacity(const Recipe& recipe) {
  return Guarded<cv::Mat>([&]() -> StatusOr<cv::Mat> {
    ZJ_ASSIGN_OR_RETURN(const ChainState state, stages_->Fold(recipe));
    return stages_->Opacity(state, recipe.analysis);
  });
}

StatusOr<cv::Mat> CpuRenderer::SourceCanvas(const Recipe& recipe) {
  return Guarded<cv::Mat>([&]() -> StatusOr<cv::Mat> {
    ZJ_ASSIGN_OR_RETURN(const ChainState state, stages_->Fold(recipe));
    return stages_->Source(state);
  });
}

StatusOr<SubjectFields> CpuRenderer::Fields(const Recipe& recipe) {
  return Guarded<SubjectFields>([&]() -> StatusOr<SubjectFields> {
    ZJ_ASSIGN_OR_RETURN(const ChainState state, stages_->Fold(recipe));
    SubjectFields fields;
    fields.face = stages_->Face(state, recipe.analysis);
    ZJ_ASSIGN_OR_RETURN(fields.gain, stages_->Gain(state, recipe.analysis));
    return fields;
  });
}

StatusOr<RenderedOnce> RenderOnce(std::shared_ptr<const Photo> photo, const Profile& profile,
                                  const Recipe& recipe) {
  return Guarded<RenderedOnce>([&]() -> StatusOr<RenderedOnce> {
    CpuStages stages(std::move(photo), profile);
    ZJ_ASSIGN_OR_RETURN(const ChainState state, stages.Fold(recipe));
    return stages.Once(state, recipe.analysis);
  });
}

}  // namespace zhaojian
