// SPDX-License-Identifier: Apache-2.0
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
#include "core/ledger/audit.h"
#include "core/rpc/client.h"
#include "tests/e2e/demo_service.h"
#include "tests/support/service_process.h"

namespace zhaojian {
namespace {

constexpr int kKills = 20;
constexpr int kOrders = 6;
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
    for (int i = 0; i < kOrders; ++i) service_.SubmitOrder();
  }

  testing::ChildProcess StartConsole(const std::string& seed) const {
    return testing::ChildProcess::Start(
               "zj-desk-driver",
               {service_.Address(), "R-001", (service_.Folder() / "console").string(),
                DiaryPath().string(), seed},
               ConsoleLog())
        .value();
  }

  std::filesystem::path DiaryPath() const { return service_.Folder() / "diary"; }
  std::filesystem::path ConsoleLog() const { return service_.Folder() / "console.log"; }

  std::map<std::string, rpc::Decision> Stored() const {
    std::map<std::string, rpc::Decision> stored;
    auto supervisor = service_.Client("S-001");
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
    auto reviewer = service_.Client("R-001");
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

  void ExpectEverythingToldIsStored(const Diary& diary) const;

  testing::DemoService service_;
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
  const auto staged = StagedByRequest(service_.Trail());
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
  EXPECT_TRUE(VerifyAuditExport(service_.Trail()).ok());
  RecordProperty("decisions", static_cast<int>(diary.decisions.size()));
}

}  // namespace
}  // namespace zhaojian
