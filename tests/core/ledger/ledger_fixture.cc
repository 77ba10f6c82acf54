// SPDX-License-Identifier: Apache-2.0
#include "tests/core/ledger/ledger_fixture.h"

#include "core/base/crypto.h"
#include "core/domain/collection_code.h"
#include "tests/support/shared.h"

namespace zhaojian::testing {

std::vector<Backend> Backends() { return {{"Sqlite", &OpenSqliteLedger}}; }

std::string BackendName(const ::testing::TestParamInfo<Backend>& info) { return info.param.name; }

const LedgerPolicy& TestPolicy() {
  static const LedgerPolicy policy = [] {
    auto loaded = LoadLedgerPolicy(AssetsForTests());
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return loaded.ok() ? *loaded : LedgerPolicy{};
  }();
  return policy;
}

absl::Time Tuesday() {
  return absl::FromCivil(absl::CivilMinute(2026, 3, 10, 10, 0), ServiceZone());
}

std::string LastFour(int n) {
  std::string digits = std::to_string(n % 10000);
  return std::string(4 - digits.size(), '0') + digits;
}

std::string CodeOfStudent(int n, const std::string& school) {
  CollectionCode code;
  code.uid = "U" + std::to_string(n);
  code.name_masked = "张*三";
  code.id_masked = "4101**********" + LastFour(n);
  code.school = school;
  code.expires = Tuesday() + absl::Hours(24 * 365 * 20);  // tests live for years
  return MakeDemoCode(code, kDemoCodeKey);
}

LedgerTest::LedgerTest() : folder_(*TemporaryFolder::Create()) {}

LedgerOptions LedgerTest::Options() const {
  LedgerOptions options;
  options.folder = folder_.Path() / "data";
  options.policy = TestPolicy();
  options.clock = &clock_;
  options.owner = "the test";
  return options;
}

void LedgerTest::Reopen() {
  ledger_.reset();
  auto opened = GetParam().open(Options());
  ASSERT_TRUE(opened.ok()) << opened.status();
  ledger_ = *std::move(opened);
}

void LedgerTest::SetUp() {
  Reopen();
  for (const char* code : {"DEMO", "CLOSED"}) {
    PutSchoolCommand school;
    school.meta = Meta(kSystemActor);
    school.school.code = code;
    school.school.name = "演示学校";
    school.school.feature_code = "zqxslh";
    school.school.overtime = std::string(code) == "DEMO";
    ASSERT_TRUE(ledger_->PutSchool(school).ok());
  }
  const std::vector<std::pair<std::string, std::set<Role>>> people = {
      {"R-001", {Role::kReviewer}},
      {"R-002", {Role::kReviewer}},
      {"T-001", {Role::kRetoucher}},
      {"S-001", {Role::kSupervisor}},
      {"S-002", {Role::kSupervisor}},
      {"C-001", {Role::kCustomerService}},
      {"A-001", {Role::kReviewer, Role::kRetoucher, Role::kSupervisor}}};
  for (const auto& [code, roles] : people) {
    PutStaffCommand staff;
    staff.meta = Meta(kSystemActor);
    staff.staff.code = code;
    staff.staff.roles = roles;
    ASSERT_TRUE(ledger_->PutStaff(staff).ok());
  }
}

RequestMeta LedgerTest::Meta(const std::string& actor) {
  return {actor, "request-" + std::to_string(++requests_)};
}

OrderRow LedgerTest::NewOrder(const std::string& school) {
  const int student = ++students_;
  CreateOrderCommand create;
  create.meta = Meta(kStudentActor);
  create.collection_code = CodeOfStudent(student, school);
  create.last_four = LastFour(student);
  create.consent = true;
  auto order = ledger_->CreateOrder(create);
  EXPECT_TRUE(order.ok()) << order.status();
  return order.ok() ? *order : OrderRow{};
}

StatusOr<OrderRow> LedgerTest::Upload(const std::string& order, const std::string& seed) {
  UploadPhotoCommand upload;
  upload.meta = Meta(kStudentActor);
  upload.order = order;
  ZJ_ASSIGN_OR_RETURN(upload.photo_sha256, ledger_->PutBlob(order, "photo " + seed));
  upload.photo_bytes = static_cast<int64_t>(seed.size() + 6);
  upload.mime = "image/jpeg";
  upload.width = 3000;
  upload.height = 4000;
  upload.profile = "cn.chsi.graduate.2017-99";
  upload.report_json = "{}";
  upload.recipe = "recipe";
  upload.perceptual_hash = "0123456789abcdef";
  return ledger_->UploadPhoto(upload);
}

OrderRow LedgerTest::Submitted(const std::string& school) {
  const OrderRow order = NewOrder(school);
  EXPECT_TRUE(Upload(order.number, order.number).ok());
  OrderCommand submit;
  submit.meta = Meta(kStudentActor);
  submit.order = order.number;
  auto submitted = ledger_->Submit(submit);
  EXPECT_TRUE(submitted.ok()) << submitted.status();
  return submitted.ok() ? *submitted : order;
}

Grant LedgerTest::ClaimOne(const std::string& actor) {
  ClaimCommand claim;
  claim.meta = Meta(actor);
  auto result = ledger_->Claim(claim);
  EXPECT_TRUE(result.ok()) << result.status();
  if (!result.ok() || result->grants.empty()) {
    ADD_FAILURE() << "no work for " << actor;
    return {};
  }
  return result->grants.front();
}

StageDecisionCommand LedgerTest::Decision(const Grant& grant, DecisionVerdict verdict,
                                          const std::vector<std::string>& codes,
                                          const std::string& comment) {
  StageDecisionCommand command;
  command.meta = Meta(grant.item.holder);
  command.item = grant.item.id;
  command.fence = grant.item.fence;
  command.epoch = grant.item.epoch;
  command.verdict = verdict;
  command.comment = comment;
  for (const std::string& code : codes) {
    ReasonRef reason;
    reason.code = code;
    command.reasons.push_back(reason);
  }
  const auto attempt = ledger_->GetAttempt(grant.item.order, grant.item.attempt);
  EXPECT_TRUE(attempt.ok()) << attempt.status();
  if (attempt.ok()) command.seen.photo_sha256 = attempt->photo_sha256;
  return command;
}

void LedgerTest::LetEffectsHappen() {
  clock_.Advance(TestPolicy().clocks.undo_window);
  ASSERT_TRUE(ledger_->Tick().ok());
}

OrderRow LedgerTest::Passed() {
  const OrderRow order = Submitted();
  const Grant grant = ClaimOne("R-001");
  EXPECT_EQ(grant.item.order, order.number);
  const auto decision = ledger_->StageDecision(Decision(grant, DecisionVerdict::kPass));
  EXPECT_TRUE(decision.ok()) << decision.status();
  LetEffectsHappen();
  return *ledger_->GetOrder(order.number);
}

CommitRetouchCommand LedgerTest::Commit(const Grant& grant) {
  CommitRetouchCommand commit;
  commit.meta = Meta(grant.item.holder);
  commit.item = grant.item.id;
  commit.fence = grant.item.fence;
  commit.epoch = grant.item.epoch;
  commit.source_sha256 = ledger_->GetAttempt(grant.item.order, grant.item.attempt)->photo_sha256;
  const std::string jpeg = "finished " + grant.item.order + std::to_string(grant.item.id);
  commit.output_sha256 = *ledger_->PutBlob(grant.item.order, jpeg);
  commit.output_bytes = static_cast<int64_t>(jpeg.size());
  commit.recipe = "recipe";
  commit.engine = "test";
  commit.gate_json = "{}";
  commit.gate_green = true;
  return commit;
}

OrderRow LedgerTest::Finished() {
  const OrderRow order = Passed();
  const Grant grant = ClaimOne("T-001");
  const auto version = ledger_->CommitRetouch(Commit(grant));
  EXPECT_TRUE(version.ok()) << version.status();
  return *ledger_->GetOrder(order.number);
}

OrderRow LedgerTest::Delivered() {
  const OrderRow order = Finished();
  EXPECT_TRUE(ledger_->Confirm({Meta(kStudentActor), order.number, order.output_sha256}).ok());
  const auto delivered =
      ledger_->Deliver({Meta(kSystemActor), order.number, order.output_sha256, "", "folder"});
  EXPECT_TRUE(delivered.ok()) << delivered.status();
  return delivered.ok() ? *delivered : order;
}

void LedgerTest::ChangeSchool(const std::function<void(School&)>& change) {
  PutSchoolCommand command;
  command.meta = Meta(kSystemActor);
  command.school = *ledger_->GetSchool("DEMO");
  command.create_only = false;
  change(command.school);
  const auto put = ledger_->PutSchool(command);
  ASSERT_TRUE(put.ok()) << put.status();
}

void LedgerTest::TellEverything() {
  for (auto due = ledger_->DueNotices("test", 1000); due.ok() && !due->empty();
       due = ledger_->DueNotices("test", 1000)) {
    for (const OutboxRow& notice : *due) {
      ASSERT_TRUE(
          ledger_->MarkNotice({notice.sequence, "test", MarkNoticeCommand::Outcome::kDelivered, ""})
              .ok());
    }
  }
}

void LedgerTest::LetPass(absl::Duration time) {
  clock_.Advance(time);
  const auto result = ledger_->Tick();
  ASSERT_TRUE(result.ok()) << result.status();
}

StaffOrderCommand LedgerTest::By(const std::string& actor, const std::string& order,
                                 const std::string& words) {
  return {Meta(actor), order, words, ""};
}

AuditCheck LedgerTest::CheckTrail() {
  const auto check =
      CheckAuditTrail(ExportText(), TestPolicy().orders, TestPolicy().work, TestPolicy().queue);
  EXPECT_TRUE(check.ok()) << check.status();
  if (!check.ok()) return {};
  for (const AuditViolation& broken : check->violations) {
    ADD_FAILURE() << broken.rule << " at event " << broken.sequence << ": " << broken.what;
  }
  EXPECT_EQ(check->state_hash, *ledger_->StateHash());
  return *check;
}

OrderState LedgerTest::StateOf(const std::string& order) {
  const auto row = ledger_->GetOrder(order);
  EXPECT_TRUE(row.ok()) << row.status();
  return row.ok() ? row->state : OrderState::kPurged;
}

std::string LedgerTest::ExportText() {
  std::string text;
  const Status status = ledger_->ExportAudit(Meta("S-001"), [&](const std::string& piece) {
    text += piece;
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return text;
}

}  // namespace zhaojian::testing
