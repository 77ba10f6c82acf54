// SPDX-License-Identifier: Apache-2.0
#include "app/desk/review_desk.h"

#include <algorithm>
#include <utility>

namespace zhaojian::desk {
namespace {

// The photo is covered after this long without input (visual target, state 12).
constexpr absl::Duration kCoverAfter = absl::Seconds(60);
// A pause this long counts as a break, and one is advised after this much work: HSE guide L26
// advises 5 to 10 minutes after 50 to 60 minutes at a screen.
constexpr absl::Duration kBreak = absl::Minutes(5);
constexpr absl::Duration kAdviseAfter = absl::Minutes(50);
// A withdrawn photo makes room by itself (visual target, state 3).
constexpr absl::Duration kWithdrawnShown = absl::Seconds(1);

}  // namespace

ReviewDesk::ReviewDesk(const Wiring& wiring, Link* link, const ReasonCatalogue* reasons)
    : wiring_(wiring),
      link_(link),
      palette_(reasons),
      feed_(
          wiring, link, [this](const auto& item, auto outcome) { TakeLost(item, outcome); },
          [this](const std::string& work_item) { return sender_.Awaits(work_item); }),
      sender_(
          wiring, link, [this](const auto& row) { TakeRefused(row); },
          [this](const auto& row, const Status& status) { TakeReturned(row, status); }),
      background_(wiring.main),
      last_input_(wiring.clock->Now()),
      working_since_(wiring.clock->Now()) {}

void ReviewDesk::Start() { sender_.Replay(); }

void ReviewDesk::Tick() {
  const absl::Time now = wiring_.clock->Now();
  feed_.Tick(now - last_input_);
  sender_.Tick();
  if (now - last_input_ >= kCoverAfter && Current() != nullptr) covered_ = true;
  const auto notice = interruption();
  const bool withdrawn = notice && notice->kind == Interruption::Kind::kWithdrawn;
  if (withdrawn && now - notice->since >= kWithdrawnShown) Continue();
  ShowFront();
}

bool ReviewDesk::NoteInput() {
  const absl::Time now = wiring_.clock->Now();
  if (now - last_input_ >= kBreak) working_since_ = now;
  const bool timed_out = covered_ && now - last_input_ >= kCoverAfter;
  last_input_ = now;
  if (timed_out) covered_ = false;
  return timed_out;
}

std::optional<Interruption> ReviewDesk::interruption() const {
  if (interruptions_.empty()) return std::nullopt;
  return interruptions_.front();
}

StageState ReviewDesk::stage() const {
  if (!interruptions_.empty()) return StageState::kStopped;
  const auto item = feed_.Front();
  if (item != nullptr) {
    if (item->load == ReviewItem::Load::kReady) return StageState::kReady;
    return item->load == ReviewItem::Load::kFailed ? StageState::kFailed : StageState::kLoading;
  }
  if (link_->failures() > 0) return StageState::kOffline;
  if (!feed_.refusal().ok()) return StageState::kRefused;
  return feed_.queue_empty() ? StageState::kEmpty : StageState::kStarting;
}

std::shared_ptr<ReviewItem> ReviewDesk::Current() const {
  return stage() == StageState::kReady ? feed_.Front() : nullptr;
}

void ReviewDesk::ShowFront() {
  const auto item = Current();
  if (item == nullptr || item->serial == shown_serial_) return;
  shown_serial_ = item->serial;
  palette_.Reset(item->bundle.report.suggestions);
  mode_ = ReviewMode::kDeciding;
  note_.clear();
  draft_text_.clear();
  one_to_one_ = false;
  focused_problem_ = -1;
  compared_ = -1;
  region_.Reset();
  region_code_.clear();
}

void ReviewDesk::MarkPresented(uint64_t serial) {
  const auto item = Current();
  if (item == nullptr || item->serial != serial || item->presented) return;
  item->presented = true;
  item->presented_at = wiring_.clock->Now();
  feed_.Activate(item);
}

bool ReviewDesk::MayDecide() {
  remark_.reset();
  const auto item = Current();
  if (item == nullptr) return false;
  if (covered_ || !item->presented) {
    remark_ = Words{"review.remark.not_presented", {}};
    return false;
  }
  if (item->returning) {
    remark_ = Words{"review.remark.returning", {}};
    return false;
  }
  return true;
}

std::optional<Words> ReviewDesk::WhyNotPass() const {
  if (const Reason* reason = palette_.BlocksPass()) {
    const auto& listed = palette_.listed();
    for (size_t i = 0; i < listed.size(); ++i) {
      if (listed[i].entry == reason) {
        return Words{"review.pass.blocked_digit", {std::to_string(i + 1)}};
      }
    }
    return Words{"review.pass.blocked", {reason->code}};
  }
  return std::nullopt;
}

std::optional<Words> ReviewDesk::WhyNotReject() const {
  if (palette_.chosen().empty()) return Words{"review.reject.needs_reason", {}};
  const auto& marks = palette_.chosen();
  const bool must_shoot = palette_.BlocksPass() != nullptr;
  const bool only_fixable =
      !must_shoot && std::all_of(marks.begin(), marks.end(), [this](const ReasonMark& mark) {
        const Reason* reason = palette_.Find(mark.code);
        return reason != nullptr && reason->disposition == Disposition::kFixable;
      });
  if (only_fixable) return Words{"review.reject.fixable_only", {}};
  return std::nullopt;
}

bool ReviewDesk::Pass() {
  if (!MayDecide()) return false;
  remark_ = WhyNotPass();
  if (remark_) return false;
  return Decide(Choice::kPass, note_);
}

bool ReviewDesk::Reject() {
  if (!MayDecide()) return false;
  if (palette_.chosen().empty()) {
    OpenPalette();
    return false;
  }
  remark_ = WhyNotReject();
  if (remark_) return false;
  return Decide(Choice::kReject, note_);
}

bool ReviewDesk::Escalate() {
  if (!MayDecide()) return false;
  if (draft_text_.empty()) {
    remark_ = Words{"review.escalate.needs_comment", {}};
    return false;
  }
  return Decide(Choice::kEscalate, draft_text_);
}

bool ReviewDesk::Decide(Choice choice, const std::string& comment) {
  const auto item = Current();
  Decision decision;
  decision.work_item = item->grant.work_item;
  decision.order_tail = item->grant.order_tail;
  decision.fence = item->grant.fence;
  decision.epoch = item->grant.epoch;
  decision.choice = choice;
  decision.reasons = palette_.chosen();
  // A free-text reason carries its words itself, so that the rule about its length can see them.
  for (ReasonMark& mark : decision.reasons) {
    if (mark.code == "PROC-04") mark.note = comment;
    for (const CheckLine& line : item->lines) {
      if (line.reason == mark.code && line.number && !mark.measured) mark.measured = line.number;
    }
  }
  decision.comment = comment;
  decision.photo_sha256 = item->bundle.photo_sha256;
  decision.standard_sha256 = item->bundle.standard_sha256;
  decision.profile_version = item->bundle.report.profile_version;
  decision.seen_for = wiring_.clock->Now() - item->presented_at;
  const std::vector<ReasonMark> reasons = decision.reasons;
  const absl::Duration took = decision.seen_for;
  const Status taken = sender_.Take(std::move(decision), item, item->bundle.undo_window);
  if (!taken.ok()) {
    remark_ = Words{"review.remark.disk", {}};
    return false;
  }
  durations_.push_back(took);
  palette_.Remember(reasons);
  feed_.PopFront();
  ShowFront();
  return true;
}

bool ReviewDesk::Skip(SkipCause cause) {
  remark_.reset();
  const auto item = feed_.Front();
  if (!interruptions_.empty() || item == nullptr || item->returning) return false;
  wiring_.calls->Post([service = wiring_.service, grant = item->grant, cause] {
    // An error leaves the lease to run out; the photo is not shown here again either way.
    (void)service->Release(grant, cause);
  });
  feed_.PopFront();
  CloseMode();
  ShowFront();
  return true;
}

bool ReviewDesk::Undo() {
  remark_.reset();
  const DecisionSender::Row row = sender_.Undoable();
  if (row == nullptr) {
    remark_ = Words{"review.remark.nothing_to_undo", {}};
    return false;
  }
  // What was lost is past; a decision that did not count has to be read.
  const auto past = [](const Interruption& notice) {
    return notice.kind == Interruption::Kind::kWithdrawn ||
           notice.kind == Interruption::Kind::kLeaseLost;
  };
  interruptions_.erase(std::remove_if(interruptions_.begin(), interruptions_.end(), past),
                       interruptions_.end());
  row->item->returning = true;
  feed_.PushFront(row->item);
  ShowFront();
  shown_serial_ = row->item->serial;
  palette_.Reset(row->item->bundle.report.suggestions);
  palette_.Restore(row->decision.reasons);
  note_ = row->decision.comment;
  mode_ = ReviewMode::kDeciding;
  if (!durations_.empty()) durations_.pop_back();
  sender_.Undo(row);
  return true;
}

void ReviewDesk::TakeReturned(const DecisionSender::Row& row, const Status& status) {
  row->item->returning = false;
  if (status.ok()) return;
  if (feed_.Front() == row->item) feed_.PopFront();
  interruptions_.push_back({Interruption::Kind::kUndoTooLate, row->decision.order_tail,
                            Decided(row->decision), ReasonOf(status), wiring_.clock->Now()});
}

void ReviewDesk::TakeLost(const std::shared_ptr<ReviewItem>& item, LeaseAnswer::Outcome outcome) {
  // What is taken away before it was shown is nobody's concern; the next one moves up.
  const bool on_stage = feed_.Front() == item && item->presented && interruptions_.empty();
  if (!on_stage) return;
  const bool withdrawn = outcome == LeaseAnswer::Outcome::kWithdrawn;
  interruptions_.push_back(
      {withdrawn ? Interruption::Kind::kWithdrawn : Interruption::Kind::kLeaseLost,
       item->grant.order_tail,
       {},
       withdrawn ? "ATTEMPT_WITHDRAWN" : "LEASE_LOST",
       wiring_.clock->Now()});
  mode_ = ReviewMode::kDeciding;
}

void ReviewDesk::TakeRefused(const DecisionSender::Row& row) {
  if (row->item != nullptr && row->item->returning) {
    row->item->returning = false;
    if (feed_.Front() == row->item) feed_.PopFront();
  }
  interruptions_.push_back({Interruption::Kind::kNotAccepted, row->decision.order_tail,
                            Decided(row->decision), ReasonOf(row->error), wiring_.clock->Now()});
  // The photo behind the notice has to be looked at again before it is judged.
  if (const auto item = feed_.Front()) item->presented = false;
}

std::string ReviewDesk::Decided(const Decision& decision) const {
  std::string text;
  for (const ReasonMark& mark : decision.reasons) text += (text.empty() ? "" : " ") + mark.code;
  return text;
}

void ReviewDesk::Continue() {
  if (!interruptions_.empty()) interruptions_.pop_front();
  feed_.Wake();
  ShowFront();
}

void ReviewDesk::ToggleDigit(int digit) {
  remark_.reset();
  if (mode_ == ReviewMode::kSkip) {
    constexpr int kCauses = 5;
    if (digit >= 1 && digit <= kCauses) Skip(static_cast<SkipCause>(digit - 1));
    return;
  }
  if (Current() == nullptr) return;
  if (mode_ != ReviewMode::kRegion) {
    palette_.ToggleDigit(digit);
  } else if (digit >= 1 && digit <= static_cast<int>(palette_.listed().size())) {
    BindRegion(palette_.listed()[static_cast<size_t>(digit - 1)].entry->code);
  }
}

void ReviewDesk::ToggleReason(const std::string& code) {
  remark_.reset();
  if (Current() == nullptr) return;
  if (mode_ == ReviewMode::kRegion) return BindRegion(code);
  palette_.Toggle(code);
}

void ReviewDesk::OpenPalette() {
  if (Current() == nullptr) return;
  mode_ = ReviewMode::kPalette;
  palette_.OpenSearch();
}

void ReviewDesk::TypeInPalette(const std::string& text) {
  if (mode_ == ReviewMode::kPalette) palette_.Type(text);
}

void ReviewDesk::PaletteBackspace() {
  if (palette_.query().empty()) {
    palette_.DropLast();
  } else {
    palette_.Backspace();
  }
}

void ReviewDesk::OpenSkip() {
  if (feed_.Front() != nullptr && interruptions_.empty()) mode_ = ReviewMode::kSkip;
}

void ReviewDesk::OpenEscalate() {
  if (Current() == nullptr) return;
  mode_ = ReviewMode::kEscalate;
  draft_text_.clear();
}

void ReviewDesk::OpenNote() {
  if (Current() == nullptr) return;
  mode_ = ReviewMode::kNote;
  draft_text_ = note_;
}

void ReviewDesk::SaveNote() {
  note_ = draft_text_;
  CloseMode();
}

Pace ReviewDesk::pace() const {
  Pace pace;
  pace.today = static_cast<int>(durations_.size());
  if (!durations_.empty()) {
    std::vector<absl::Duration> sorted = durations_;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    pace.median = *middle;
  }
  pace.working = wiring_.clock->Now() - working_since_;
  pace.rest_advised = pace.working >= kAdviseAfter;
  return pace;
}

}  // namespace zhaojian::desk
