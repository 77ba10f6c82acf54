// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"
#include "core/compliance/report.h"
#include "core/imaging/photo.h"
#include "core/retouch/recipe.h"
#include "core/retouch/renderer.h"
#include "core/retouch/standard.h"
#include "tests/app/service/service_fixture.h"

namespace zhaojian {
namespace {

/// The same service with the real networks, renderer and gate.
class RealPhotos : public ServiceTest {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(testing::ModelsForTests() / "models.json")) {
      testing::PrintNotRun(1, "the networks were not converted; run app/setup");
      return;
    }
    ServiceOptions options = DefaultOptions();
    options.photos = nullptr;
    options.workers = 1;
    Start(options);
    AddPeople();
    ready_ = true;
  }

  bool ready_ = false;
};

TEST_F(RealPhotos, AGoodPortraitBecomesTheFileThatTheStandardAsksFor) {
  if (!ready_) return;
  const auto original = ReadFile(testing::AssetsForTests() / "demo" / "t01.jpg", kMaxPhotoBytes);
  ASSERT_TRUE(original.ok()) << original.status();
  const auto student = Client("");
  const auto order = CreateOrder(*student);
  ASSERT_TRUE(order.ok()) << order.status();
  const auto upload = student->UploadPhoto(order->number, *original, RandomUuid());
  ASSERT_TRUE(upload.ok()) << upload.status();
  EXPECT_TRUE(upload->has_standard) << upload->standard_reason;
  const auto json = ParseJson(upload->report_json, "report");
  ASSERT_TRUE(json.ok());
  const auto report = ReportFromJson(*json);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->faces, 1);
  // Judged by which numbers: id and version are kept with the photo.
  const auto profile = FindProfile(testing::AssetsForTests(), kDefaultProfile);
  ASSERT_TRUE(profile.ok());
  EXPECT_EQ(report->profile, kDefaultProfile);
  EXPECT_EQ(report->profile_version, profile->version);
  ASSERT_TRUE(student->Submit(order->number).ok());

  const auto reviewer = Client("R-001");
  const rpc::Grant review = ClaimOne(*reviewer, rpc::WorkKind::kReview);
  const auto standard = reviewer->ReadAsset(review.work_item.name, review.lease.fence,
                                            rpc::AssetVariant::kStandard, "review");
  ASSERT_TRUE(standard.ok()) << standard.status();
  EXPECT_EQ(DecodePhoto(standard->bytes)->bgr.size(), cv::Size(960, 1280));
  const auto bundle = reviewer->GetReviewBundle(review.work_item.name, review.lease.fence);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_TRUE(bundle->crop.has_value());
  rpc::DecisionRequest decision = Decide(review, rpc::Verdict::kPass, *original);
  ASSERT_TRUE(reviewer->SubmitDecision(decision).ok());
  ASSERT_TRUE(Reaches(order->number, "RETOUCH_PENDING"));

  const auto retoucher = Client("T-001");
  const rpc::Grant retouch = ClaimOne(*retoucher, rpc::WorkKind::kRetouch);
  const auto work = retoucher->GetRetouchBundle(retouch.work_item.name, retouch.lease.fence);
  ASSERT_TRUE(work.ok()) << work.status();
  // A console that lies about what the networks saw changes nothing.
  auto recipe = ParseRecipe(work->recipe);
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  recipe->analysis.person_mask.setTo(1.0);
  const auto commit =
      retoucher->CommitRetouch(retouch.work_item.name, retouch.lease.fence, retouch.work_item.epoch,
                               RecipeToBytes(*recipe), RandomUuid());
  ASSERT_TRUE(commit.ok()) << commit.status();
  ASSERT_TRUE(commit->committed) << commit->gate_json;
  EXPECT_TRUE(GateFromJson(*ParseJson(commit->gate_json, "gate"))->Green());
  ASSERT_TRUE(Reaches(order->number, "AWAITING_CONFIRMATION"));
  const auto finished = student->Download(order->number);
  ASSERT_TRUE(finished.ok()) << finished.status();
  const auto decoded = DecodePhoto(finished->bytes);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->bgr.size(), cv::Size(480, 640));
  EXPECT_EQ(decoded->info.density_dpi, 300);
  EXPECT_GE(finished->bytes.size(), 20480u);
  EXPECT_LE(finished->bytes.size(), 40000u);

  // Whoever audits proves the file from the untouched original and the recipe; no network is run.
  const auto supervisor = Client("S-001");
  const auto read = [&](rpc::AssetVariant variant) {
    return supervisor->ReadOrderAsset(order->number, variant, "replay");
  };
  const auto untouched = read(rpc::AssetVariant::kOriginal);
  ASSERT_TRUE(untouched.ok()) << untouched.status();
  EXPECT_EQ(untouched->bytes, *original);
  const auto stored = read(rpc::AssetVariant::kRecipe);
  ASSERT_TRUE(stored.ok()) << stored.status();
  const auto proof = ParseRecipe(stored->bytes);
  ASSERT_TRUE(proof.ok()) << proof.status();
  ASSERT_EQ(proof->profile, profile->id);
  CpuRenderer renderer(PhotoForRecipe(*original, *proof, nullptr).value(), *profile);
  const auto again = EncodeDelivered(renderer.RenderDelivered(*proof).value(), *profile);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(Sha256Hex(again->bytes), read(rpc::AssetVariant::kDelivered)->sha256);
  EXPECT_EQ(again->bytes, finished->bytes);
  EXPECT_EQ(reviewer->ReadOrderAsset(order->number, rpc::AssetVariant::kOriginal, "replay")
                .status()
                .code(),
            StatusCode::kPermissionDenied);
}

// A school's own rules lie in the data folder; they are taken while the service runs.
TEST_F(RealPhotos, ASchoolsOwnRulesJudgeItsPhotos) {
  if (!ready_) return;
  const auto rules = folder_.Path() / "data" / "profiles";
  std::filesystem::create_directories(rules);
  ASSERT_TRUE(WriteFileAtomically(rules / "demo.json", R"({
 "schema": "zhaojian.profile/1", "id": "demo", "base": "cn.chsi.graduate.2017-99", "version": "3",
 "backgrounds": [{"value": [255, 255, 255], "source": "notice"}]})")
                  .ok());
  const auto admin = Client("");
  rpc::School school;
  school.code = kSchool;
  school.name = "示例理工学院";
  school.overtime = true;
  school.profile = "demo";
  const auto changed = admin->AddSchool(school, /*replace=*/true);
  ASSERT_TRUE(changed.ok()) << changed.status();
  const auto original = ReadFile(testing::AssetsForTests() / "demo" / "t01.jpg", kMaxPhotoBytes);
  ASSERT_TRUE(original.ok());
  const auto student = Client("");
  const auto order = CreateOrder(*student);
  ASSERT_TRUE(order.ok()) << order.status();
  const auto upload = student->UploadPhoto(order->number, *original, RandomUuid());
  ASSERT_TRUE(upload.ok()) << upload.status();
  const auto report = ReportFromJson(*ParseJson(upload->report_json, "report"));
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->profile, "demo");
  EXPECT_EQ(report->profile_version.rfind("3+", 0), 0U) << report->profile_version;
  ASSERT_TRUE(student->Submit(order->number).ok());
  const auto reviewer = Client("R-001");
  const rpc::Grant review = ClaimOne(*reviewer, rpc::WorkKind::kReview);
  const auto standard = reviewer->ReadAsset(review.work_item.name, review.lease.fence,
                                            rpc::AssetVariant::kStandard, "review");
  ASSERT_TRUE(standard.ok()) << standard.status();
  const cv::Vec3b corner = DecodePhoto(standard->bytes)->bgr.at<cv::Vec3b>(4, 4);
  EXPECT_GT(std::min({corner[0], corner[1], corner[2]}), 249) << "white, as the school wants it";
}

TEST_F(RealPhotos, ARecipeOfAnotherPhotoIsRefused) {
  if (!ready_) return;
  const auto original = ReadFile(testing::AssetsForTests() / "demo" / "t01.jpg", kMaxPhotoBytes);
  ASSERT_TRUE(original.ok()) << original.status();
  const auto pipeline =
      MakePhotoPipeline({testing::AssetsForTests(), testing::ModelsForTests(), "", 1});
  RenderTask task;
  task.original = *original;
  const auto prepared = pipeline->Prepare(*original, "", absl::UnixEpoch(), {});
  ASSERT_TRUE(prepared.ok()) << prepared.status();
  auto recipe = ParseRecipe(prepared->recipe);
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  recipe->source_sha256 = std::string(64, '0');
  task.recipe = RecipeToBytes(*recipe);
  EXPECT_EQ(ReasonOf(pipeline->Render(task).status()), "SHA_MISMATCH");
  EXPECT_EQ(ReasonOf(pipeline->Prepare("not a photo", "", absl::UnixEpoch(), {}).status()),
            "FILE-01");
}

}  // namespace
}  // namespace zhaojian
