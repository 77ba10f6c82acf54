// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/ledger/rows.h"

namespace zhaojian {

/// A photo as intake prepared it; everything a reviewer and a retoucher start from.
struct PreparedPhoto {
  std::string photo_sha256;
  std::string mime;
  /// Upright size at full resolution.
  int width = 0;
  int height = 0;
  std::string profile;
  /// Report with evidence, as ReportFromJson reads it.
  std::string report_json;
  /// {"scale", "x", "y", "feasible", "reason", "standard_reason"}: the crop of the automatic
  /// standard photo; {} without a head to measure.
  std::string plan_json;
  /// Automatic recipe (form of RecipeToBytes); empty when none could be made.
  std::string recipe;
  /// Why none could be made: a reason code; empty otherwise.
  std::string standard_reason;
  /// PerceptualHashes of the picture, 16 hex digits each.
  std::string perceptual_hash;
  /// It is one of the rejected photos again, by the profile's limit of file.duplicate.
  bool rejected_before = false;
  /// JPEG bytes by variant: preview always; thumb always; standard when there is a recipe.
  std::map<std::string, std::string> pictures;
};

/// What to render for a commit.
struct RenderTask {
  /// The untouched file.
  std::string original;
  /// The recipe as the console sent it, either form.
  std::string recipe;
  /// The automatic recipe of the attempt; its analysis is the one that counts. Empty: analysed
  /// anew.
  std::string automatic_recipe;
  std::string profile;
  /// Edit policy; empty = the default one.
  std::string policy;
  /// True when a supervisor acts.
  bool supervisor = false;
  /// SHA-256 of the untouched file; what CheckRecipe goes by, which has no use for its bytes.
  std::string photo_sha256;
  /// Who acts: new steps bear this name and no other. Empty: authors are not looked at.
  std::string staff;
  /// The draft that the service holds, whose steps may be another person's; may be empty.
  std::string draft;
};

/// A rendered file with its verdict. A red gate is an answer, not an error.
struct RenderedPhoto {
  std::string jpeg;
  std::string sha256;
  int jpeg_quality = 0;
  std::string gate_json;
  bool gate_green = false;
  /// The recipe that was rendered, with the service's own analysis.
  std::string recipe;
};

/// The machine's part of the work on photos. Thread safety: thread-safe; calls beyond the number of
/// workers wait for one.
class PhotoPipeline {
 public:
  virtual ~PhotoPipeline() = default;
  /// Whether photos can be judged under this profile as its files stand now. Errors: kNotFound
  /// PROFILE_UNKNOWN; kInvalidArgument BAD_PROFILE naming file, line and key.
  virtual Status CheckProfile(const std::string& profile) = 0;
  /// The profile in the form of ParseProfile, for a console. Errors: as CheckProfile.
  virtual StatusOr<std::string> ProfileDocument(const std::string& profile) = 0;
  /// Decode, analyse, check, automatic recipe, standard picture.
  /// @param rejected photos of the same order that were rejected, for file.duplicate.
  /// Errors: those of DecodePhoto for a file that is refused; kNotFound PROFILE_UNKNOWN; kInternal.
  virtual StatusOr<PreparedPhoto> Prepare(const std::string& bytes, const std::string& profile,
                                          absl::Time now,
                                          const std::vector<RejectedPhotoRow>& rejected) = 0;
  /// What can be said about a recipe without rendering it: its form, its photo, whose steps they
  /// are, the policy; the policy's regions only with the photo's bytes in `original`. Stand-ins
  /// without pixels accept everything. Errors: kInvalidArgument BAD_RECIPE or SHA_MISMATCH;
  /// kResourceExhausted RECIPE_TOO_LARGE; kPermissionDenied POLICY_...; `field` names the field or
  /// operation.
  virtual Status CheckRecipe(const RenderTask& /*task*/) { return absl::OkStatus(); }
  /// Checks as CheckRecipe, renders from the original and runs the gate.
  /// Errors: as CheckRecipe and RenderAndGate.
  virtual StatusOr<RenderedPhoto> Render(const RenderTask& task) = 0;
};

/// What the real pipeline works with.
struct PipelineOptions {
  std::filesystem::path assets;
  std::filesystem::path models;
  /// Folder of the schools' own rules, <id>.json; need not exist.
  std::filesystem::path school_profiles;
  /// Photos handled at the same time, 1..16; each holds its networks.
  int workers = 1;
};

/// The real pipeline. Networks are loaded by the first photo; its calls then also give the errors
/// of Analyzer::Create.
std::unique_ptr<PhotoPipeline> MakePhotoPipeline(const PipelineOptions& options);

}  // namespace zhaojian
