// SPDX-License-Identifier: Apache-2.0
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <sstream>

#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/domain/collection_code.h"
#include "core/imaging/photo.h"
#include "core/ledger/audit.h"
#include "core/rpc/client.h"
#include "tests/support/service_process.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

constexpr int kKills = 20;
constexpr int kOrders = 6;
constexpr absl::Duration kServing = absl::Seconds(30);
// From before the console has connected to long after its first decisions, on the slowest machine
// too.
constexpr int kLatestKillMicroseconds = 700'000;

struct Told {
  std::string work_item, verdict;
  bool undo_wanted = false, undone = false;
};

// What the person in front of the console was told before it died.
struct Diary {
  std::map<std::string, Told> decisions;
  std::vector<std::string> troubles;
};

Diary ReadDiary(const std::filesystem::path& path) {
  Diary diary;
  std::istringstream lines(ReadFile(path, 1 << 20).value_or(""));
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string what, request, item, verdict;
    words >> what >> request >> item >> verdict;
    if (what == "D") {
      diary.decisions[request].work_item = item;
      diary.decisions[request].verdict = verdict;
    } else if (what == "U") {
      diary.decisions[request].undo_wanted = true;
    } else if (what == "Z") {
      diary.decisions[request].undone = true;
    } else {
      diary.troubles.push_back(line);
    }
  }
  return diary;
}

class KillConsole : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.emplace(TemporaryFolder::Create().value());
    address_ = "unix:" + (folder_->Path() / "s").string();
    service_.emplace(testing::ChildProcess::Start("zhaojian-service",
                                                  {"--data", (folder_->Path() / "data").string(),
                                                   "--listen", address_, "--undo-window", "3600"},
                                                  folder_->Path() / "log")
                         .value());
    auto admin = Client("");
    ASSERT_TRUE(admin->WaitUntilServing(kServing).ok());
    rpc::School school;
    school.code = "DEMO";
    school.name = "示例理工学院";
    school.overtime = true;
    ASSERT_TRUE(admin->AddSchool(school).ok());
    rpc::Staff reviewer;
    reviewer.code = "R-001";
    reviewer.roles = {"reviewer"};
    ASSERT_TRUE(admin->AddStaff(reviewer).ok());
    rpc::Staff supervisor;
    supervisor.code = "S-001";
    supervisor.roles = {"supervisor", "auditor"};
    ASSERT_TRUE(admin->AddStaff(supervisor).ok());
    for (int i = 0; i < kOrders; ++i) SubmitOrder(*admin);
  }

  std::unique_ptr<rpc::ServiceClient> Client(const std::string& staff) const {
    rpc::ClientOptions options;
    options.address = address_;
    options.staff = staff;
    return rpc::ServiceClient::Create(std::move(options)).value();
  }

  void SubmitOrder(rpc::ServiceClient& student) {
    CollectionCode code;
    code.uid = RandomUuid();
    code.name_masked = "示*例";
    code.id_masked = "4101**********1234";
    code.school = "DEMO";
    code.expires = absl::Now() + absl::Hours(24);
    rpc::NewOrder order;
    order.collection_code = MakeDemoCode(code, kDemoCodeKey);
    order.id_last4 = "1234";
    order.consents = true;
    const auto created = student.CreateOrder(order, RandomUuid());
    ASSERT_TRUE(created.ok()) << MessageOf(created.status());
    const auto photo = ReadFile(testing::AssetsForTests() / "demo" / "t01.jpg", kMaxPhotoBytes);
    ASSERT_TRUE(student.UploadPhoto(created->number, *photo, RandomUuid()).ok());
    ASSERT_TRUE(student.Submit(created->number).ok());
  }

  testing::ChildProcess StartConsole(const std::string& seed) const {
    return testing::ChildProcess::Start("zj-desk-driver",
                                        {address_, "R-001", (folder_->Path() / "console").string(),
                                         DiaryPath().string(), seed},
                                        ConsoleLog())
        .value();
  }

  std::filesystem::path DiaryPath() const { return folder_->Path() / "diary"; }
  std::filesystem::path ConsoleLog() const { return folder_->Path() / "console.log"; }

  std::map<std::string, rpc::Decision> Stored() const {
    std::map<std::string, rpc::Decision> stored;
    auto supervisor = Client("S-001");
    rpc::DecisionFilter filter;
    filter.page_size = 1000;
    do {
      const auto page = supervisor->ListDecisions(filter);
      if (!page.ok()) {
        ADD_FAILURE() << MessageOf(page.status());
        break;
      }
      for (const auto& decision : page->decisions) stored[decision.name] = decision;
      filter.page_token = page->next_page_token;
    } while (!filter.page_token.empty());
    return stored;
  }

  // The person takes everything back at another desk, so that the next console has photos again.
  void TakeEverythingBack() {
    auto reviewer = Client("R-001");
    for (const auto& [name, decision] : Stored()) {
      if (decision.status != rpc::DecisionStatus::kStaged) continue;
      const auto undone = reviewer->UndoDecision(name, RandomUuid());
      if (undone.ok()) {
        taken_back_.insert(name);
      } else {
        // The dead console's own undo was still on its way.
        ASSERT_EQ(Stored().at(name).status, rpc::DecisionStatus::kUndone)
            << MessageOf(undone.status());
      }
    }
  }

  std::string Trail() const {
    std::string trail;
    const Status read = Client("S-001")->ExportAudit([&](const std::string& piece) {
      trail += piece;
      return absl::OkStatus();
    });
    EXPECT_TRUE(read.ok()) << MessageOf(read);
    return trail;
  }

  void ExpectEverythingToldIsStored(const Diary& diary) const;

  std::optional<TemporaryFolder> folder_;
  std::optional<testing::ChildProcess> service_;
  std::string address_;
  std::set<std::string> taken_back_;
};

// Request id -> names of the decisions that were staged under it, from the exported trail alone.
std::map<std::string, std::vector<std::string>> StagedByRequest(const std::string& trail) {
  std::map<std::string, std::vector<std::string>> staged;
  std::istringstream lines(trail);
  std::string line;
  while (std::getline(lines, line)) {
    const auto event = ParseJson(line, "trail");
    if (!event.ok() || !event->contains("detail")) continue;
    const Json& detail = event->at("detail");
    if (!detail.contains("verdict") || !detail.contains("decision")) continue;
    staged[event->value("request_id", std::string())].push_back(
        "decisions/" + std::to_string(detail.at("decision").get<int64_t>()));
  }
  return staged;
}

void KillConsole::ExpectEverythingToldIsStored(const Diary& diary) const {
  const auto stored = Stored();
  const auto staged = StagedByRequest(Trail());
  for (const auto& [request, told] : diary.decisions) {
    const auto found = staged.find(request);
    ASSERT_TRUE(found != staged.end()) << "lost: " << request << " " << told.work_item;
    ASSERT_EQ(found->second.size(), 1u) << "stored twice: " << request;
    const std::string& name = found->second.front();
    ASSERT_EQ(stored.count(name), 1u) << name;
    const rpc::Decision& decision = stored.at(name);
    EXPECT_EQ(decision.work_item, told.work_item);
    EXPECT_EQ(decision.verdict,
              told.verdict == "pass" ? rpc::Verdict::kPass : rpc::Verdict::kReject);
    EXPECT_EQ(decision.actor, "R-001");
    const bool undone = decision.status == rpc::DecisionStatus::kUndone;
    EXPECT_TRUE(undone || !told.undone) << name << " was said to be taken back";
    EXPECT_TRUE(!undone || told.undo_wanted || taken_back_.count(name))
        << name << " nobody took it back";
    EXPECT_TRUE(undone || decision.status == rpc::DecisionStatus::kStaged) << name;
  }
}

TEST_F(KillConsole, AtTwentyRandomMomentsLosesNoAcknowledgedDecision) {
  std::mt19937 random(20261124);
  std::uniform_int_distribution<int> microseconds(0, kLatestKillMicroseconds);
  std::mutex mutex;
  std::condition_variable never;
  for (int kill = 0; kill < kKills; ++kill) {
    testing::ChildProcess console = StartConsole(std::to_string(kill));
    {
      std::unique_lock<std::mutex> lock(mutex);
      never.wait_for(lock, std::chrono::microseconds(microseconds(random)));
    }
    console.Kill();
    TakeEverythingBack();
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(StartConsole("drain").Wait(), 0) << ReadFile(ConsoleLog(), 1 << 20).value_or("");
  const Diary diary = ReadDiary(DiaryPath());
  EXPECT_GT(diary.decisions.size(), static_cast<size_t>(kKills))
      << "the console hardly worked; the kills proved nothing";
  EXPECT_THAT(diary.troubles, ::testing::IsEmpty());
  ExpectEverythingToldIsStored(diary);
  EXPECT_TRUE(VerifyAuditExport(Trail()).ok());
  RecordProperty("decisions", static_cast<int>(diary.decisions.size()));
}

}  // namespace
}  // namespace zhaojian
