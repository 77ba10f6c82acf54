// SPDX-License-Identifier: Apache-2.0
// Whatever a console sends as a recipe, over a real socket to the real renderer and gate.
#include <functional>
#include <limits>
#include <set>
#include <sstream>

#include "core/base/json.h"
#include "core/imaging/photo.h"
#include "core/retouch/recipe.h"
#include "core/rpc/limits.h"
#include "tests/app/service/service_fixture.h"

namespace zhaojian {
namespace {

namespace fs = std::filesystem;
constexpr size_t kMillion = 1'000'000;

/// Everything that a refused recipe must leave as it was.
struct Store {
  std::set<std::string> blobs;
  std::vector<std::string> trail;
  std::string order_state;
  std::string recipe;
  int64_t draft_revision = 0;

  bool operator==(const Store& other) const {
    return blobs == other.blobs && trail == other.trail && order_state == other.order_state &&
           recipe == other.recipe && draft_revision == other.draft_revision;
  }
};

/// How a forged recipe is refused.
struct Refusal {
  std::string reason;
  /// Empty: any.
  std::string field;
  /// A word of the message.
  std::string word;
};

class ForgedRecipes : public ServiceTest {
 protected:
  void SetUp() override {
    if (!fs::exists(testing::ModelsForTests() / "models.json")) {
      testing::PrintNotRun(1, "the networks were not converted; run app/setup");
      return;
    }
    ServiceOptions options = DefaultOptions();
    options.photos = nullptr;
    options.workers = 1;
    Start(options);
    AddPeople();
    ASSERT_TRUE(Client("")->AddStaff({"T-002", {"retoucher"}, false, {}}).ok());
    ready_ = true;
  }

  /// A photo in the hands of T-001, with one step of T-001's in its draft.
  void Hold() {
    const auto original = ReadFile(testing::AssetsForTests() / "demo" / "t01.jpg", kMaxPhotoBytes);
    ASSERT_TRUE(original.ok()) << original.status();
    const auto student = Client("");
    const auto order = CreateOrder(*student);
    ASSERT_TRUE(order.ok()) << order.status();
    order_ = order->number;
    ASSERT_TRUE(student->UploadPhoto(order_, *original, RandomUuid()).ok());
    ASSERT_TRUE(student->Submit(order_).ok());
    const auto reviewer = Client("R-001");
    const rpc::Grant review = ClaimOne(*reviewer, rpc::WorkKind::kReview);
    ASSERT_TRUE(reviewer->SubmitDecision(Decide(review, rpc::Verdict::kPass, *original)).ok());
    ASSERT_TRUE(Reaches(order_, "RETOUCH_PENDING"));
    grant_ = ClaimOne(*Client("T-001"), rpc::WorkKind::kRetouch);
    const auto work = Client("T-001")->GetRetouchBundle(Item(), grant_.lease.fence);
    ASSERT_TRUE(work.ok()) << work.status();
    const auto automatic = ParseRecipe(work->recipe);
    ASSERT_TRUE(automatic.ok()) << automatic.status();
    honest_ = *automatic;
    honest_.Push(Step("tone.exposure", {{"ev", 0.05}}));
    const auto saved =
        Client("T-001")->SaveDraft(Item(), grant_.lease.fence, RecipeToBytes(honest_), 0);
    ASSERT_TRUE(saved.ok()) << saved.status();
  }

  static Operation Step(const std::string& kind, std::map<std::string, double> parameters) {
    Operation step;
    step.kind = kind;
    step.parameters = std::move(parameters);
    step.author = "T-001";
    step.time = absl::FromUnixSeconds(1'773'108'060);
    return step;
  }
  const std::string& Item() const { return grant_.work_item.name; }

  Store Look() {
    Store store;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.Path() / "data" / "blobs")) {
      if (entry.is_regular_file()) store.blobs.insert(entry.path().string());
    }
    std::string text;
    EXPECT_TRUE(Client("")
                    ->ExportAudit([&](const std::string& piece) {
                      text += piece;
                      return absl::OkStatus();
                    })
                    .ok());
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      // The export itself is an event of the trail, and the head line counts it.
      if (line.find(order_) != std::string::npos) store.trail.push_back(line);
    }
    const auto bundle = Client("T-001")->GetRetouchBundle(Item(), grant_.lease.fence);
    EXPECT_TRUE(bundle.ok()) << "the lease holds: " << bundle.status();
    if (bundle.ok()) {
      store.recipe = bundle->recipe;
      store.draft_revision = bundle->draft_revision;
    }
    store.order_state = Client("")->GetOrder(order_)->state;
    return store;
  }

  /// Sends bytes as a commit, as a trial and as a draft; each must be refused in the same words.
  void ExpectRefused(const std::string& what, const std::string& bytes, const Refusal& wanted) {
    SCOPED_TRACE(what);
    const auto retoucher = Client("T-001");
    const int64_t fence = grant_.lease.fence, epoch = grant_.work_item.epoch;
    std::vector<Status> answers = {
        retoucher->CommitRetouch(Item(), fence, epoch, bytes, RandomUuid()).status(),
        retoucher->PreviewCommit(Item(), fence, epoch, bytes).status()};
    if (bytes.size() <= rpc::kMaxDraftBytes) {
      answers.push_back(retoucher->SaveDraft(Item(), fence, bytes, 1).status());
    }
    for (const Status& status : answers) {
      EXPECT_EQ(ReasonOf(status), wanted.reason) << status;
      const auto detail = DetailOf(status);
      ASSERT_TRUE(detail.has_value()) << status;
      if (!wanted.field.empty()) {
        EXPECT_EQ(detail->field, wanted.field) << status;
      }
      EXPECT_NE(MessageOf(status).find(wanted.word), std::string::npos) << status;
    }
  }

  void ExpectRefused(const std::string& what, const Refusal& wanted,
                     const std::function<void(Recipe*)>& forge) {
    Recipe recipe = honest_;
    forge(&recipe);
    ExpectRefused(what, RecipeToBytes(recipe), wanted);
  }

  void ExpectTextRefused(const std::string& from, const std::string& to, const Refusal& wanted) {
    std::string text = RecipeToText(honest_);
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    ExpectRefused(to, text, wanted);
  }

  void TryForms();
  void TryPolicy();
  void TrySizes();
  void TryPeople();

  std::string order_;
  rpc::Grant grant_;
  Recipe honest_;
  bool ready_ = false;
};

void ForgedRecipes::TryForms() {
  ExpectTextRefused("kind: \"tone.exposure\"", "kind: \"face.slim\"",
                    {"BAD_RECIPE", "", "face.slim"});
  // What would mirror, warp or repaint: no operation of that name exists, whatever the policy calls
  // it.
  for (const std::string kind : {"geom.mirror", "geom.warp", "gen.inpaint", "feature.edit"}) {
    ExpectTextRefused("kind: \"tone.exposure\"", "kind: \"" + kind + "\"",
                      {"BAD_RECIPE", "", kind});
  }
  ExpectTextRefused("kind: \"tone.exposure\"", "beautify: 1 kind: \"tone.exposure\"",
                    {"BAD_RECIPE", "text", "beautify"});
  ExpectTextRefused("name: \"ev\"", "name: \"slim\"",
                    {"BAD_RECIPE", "tone.exposure.slim", "no such parameter"});
  ExpectTextRefused("schema_version: 1", "schema_version: 2", {"BAD_RECIPE", "schema_version", ""});
  ExpectRefused("cut off", RecipeToBytes(honest_).substr(0, 900), {"BAD_RECIPE", "bytes", ""});
  // Field 15 of the outer message, a varint: the binary twin of an unknown text field.
  ExpectRefused("unknown field", RecipeToBytes(honest_) + std::string("\x78\x01", 2),
                {"BAD_RECIPE", "Recipe", "15"});
  ExpectRefused("another photo", {"SHA_MISMATCH", "source_sha256", "another photo"},
                [](Recipe* r) { r->source_sha256 = std::string(64, '0'); });
}

void ForgedRecipes::TryPolicy() {
  const auto step = [](const std::string& kind, std::map<std::string, double> parameters) {
    return [=](Recipe* r) { r->Push(Step(kind, parameters)); };
  };
  ExpectRefused("smoothing", {"POLICY_FORBIDDEN", "skin.smooth", "skin.smooth"},
                step("skin.smooth", {{"amount", 0.5}}));
  ExpectRefused("turn", {"POLICY_FORBIDDEN", "geom.rotate", "geom.rotate"},
                step("geom.rotate", {{"degrees", 1}}));
  ExpectRefused("too bright", {"POLICY_LIMIT", "tone.exposure.ev", "0.8"},
                step("tone.exposure", {{"ev", 0.8}}));
  ExpectRefused("glare", {"POLICY_SUPERVISOR", "eye.glare", "supervisor"},
                step("eye.glare", {{"drop", 5}}));
  ExpectRefused("a mole taken away", {"POLICY_FORBIDDEN", "clean.face", "clean.face"},
                step("clean.face", {{"marks", 1}}));
  // Who says that the face is background is not believed: the service has its own landmarks.
  ExpectRefused("heal on an eye", {"POLICY_REGION", "clean.background.strokes", "region"},
                [](Recipe* r) {
                  const cv::Point3f eye = r->analysis.landmarks[468];
                  Operation heal = Step("clean.background", {});
                  heal.strokes = {{"heal", 4, {{eye.x, eye.y}}}};
                  r->Push(heal);
                  r->analysis.landmarks.clear();
                  r->analysis.person_mask.setTo(0.0f);
                });
}

void ForgedRecipes::TrySizes() {
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  for (const double value : {nan, inf, -inf}) {
    ExpectRefused("no number", {"BAD_RECIPE", "tone.exposure.ev", "finite"}, [=](Recipe* r) {
      r->Push(Step("tone.exposure", {{"ev", value}}));
    });
  }
  ExpectRefused("1e9 times", {"BAD_RECIPE", "geom.crop_scale.scale", "must lie in"}, [](Recipe* r) {
    r->Push(Step("geom.crop_scale", {{"scale", 1e9}}));
  });
  const auto brush = [](const Stroke& stroke) {
    return [=](Recipe* r) {
      Operation step = Step("bg.matte_brush", {});
      step.strokes = {stroke};
      r->Push(step);
    };
  };
  const auto inff = std::numeric_limits<float>::infinity();
  const auto nanf = std::numeric_limits<float>::quiet_NaN();
  const std::string at = "operations[" + std::to_string(honest_.operations.size()) + "].strokes.";
  ExpectRefused("radius 1e30", {"BAD_RECIPE", at + "radius", ""}, brush({"keep", 1e30f, {{9, 9}}}));
  ExpectRefused("radius NaN", {"BAD_RECIPE", at + "radius", ""}, brush({"keep", nanf, {{9, 9}}}));
  ExpectRefused("vertex 1e30", {"BAD_RECIPE", at + "points", ""}, brush({"keep", 9, {{1e30f, 9}}}));
  ExpectRefused("vertex inf", {"BAD_RECIPE", at + "points", ""}, brush({"keep", 9, {{9, inff}}}));
  ExpectRefused("10^6 vertices", {"RECIPE_TOO_LARGE", "operations.strokes", "stroke points"},
                brush({"keep", 9, std::vector<cv::Point2f>(kMillion, {9, 9})}));
  ExpectRefused("20 001 steps", {"RECIPE_TOO_LARGE", "operations", "operations"}, [](Recipe* r) {
    while (r->operations.size() <= kMaxOperations) r->Push(Step("tone.exposure", {}));
  });
  ExpectRefused("a photo of 2^31 pixels", {"BAD_RECIPE", "analysis.source_width", ""},
                [](Recipe* r) { r->analysis.source_size.width = 2'147'483'647; });
  ExpectRefused("a mask of 4096 x 4096", {"BAD_RECIPE", "analysis.person_mask", "256"},
                [](Recipe* r) { r->analysis.person_mask = cv::Mat(4096, 4096, CV_32F, 0.5f); });
  ExpectRefused("landmarks at 1e30", {"BAD_RECIPE", "analysis.landmarks", ""},
                [](Recipe* r) { r->analysis.landmarks[0].x = 1e30f; });
  ExpectRefused("cursor", {"BAD_RECIPE", "cursor", ""}, [](Recipe* r) { r->cursor = 1u << 30; });
  // As a draft it is refused for its size alone, whatever stands in it.
  const auto retoucher = Client("T-001");
  const std::string large(rpc::kMaxDraftBytes + 1, ' ');
  EXPECT_EQ(ReasonOf(retoucher->SaveDraft(Item(), grant_.lease.fence, large, 1).status()),
            "RECIPE_TOO_LARGE");
}

void ForgedRecipes::TryPeople() {
  const auto by = [](const std::string& author) {
    return [=](Recipe* r) {
      Operation step = Step("tone.saturation", {{"amount", 0.1}});
      step.author = author;
      r->Push(step);
    };
  };
  const std::string field = "operations[" + std::to_string(honest_.operations.size()) + "].author";
  ExpectRefused("by the machine", {"BAD_RECIPE", field, "tone.saturation"}, by("auto"));
  ExpectRefused("by a colleague", {"BAD_RECIPE", field, "tone.saturation"}, by("T-002"));
  ExpectRefused("by nobody", {"BAD_RECIPE", field, "tone.saturation"}, by(""));
}

TEST_F(ForgedRecipes, AreRefusedByNameAndLeaveNothingBehind) {
  if (!ready_) return;
  ASSERT_NO_FATAL_FAILURE(Hold());
  const Store before = Look();
  ASSERT_EQ(before.draft_revision, 1);
  ASSERT_FALSE(before.trail.empty());
  TryForms();
  TryPolicy();
  TrySizes();
  TryPeople();
  const Store after = Look();
  EXPECT_EQ(after.blobs, before.blobs);
  EXPECT_EQ(after.trail, before.trail);
  EXPECT_TRUE(after == before);
  // The honest recipe still goes through: lease, draft and order are what they were.
  const auto commit = Client("T-001")->CommitRetouch(
      Item(), grant_.lease.fence, grant_.work_item.epoch, RecipeToBytes(honest_), RandomUuid());
  ASSERT_TRUE(commit.ok()) << commit.status();
  EXPECT_TRUE(commit->committed) << commit->gate_json;
  EXPECT_TRUE(Reaches(order_, "AWAITING_CONFIRMATION"));
}

/// A draft outlives the lease of whoever made it: its steps stay that person's.
TEST_F(ForgedRecipes, AColleagueGoesOnFromADraftWithoutTakingItsStepsOver) {
  if (!ready_) return;
  ASSERT_NO_FATAL_FAILURE(Hold());
  clock_.Advance(absl::Minutes(30));
  const auto second = Client("T-002");
  rpc::Grant grant;
  ASSERT_TRUE(Eventually([&] {
    const auto claim = second->Claim(rpc::WorkKind::kRetouch, 1);
    if (!claim.ok() || claim->grants.empty()) return false;
    grant = claim->grants[0];
    return true;
  })) << "the lease ran out";
  EXPECT_EQ(ReasonOf(Client("T-001")
                         ->SaveDraft(Item(), grant_.lease.fence, RecipeToBytes(honest_), 1)
                         .status()),
            "LEASE_LOST");
  const auto work = second->GetRetouchBundle(grant.work_item.name, grant.lease.fence);
  ASSERT_TRUE(work.ok()) << work.status();
  EXPECT_EQ(work->draft_revision, 1);
  auto recipe = ParseRecipe(work->recipe);
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  ASSERT_EQ(recipe->operations.size(), honest_.operations.size());
  EXPECT_EQ(recipe->operations.back().author, "T-001");
  Operation more = Step("tone.saturation", {{"amount", 0.05}});
  more.author = "T-002";
  recipe->Push(more);
  ASSERT_TRUE(
      second->SaveDraft(grant.work_item.name, grant.lease.fence, RecipeToBytes(*recipe), 1).ok());
  const auto commit =
      second->CommitRetouch(grant.work_item.name, grant.lease.fence, grant.work_item.epoch,
                            RecipeToBytes(*recipe), RandomUuid());
  ASSERT_TRUE(commit.ok()) << commit.status();
  EXPECT_TRUE(commit->committed) << commit->gate_json;
}

}  // namespace
}  // namespace zhaojian
