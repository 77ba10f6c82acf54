// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <opencv2/core.hpp>
#include <string>

#include "app/cli/command.h"
#include "app/cli/explain_sheet.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/compliance/check.h"
#include "core/imaging/encode.h"
#include "core/imaging/taken_on.h"

namespace zhaojian {
namespace {

struct ExplainOptions {
  std::string photo;
  std::string out;
  std::string profile = kDefaultProfile;
  std::string language = "zh";
};

struct Materials {
  Catalogue catalogue;
  ReasonCatalogue reasons;
};

StatusOr<Materials> LoadMaterials(const std::filesystem::path& assets) {
  Materials materials;
  ZJ_ASSIGN_OR_RETURN(materials.catalogue, Catalogue::Load(assets / "i18n"));
  ZJ_ASSIGN_OR_RETURN(const Json reasons, ReadJsonFile(assets / "reasons" / "reasons.json"));
  ZJ_ASSIGN_OR_RETURN(materials.reasons, ReasonCatalogue::FromJson(reasons));
  return materials;
}

/// The crop that would be delivered; a photo that has the delivered size already is shown as it is.
std::optional<CropPlan> PlanOf(const Photo& photo, const Analysis& analysis,
                               const Profile& profile) {
  if (photo.info.upright_size == profile.size) {
    CropPlan plan;
    plan.scale = 1;
    return plan;
  }
  if (analysis.faces.size() != 1) return std::nullopt;
  const auto head = MeasureHead(analysis);
  if (!head) return std::nullopt;
  const CropPlan plan = PlanCrop(*head, photo.info.upright_size, profile);
  if (plan.scale <= 0) return std::nullopt;
  return plan;
}

Status Explain(const ExplainOptions& options, const std::filesystem::path& assets,
               const Profile& profile) {
  ZJ_ASSIGN_OR_RETURN(const Materials materials, LoadMaterials(assets));
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(options.photo, kMaxPhotoBytes));
  DecodeOptions decode;
  decode.min_short_side = kAnalysisShortSide;
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes, decode));
  ZJ_ASSIGN_OR_RETURN(const std::filesystem::path models, ModelFolder());
  ZJ_ASSIGN_OR_RETURN(const auto analyzer, Analyzer::Create(models));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer->Analyze(photo));
  CheckInput seen{photo, analysis, profile};
  seen.taken_on = TakenOn(bytes);
  seen.today = absl::ToCivilDay(SystemClock().Now(), ServiceZone());
  const Report report = CheckPhoto(seen);
  ZJ_ASSIGN_OR_RETURN(const auto text, TextPainter::Create());
  const explain::SheetInput input{
      photo.bgr,
      photo.scale,
      report,
      PlanOf(photo, analysis, profile),
      profile.size,
      materials.catalogue,
      materials.reasons,
      options.language == "en" ? Language::kEnglish : Language::kChinese};
  ZJ_ASSIGN_OR_RETURN(const std::string png, EncodePng(explain::DrawSheet(input, *text).image));
  return WriteFileAtomically(options.out, png, FileRights::kHandedOn);
}

int RunExplain(const ExplainOptions& options) {
  const auto assets = AssetFolder();
  if (!assets.ok()) return Fail(assets.status());
  const auto profile = FindProfile(*assets, options.profile);
  if (!profile.ok()) {
    Fail(profile.status());
    return kExitUsage;
  }
  cv::setNumThreads(1);
  try {
    const Status done = Explain(options, *assets, *profile);
    return done.ok() ? kExitDone : Fail(done);
  } catch (const cv::Exception& error) {
    return Fail(MakeError(StatusCode::kInternal, "EXPLAIN_FAILED", error.what()));
  }
}

}  // namespace

void AddExplainCommand(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = app.add_subcommand("explain", "draw every measure of a photo on one sheet");
  command->add_option("photo", options->photo, "photo to read")->required();
  command->add_option("--out", options->out, "where the sheet goes, PNG")->required();
  command->add_option("--profile", options->profile, "id of the standard")->capture_default_str();
  command->add_option("--lang", options->language, "zh or en")
      ->check(CLI::IsMember({"zh", "en"}))
      ->capture_default_str();
  command->callback(
      [options, &context] { context.run = [options] { return RunExplain(*options); }; });
}

}  // namespace zhaojian
