// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <utility>

#include "app/cli/command.h"
#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/imaging/encode.h"
#include "core/render/gpu_renderer.h"
#include "core/render/offscreen_context.h"
#include "core/retouch/edit_regions.h"
#include "core/retouch/policy.h"
#include "core/retouch/renderer.h"
#include "core/retouch/standard.h"

namespace zhaojian {
namespace {

namespace fs = std::filesystem;

struct RenderOptions {
  std::string recipe;
  std::string photo;
  std::string out;
  std::string device = "cpu";
  std::string policy;
};

/// A recipe with all it needs.
struct Job {
  std::string bytes;
  Recipe recipe;
  Profile profile;
  std::shared_ptr<const Photo> photo;
};

StatusOr<Job> Load(const RenderOptions& options) {
  Job job;
  ZJ_ASSIGN_OR_RETURN(const std::string text, ReadFile(options.recipe, kMaxRecipeBytes));
  ZJ_ASSIGN_OR_RETURN(job.recipe, ParseRecipe(text));
  ZJ_ASSIGN_OR_RETURN(job.bytes, ReadFile(options.photo, kMaxPhotoBytes));
  if (job.recipe.source_sha256 != Sha256Hex(job.bytes)) {
    return MakeError(
        StatusCode::kInvalidArgument, "BAD_RECIPE",
        "source_sha256: the recipe belongs to another file; give its untouched original",
        "source_sha256");
  }
  ZJ_ASSIGN_OR_RETURN(const fs::path assets, AssetFolder());
  ZJ_ASSIGN_OR_RETURN(job.profile, FindProfile(assets, job.recipe.profile));
  if (options.policy.empty() && options.device == "cpu") {
    ZJ_ASSIGN_OR_RETURN(job.photo, PhotoForOnce(job.bytes, job.recipe, job.profile, nullptr));
    return job;
  }
  ZJ_ASSIGN_OR_RETURN(job.photo, PhotoForRecipe(job.bytes, job.recipe, nullptr));
  if (!options.policy.empty()) {
    ZJ_ASSIGN_OR_RETURN(const EditPolicy policy, FindPolicy(assets, options.policy));
    ZJ_RETURN_IF_ERROR(
        CheckPolicy(job.recipe, policy, false,
                    std::make_shared<const EditRegions>(job.recipe.analysis, job.photo.get())));
  }
  return job;
}

StatusOr<RenderedOnce> RenderOnGpu(const Job& job) {
  CpuRenderer renderer(job.photo, job.profile);
  ZJ_ASSIGN_OR_RETURN(const auto context, OffscreenContext::Create());
  ZJ_ASSIGN_OR_RETURN(const fs::path shaders, ShaderFolder());
  ZJ_ASSIGN_OR_RETURN(const auto gpu, GpuRenderer::Create(shaders));
  ZJ_ASSIGN_OR_RETURN(const ChainState state, FoldRecipe(job.recipe, job.profile));
  ZJ_ASSIGN_OR_RETURN(const Matte matte, renderer.SolvedMatte(job.recipe));
  ZJ_RETURN_IF_ERROR(gpu->SetMatte(matte));
  ZJ_ASSIGN_OR_RETURN(SubjectFields fields, renderer.Fields(job.recipe));
  gpu->SetFields(std::move(fields));
  ZJ_ASSIGN_OR_RETURN(const GpuImage image, gpu->RenderDelivered(state));
  RenderedOnce rendered;
  ZJ_ASSIGN_OR_RETURN(rendered.delivered, image.Download());
  ZJ_ASSIGN_OR_RETURN(rendered.source_canvas, renderer.SourceCanvas(job.recipe));
  return rendered;
}

StatusOr<std::string> Encode(const cv::Mat& picture, const fs::path& out, const Profile& profile) {
  if (out.extension() == ".png") return EncodePng(picture);
  JpegTarget target;
  target.dpi = profile.dpi;
  target.min_bytes = profile.min_bytes;
  target.max_bytes = profile.max_bytes;
  target.target_min_bytes = profile.target_min_bytes;
  target.target_max_bytes = profile.target_max_bytes;
  target.min_quality = profile.min_jpeg_quality;
  ZJ_ASSIGN_OR_RETURN(EncodedJpeg encoded, EncodeJpegToWindow(picture, target));
  return std::move(encoded.bytes);
}

/// The gate on bytes that were rendered here.
Status Gate(const std::string& jpeg, const cv::Mat& source, const Job& job) {
  ZJ_ASSIGN_OR_RETURN(const fs::path models, ModelFolder());
  ZJ_ASSIGN_OR_RETURN(const auto analyzer, Analyzer::Create(models));
  ZJ_ASSIGN_OR_RETURN(const auto identity, IdentityMeter::Create(models));
  ZJ_ASSIGN_OR_RETURN(const GateReport gate,
                      RunGate(jpeg, source, job.recipe, job.profile, *analyzer, *identity));
  for (const GateItem& item : gate.items) {
    if (!item.green) {
      return MakeError(StatusCode::kFailedPrecondition, item.reason,
                       "the gate stayed red, nothing was written: " + item.id, item.id);
    }
  }
  return absl::OkStatus();
}

Status Render(const RenderOptions& options) {
  ZJ_ASSIGN_OR_RETURN(Job job, Load(options));
  const auto rendered = options.device == "gpu"
                            ? RenderOnGpu(job)
                            : RenderOnce(std::move(job.photo), job.profile, job.recipe);
  ZJ_RETURN_IF_ERROR(rendered.status());
  ZJ_ASSIGN_OR_RETURN(const std::string file,
                      Encode(rendered->delivered, options.out, job.profile));
  if (!options.policy.empty()) ZJ_RETURN_IF_ERROR(Gate(file, rendered->source_canvas, job));
  return WriteFileAtomically(options.out, file, FileRights::kHandedOn);
}

int RunRender(const RenderOptions& options) {
  const std::string extension = fs::path(options.out).extension().string();
  const bool jpeg = extension == ".jpg" || extension == ".jpeg";
  if (!jpeg && (extension != ".png" || !options.policy.empty())) {
    return Fail(MakeError(StatusCode::kInvalidArgument, "BAD_USAGE",
                          "--out must end in .jpg, or in .png without --policy"));
  }
  cv::setNumThreads(1);
  const Status done = Render(options);
  return done.ok() ? kExitDone : Fail(done);
}

}  // namespace

void AddRenderCommand(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<RenderOptions>();
  CLI::App* command = app.add_subcommand("render", "render a recipe over its untouched original");
  command->add_option("--recipe", options->recipe, "recipe file, text or binary")->required();
  command->add_option("photo", options->photo, "the untouched original")->required();
  command->add_option("--out", options->out, "JPEG, or PNG without loss")->required();
  command->add_option("--device", options->device, "what renders")
      ->check(CLI::IsMember({"cpu", "gpu"}));
  command->add_option("--policy", options->policy,
                      "hold the recipe to this policy and the result to the gate");
  command->callback(
      [options, &context] { context.run = [options] { return RunRender(*options); }; });
}

}  // namespace zhaojian
