// SPDX-License-Identifier: Apache-2.0
//
// The console without its window: the review desk, the wire and the journal as the console joins
// them, worked by a hand that decides as soon as a photo may be judged. It is made to be killed.
//
//   zj-desk-driver ADDRESS STAFF FOLDER DIARY SEED   works until it is killed
//   zj-desk-driver ADDRESS STAFF FOLDER DIARY drain  sends what the journal still holds, then ends
//
// DIARY gets one line per thing that the person was told:
//   D <request> <work item> <pass|reject>   a decision key returned
//   U <request>                             undo is about to be asked for
//   Z <request>                             the strip says that it was taken back
//   X <request> <rule>                      the service refused it
//   I <rule>                                the stage was taken over by a notice
#include <chrono>
#include <cstdlib>
#include <memory>
#include <random>
#include <set>

#include "app/desk/review_desk.h"
#include "app/desk/rpc_desk_service.h"
#include "core/base/executor.h"
#include "tests/e2e/driver.h"

namespace zhaojian {
namespace {

using desk::SentDecision;
using desk::StageState;

// What a frame of the console takes.
constexpr std::chrono::milliseconds kFrame(16);
// One in four strokes takes the last decision back.
constexpr int kUndoOneIn = 4;
constexpr char kReason[] = "EYE-01";

class Hand {
 public:
  Hand(const desk::Wiring& wiring, desk::Link* link, const ReasonCatalogue* reasons,
       const Diary& diary, unsigned seed)
      : desk_(wiring, link, reasons), diary_(diary), random_(seed) {
    desk_.Start();
  }

  // True when a key did something.
  bool Frame(bool may_decide) {
    desk_.NoteInput();
    desk_.Tick();
    Report();
    if (!may_decide) return false;
    if (const auto& interruption = desk_.interruption()) {
      diary_.Line("I " + interruption->reason);
      desk_.Continue();
    }
    const auto item = desk_.Current();
    if (item != nullptr) desk_.MarkPresented(item->serial);
    const bool judgeable = item != nullptr && !item->returning;
    if (!judgeable && desk_.stage() != StageState::kEmpty) return false;
    if (!judgeable || random_() % kUndoOneIn == 0) {
      if (Undo()) return true;
      if (!judgeable) return false;
    }
    return Decide(random_() % 2 == 0);
  }

  bool Unanswered() const { return desk_.sender().unanswered() > 0; }

 private:
  bool Decide(bool pass) {
    const bool chosen = !desk_.palette().chosen().empty();
    if (chosen == pass) desk_.ToggleReason(kReason);
    const std::string item = desk_.Current()->grant.work_item;
    if (!(pass ? desk_.Pass() : desk_.Reject())) return false;
    const auto& row = desk_.sender().rows().front();
    diary_.Line("D " + row->decision.request_id + " " + item + (pass ? " pass" : " reject"));
    return true;
  }

  // Only what the service has is taken back: what never left this machine would leave no trace to
  // look for.
  bool Undo() {
    const auto row = desk_.sender().Undoable();
    if (row == nullptr || row->state != SentDecision::State::kStaged) return false;
    diary_.Line("U " + row->decision.request_id);
    return desk_.Undo();
  }

  void Report() {
    for (const auto& row : desk_.sender().rows()) {
      const std::string& request = row->decision.request_id;
      const bool undone = row->state == SentDecision::State::kUndone;
      const bool refused = row->state == SentDecision::State::kRefused;
      if ((!undone && !refused) || !reported_.insert(request).second) continue;
      diary_.Line(undone ? "Z " + request : "X " + request + " " + ReasonOf(row->error));
    }
  }

  desk::ReviewDesk desk_;
  const Diary& diary_;
  std::mt19937 random_;
  std::set<std::string> reported_;
};

Status Work(const DriverOrder& order, DriverConsole& console) {
  ZJ_ASSIGN_OR_RETURN(const auto journal, desk::OpenDecisionLog(order.folder, order.staff));
  const bool drain = order.seed == "drain";
  Executor calls(1), pictures(2), render(1);
  const desk::Wiring wiring{console.service.get(), journal.get(), &calls, &pictures, &render,
                            &console.main,         &console.clock};
  desk::Link link(&console.clock);
  Hand hand(wiring, &link, &console.reasons, console.diary,
            static_cast<unsigned>(std::atoi(order.seed.c_str())));
  while (!drain || hand.Unanswered()) {
    console.main.Drain();
    if (!hand.Frame(!drain)) console.Wait(kFrame, true);
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) {
  return zhaojian::RunDriver(argc, argv, "zj-desk-driver", zhaojian::Work);
}
