// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <string>

#include "app/cli/command.h"
#include "core/base/file.h"
#include "core/imaging/encode.h"
#include "core/imaging/photo.h"
#include "core/vision/analysis.h"

namespace zhaojian {
namespace {

struct MatteOptions {
  std::string photo;
  std::string out;
  std::string foreground;
};

/// Largest and smallest sides that the solver takes (core/vision/matte.h); what does not fit is
/// solved on a scaled copy.
constexpr double kMaxShort = 1500, kMaxLong = 2000, kMinShort = 240, kMinLong = 320;
/// Opacity from which the photo's own pixel is the foreground.
constexpr float kOpaque = 0.99f;

double SolverScale(const cv::Size& size) {
  const double shorter = std::min(size.width, size.height);
  const double longer = std::max(size.width, size.height);
  const double shrink = std::min({1.0, kMaxShort / shorter, kMaxLong / longer});
  const double grow = std::max({1.0, kMinShort / shorter, kMinLong / longer});
  return shrink < 1 ? shrink : grow;
}

/// Solves on a copy of the size the solver takes and brings the result back to the photo's size.
StatusOr<Matte> SolveWhole(const cv::Mat& bgr, const cv::Mat& person_mask) {
  const double scale = SolverScale(bgr.size());
  MatteProblem problem;
  problem.person_mask = person_mask;
  if (scale == 1) {
    problem.bgr = bgr;
    return SolveMatte(problem);
  }
  cv::resize(bgr, problem.bgr, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  ZJ_ASSIGN_OR_RETURN(Matte matte, SolveMatte(problem));
  cv::resize(matte.alpha, matte.alpha, bgr.size(), 0, 0, cv::INTER_LINEAR);
  cv::resize(matte.foreground, matte.foreground, bgr.size(), 0, 0, cv::INTER_LINEAR);
  bgr.copyTo(matte.foreground, matte.alpha >= kOpaque);
  return matte;
}

Status Solve(const MatteOptions& options) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(options.photo, kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(const std::filesystem::path models, ModelFolder());
  ZJ_ASSIGN_OR_RETURN(const auto analyzer, Analyzer::Create(models));
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer->Analyze(photo));
  ZJ_ASSIGN_OR_RETURN(const Matte matte, SolveWhole(photo.bgr, analysis.person_mask));
  cv::Mat alpha;
  matte.alpha.convertTo(alpha, CV_8U, 255);
  ZJ_ASSIGN_OR_RETURN(const std::string alpha_png, EncodePng(alpha));
  ZJ_RETURN_IF_ERROR(WriteFileAtomically(options.out, alpha_png, FileRights::kHandedOn));
  if (options.foreground.empty()) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(const std::string colour_png, EncodePng(matte.foreground));
  return WriteFileAtomically(options.foreground, colour_png, FileRights::kHandedOn);
}

int RunMatte(const MatteOptions& options) {
  cv::setNumThreads(1);
  try {
    const Status done = Solve(options);
    return done.ok() ? kExitDone : Fail(done);
  } catch (const cv::Exception& error) {
    return Fail(MakeError(StatusCode::kInternal, "MATTE_FAILED", error.what()));
  }
}

}  // namespace

void AddMatteCommand(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<MatteOptions>();
  CLI::App* command = app.add_subcommand("matte", "separate the person from the background");
  command->add_option("photo", options->photo, "photo to read")->required();
  command->add_option("--out", options->out, "where the opacity goes, grey PNG")->required();
  command->add_option("--foreground", options->foreground, "where the person's colours go, PNG");
  command->callback(
      [options, &context] { context.run = [options] { return RunMatte(*options); }; });
}

}  // namespace zhaojian
