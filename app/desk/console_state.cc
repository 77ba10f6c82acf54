// SPDX-License-Identifier: Apache-2.0
#include "app/desk/console_state.h"

#include <utility>

namespace zhaojian::desk {
namespace {
// The counters may be this old (review-queue reference V1).
constexpr absl::Duration kCountsEvery = absl::Seconds(2);
}  // namespace

ConsoleState::ConsoleState(const Wiring& wiring, const ReasonCatalogue* reasons, RetouchSetup setup)
    : wiring_(wiring),
      reasons_(reasons),
      setup_(std::move(setup)),
      link_(wiring.clock),
      review_(std::make_unique<ReviewDesk>(wiring, &link_, reasons)),
      retouch_(std::make_unique<RetouchDesk>(wiring, &link_, reasons, setup_)),
      supervisor_(std::make_unique<SupervisorDesk>(wiring, &link_, reasons)),
      background_(wiring.main) {}

void ConsoleState::Tick() {
  if (stopped_) return;
  const absl::Time now = wiring_.clock->Now();
  const bool line_down = now < link_.next_attempt();
  if (!signed_in_) {
    if (!asking_who_ && !line_down && now >= next_who_) AskWho();
    return;
  }
  if (!asking_counts_ && !line_down && now >= next_counts_) AskCounts();
  review_begun_ = review_begun_ || screen_ == Screen::kReview;
  retouch_begun_ = retouch_begun_ || screen_ == Screen::kRetouch;
  // A desk that holds work keeps its leases while another screen is looked at.
  if (review_begun_ && MayOpen(Screen::kReview)) review_->Tick();
  if (retouch_begun_ && MayOpen(Screen::kRetouch)) retouch_->Tick();
  if (screen_ == Screen::kSupervise && MayOpen(Screen::kSupervise)) supervisor_->Tick();
}

void ConsoleState::AskWho() {
  asking_who_ = true;
  const absl::Time begun = wiring_.clock->Now();
  background_.Run(
      wiring_.calls, [service = wiring_.service] { return service->WhoAmI(); },
      [this, begun](StatusOr<Person>& person) {
        asking_who_ = false;
        const absl::Time now = wiring_.clock->Now();
        link_.Note(person.status(), now - begun);
        next_who_ = now + kCountsEvery;
        sign_in_error_ = IsUnreachable(person.status()) ? Status() : person.status();
        if (!person.ok()) return;
        person_ = *std::move(person);
        signed_in_ = true;
        setup_.supervisor = person_.supervisor;
        retouch_ = std::make_unique<RetouchDesk>(wiring_, &link_, reasons_, setup_);
        if (person_.reviewer || person_.supervisor) review_->Start();
        if (!MayOpen(screen_)) {
          for (const Screen other : {Screen::kReview, Screen::kRetouch, Screen::kSupervise}) {
            if (MayOpen(other)) {
              screen_ = other;
              break;
            }
          }
        }
      });
}

void ConsoleState::AskCounts() {
  asking_counts_ = true;
  const absl::Time begun = wiring_.clock->Now();
  background_.Run(
      wiring_.pictures, [service = wiring_.service] { return service->Counts(); },
      [this, begun](StatusOr<QueueCounts>& counts) {
        asking_counts_ = false;
        const absl::Time now = wiring_.clock->Now();
        link_.Note(counts.status(), now - begun);
        next_counts_ = now + kCountsEvery;
        if (counts.ok()) counts_ = *counts;
      });
}

bool ConsoleState::MayOpen(Screen screen) const {
  switch (screen) {
    case Screen::kReview:
      return person_.reviewer || person_.supervisor;
    case Screen::kRetouch:
      return person_.retoucher || person_.supervisor;
    case Screen::kSupervise:
      break;
  }
  return person_.supervisor;
}

void ConsoleState::Show(Screen screen) {
  if (signed_in_ && !MayOpen(screen)) return;
  screen_ = screen;
}

void ConsoleState::ToggleLanguage() {
  language_ = language_ == Language::kChinese ? Language::kEnglish : Language::kChinese;
}

bool ConsoleState::NoteInput() {
  retouch_->NoteInput();
  return review_->NoteInput() && screen_ == Screen::kReview;
}

void ConsoleState::Stop() {
  stopped_ = true;
  review_->Stop();
  retouch_->Stop();
}

}  // namespace zhaojian::desk
