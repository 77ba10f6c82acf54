// SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/student_walk.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "core/base/clock.h"
#include "core/base/crypto.h"
#include "core/domain/collection_code.h"
#include "core/imaging/photo.h"
#include "core/ledger/audit_check.h"
#include "core/ledger/policy.h"
#include "tests/support/shared.h"

namespace zhaojian::testing {
namespace {

constexpr absl::Duration kServing = absl::Seconds(60);

// Between two tries to reach a service that is being started again.
void Pause(std::chrono::microseconds time) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock<std::mutex> lock(mutex);
  never.wait_for(lock, time);
}

}  // namespace

StudentWalk::StudentWalk()
    : folder_(TemporaryFolder::Create().value()),
      now_(absl::FromCivil(absl::CivilMinute(2026, 3, 10, 10, 0), ServiceZone())) {}

StudentWalk::KillSoon::KillSoon(StudentWalk& walk) {
  const auto after = std::chrono::microseconds(walk.random_() % 40'000);
  thread_ = std::thread([&walk, after] {
    Pause(after);
    walk.KillService();
    walk.StartService();
  });
}

StudentWalk::KillSoon::~KillSoon() { thread_.join(); }

void StudentWalk::SetUp() {
  address_ = "unix:" + (folder_.Path() / "s").string();
  SetTime(now_);
  StartService();
  const auto admin = Client();
  rpc::School school;
  school.code = "DEMO";
  school.settings_json = R"({"name":"示例理工学院","feature_code":"zqxslh","overtime":true})";
  ASSERT_TRUE(admin->AddSchool(school).ok());
  const std::vector<std::pair<std::string, std::string>> people = {{"R-001", "reviewer"},
                                                                   {"R-002", "reviewer"},
                                                                   {"T-001", "retoucher"},
                                                                   {"S-001", "supervisor"},
                                                                   {"C-001", "customer_service"}};
  for (const auto& [code, role] : people) {
    ASSERT_TRUE(admin->AddStaff({code, {role}, false, {}}).ok());
  }
}

void StudentWalk::TearDown() {
  std::string text;
  ASSERT_TRUE(Client("S-001")
                  ->ExportAudit([&](const std::string& piece) {
                    text += piece;
                    return absl::OkStatus();
                  })
                  .ok());
  const auto policy = LoadLedgerPolicy(AssetsForTests());
  const auto check = CheckAuditTrail(text, policy->orders, policy->work, policy->queue);
  ASSERT_TRUE(check.ok()) << check.status();
  for (const AuditViolation& broken : check->violations) {
    ADD_FAILURE() << broken.rule << " at event " << broken.sequence << ": " << broken.what;
  }
}

void StudentWalk::StartService() {
  service_.emplace(ChildProcess::Start("zhaojian-service",
                                       {"--data", (folder_.Path() / "data").string(), "--listen",
                                        address_, "--undo-window", "0", "--demo-payment", "--clock",
                                        (folder_.Path() / "clock").string(), "--notice-file",
                                        (folder_.Path() / "notices.jsonl").string()},
                                       folder_.Path() / "log")
                       .value());
  ASSERT_TRUE(Client()->WaitUntilServing(kServing).ok());
}

void StudentWalk::KillService() { service_->Kill(); }

void StudentWalk::SetTime(absl::Time time) {
  now_ = time;
  ASSERT_TRUE(
      WriteFileAtomically(folder_.Path() / "clock", std::to_string(absl::ToUnixSeconds(time)))
          .ok());
}

std::unique_ptr<rpc::ServiceClient> StudentWalk::Client(const std::string& staff) const {
  rpc::ClientOptions options;
  options.address = address_;
  options.staff = staff;
  // The service dies under the calls; they are repeated until it is back.
  options.deadlines.metadata = options.deadlines.claim = options.deadlines.renew =
      options.deadlines.decision = options.deadlines.commit = options.deadlines.upload =
          options.deadlines.asset = absl::Seconds(90);
  options.max_attempts = 10'000;
  options.sleep = [](absl::Duration) { Pause(std::chrono::milliseconds(20)); };
  return rpc::ServiceClient::Create(options).value();
}

void StudentWalk::SetSchool(const std::string& settings) {
  rpc::School school;
  school.code = "DEMO";
  school.settings_json = settings;
  const auto put = Client()->AddSchool(school, true);
  ASSERT_TRUE(put.ok()) << put.status();
}

std::string StudentWalk::Code(const std::string& uid, const std::string& school) {
  CollectionCode code;
  code.uid = uid;
  code.name_masked = "示*例";
  code.id_masked = "4101**********123X";
  code.school = school;
  code.expires = absl::FromCivil(absl::CivilDay(2030, 1, 1), ServiceZone());
  return MakeDemoCode(code, kDemoCodeKey);
}

StatusOr<rpc::Order> StudentWalk::NewOrder(const std::string& last_four) {
  rpc::NewOrder order;
  order.collection_code = Code(RandomUuid());
  order.id_last4 = last_four;
  order.consents = true;
  order.consent_version = "2026-03";
  return Client()->CreateOrder(order, RandomUuid());
}

std::string StudentWalk::Photo(int number) {
  const std::string name = (number < 10 ? "t0" : "t") + std::to_string(number) + ".jpg";
  return ReadFile(AssetsForTests() / "demo" / name, kMaxPhotoBytes).value();
}

StatusOr<rpc::UploadResult> StudentWalk::Upload(const std::string& order, int photo) {
  return Step<StatusOr<rpc::UploadResult>>(
      [&] { return Client()->UploadPhoto(order, Photo(photo), RandomUuid()); });
}

void StudentWalk::HandIn(const std::string& order, int photo) {
  const auto uploaded = Upload(order, photo);
  ASSERT_TRUE(uploaded.ok()) << uploaded.status();
  ASSERT_TRUE(uploaded->has_standard) << uploaded->standard_reason;
  const auto submitted = Step<StatusOr<rpc::Order>>([&] { return Client()->Submit(order); });
  ASSERT_TRUE(submitted.ok()) << submitted.status();
}

rpc::Grant StudentWalk::ClaimReview(const std::string& staff) {
  const auto claim = Step<StatusOr<rpc::ClaimResult>>(
      [&] { return Client(staff)->Claim(rpc::WorkKind::kReview, 1); });
  EXPECT_TRUE(claim.ok()) << claim.status();
  if (!claim.ok() || claim->grants.empty()) {
    ADD_FAILURE() << "nothing to review";
    return {};
  }
  return claim->grants.front();
}

void StudentWalk::Decide(const rpc::Grant& grant, rpc::Verdict verdict, const std::string& reason,
                         const std::string& staff) {
  const auto bundle = Client(staff)->GetReviewBundle(grant.work_item.name, grant.lease.fence);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  rpc::DecisionRequest request;
  request.request_id = RandomUuid();
  request.work_item = grant.work_item.name;
  request.fence = grant.lease.fence;
  request.epoch = grant.work_item.epoch;
  request.verdict = verdict;
  request.seen.photo_sha256 = bundle->photo_sha256;
  if (!reason.empty()) {
    request.reasons.resize(1);
    request.reasons[0].code = reason;
  }
  const auto decision =
      Step<StatusOr<rpc::Decision>>([&] { return Client(staff)->SubmitDecision(request); });
  ASSERT_TRUE(decision.ok()) << decision.status();
}

void StudentWalk::Retouch() {
  const auto client = Client("T-001");
  const auto claim =
      Step<StatusOr<rpc::ClaimResult>>([&] { return client->Claim(rpc::WorkKind::kRetouch, 1); });
  ASSERT_TRUE(claim.ok()) << claim.status();
  ASSERT_EQ(claim->grants.size(), 1U);
  const rpc::Grant& grant = claim->grants.front();
  const auto bundle = client->GetRetouchBundle(grant.work_item.name, grant.lease.fence);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  const std::string id = RandomUuid();
  const auto commit = Step<StatusOr<rpc::CommitResult>>([&] {
    return client->CommitRetouch(grant.work_item.name, grant.lease.fence, grant.work_item.epoch,
                                 bundle->recipe, id);
  });
  ASSERT_TRUE(commit.ok()) << commit.status();
  ASSERT_TRUE(commit->committed) << commit->gate_json;
}

void StudentWalk::PassAndRetouch() {
  Decide(ClaimReview(), rpc::Verdict::kPass);
  Retouch();
}

void StudentWalk::ExpectState(const std::string& order, const std::string& state) {
  const auto client = Client();
  const absl::Time limit = absl::Now() + absl::Seconds(60);
  std::string seen;
  while (seen != state && absl::Now() < limit) {
    const auto now = client->GetOrder(order);
    ASSERT_TRUE(now.ok()) << now.status();
    seen = now->state;
  }
  EXPECT_EQ(seen, state);
}

std::vector<std::string> StudentWalk::Told(const std::string& order) const {
  std::vector<std::string> kinds;
  const auto text = ReadFile(folder_.Path() / "notices.jsonl", 1 << 20);
  if (!text.ok()) return kinds;
  for (size_t at = 0; at < text->size();) {
    const size_t end = text->find('\n', at);
    if (end == std::string::npos) break;
    const auto json = ParseJson(text->substr(at, end - at), "notice");
    if (json.ok() && (*json)["order"] == order) {
      kinds.push_back((*json)["kind"].get<std::string>());
    }
    at = end + 1;
  }
  return kinds;
}

void StudentWalk::AwaitNotice(const std::string& order, const std::string& kind) {
  const absl::Time limit = absl::Now() + absl::Seconds(60);
  while (absl::Now() < limit) {
    const auto told = Told(order);
    if (std::find(told.begin(), told.end(), kind) != told.end()) return;
  }
  ADD_FAILURE() << "nobody was told " << kind;
}

std::vector<std::string> StudentWalk::Deliver() {
  std::vector<std::string> names;
  const Status status = Step<Status>([&] {
    return Client("S-001")->ExportDeliveries("DEMO", [&](const rpc::DeliveredFile& file) {
      names.push_back(file.file_name);
      return absl::OkStatus();
    });
  });
  EXPECT_TRUE(status.ok()) << status;
  return names;
}

}  // namespace zhaojian::testing
