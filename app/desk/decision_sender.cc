// SPDX-License-Identifier: Apache-2.0
#include "app/desk/decision_sender.h"

#include <algorithm>
#include <utility>

#include "core/base/crypto.h"
#include "core/base/log.h"

namespace zhaojian::desk {
namespace {
// The strip of the visual target shows ten; deeper undo is the supervisor's overturn.
constexpr size_t kRows = 10;
}  // namespace

DecisionSender::DecisionSender(const Wiring& wiring, Link* link,
                               std::function<void(const Row&)> on_refused,
                               std::function<void(const Row&, const Status&)> on_returned)
    : wiring_(wiring),
      link_(link),
      on_refused_(std::move(on_refused)),
      on_returned_(std::move(on_returned)),
      background_(wiring.main) {}

void DecisionSender::Replay() {
  for (Decision& decision : wiring_.journal->Pending()) {
    auto row = std::make_shared<SentDecision>();
    row->decision = std::move(decision);
    row->attempted = true;
    outbox_.push_back(row);
    rows_.push_front(row);
  }
  while (rows_.size() > kRows) rows_.pop_back();
  SendFirst();
}

Status DecisionSender::Take(Decision decision, std::shared_ptr<ReviewItem> item,
                            absl::Duration window) {
  decision.request_id = RandomUuid();
  decision.time = wiring_.clock->Now();
  ZJ_RETURN_IF_ERROR(wiring_.journal->Append(decision));
  auto row = std::make_shared<SentDecision>();
  row->decision = std::move(decision);
  row->item = std::move(item);
  row->window = window;
  row->effective = row->decision.time + window;
  rows_.push_front(row);
  if (rows_.size() > kRows) rows_.pop_back();
  outbox_.push_back(row);
  SendFirst();
  return absl::OkStatus();
}

void DecisionSender::SendFirst() {
  if (in_flight_ || outbox_.empty() || wiring_.clock->Now() < link_->next_attempt()) return;
  const Row row = outbox_.front();
  row->state = SentDecision::State::kSending;
  row->attempted = true;
  in_flight_ = true;
  const absl::Time begun = wiring_.clock->Now();
  background_.Run(
      wiring_.calls,
      [service = wiring_.service, decision = row->decision] { return service->Submit(decision); },
      [this, row, begun](StatusOr<DecisionReceipt>& receipt) {
        in_flight_ = false;
        link_->Note(receipt.status(), wiring_.clock->Now() - begun);
        TakeReceipt(row, receipt);
        SendFirst();
      });
}

void DecisionSender::TakeReceipt(const Row& row, StatusOr<DecisionReceipt>& receipt) {
  if (!IsFinal(receipt.status())) {
    // Stays first in the outbox; the order of the keys is kept. A fault of the service waits like a
    // cut.
    if (!IsUnreachable(receipt.status())) {
      link_->Note(absl::UnavailableError("service fault"), absl::ZeroDuration());
    }
    row->state = SentDecision::State::kWaiting;
    return;
  }
  outbox_.pop_front();
  // Off the frame thread, because it waits for the disk. Lost in a crash it costs one replay, which
  // the service answers as before.
  wiring_.calls->Post([journal = wiring_.journal, request = row->decision.request_id] {
    const Status dropped = journal->Acknowledge(request);
    if (!dropped.ok()) Log(LogLevel::kWarning, "journal", "error=" + MessageOf(dropped));
  });
  if (!receipt.ok()) {
    row->state = SentDecision::State::kRefused;
    row->error = receipt.status();
    on_refused_(row);
    return;
  }
  row->state = SentDecision::State::kStaged;
  row->id = receipt->id;
  row->effective = receipt->effective;
  if (row->undo_wanted) SendUndo(row);
}

void DecisionSender::Tick() {
  SendFirst();
  const absl::Time now = wiring_.clock->Now();
  for (const Row& row : undos_) {
    if (!row->undo_in_flight && now >= link_->next_attempt()) SendUndo(row);
  }
  for (const Row& row : rows_) {
    const bool closed = row->state == SentDecision::State::kStaged && now >= row->effective;
    if (closed && !row->undo_wanted) row->state = SentDecision::State::kEffective;
  }
}

DecisionSender::Row DecisionSender::Undoable() const {
  const absl::Time now = wiring_.clock->Now();
  for (const Row& row : rows_) {
    const bool open = row->state == SentDecision::State::kStaged ||
                      row->state == SentDecision::State::kSending ||
                      row->state == SentDecision::State::kWaiting;
    // A decision that is still here has no running window; it may always be taken back.
    const bool in_time = row->state != SentDecision::State::kStaged || now < row->effective;
    if (open && in_time && !row->undo_wanted && row->item != nullptr) return row;
  }
  return nullptr;
}

bool DecisionSender::Awaits(const std::string& work_item) const {
  return std::any_of(outbox_.begin(), outbox_.end(),
                     [&work_item](const Row& row) { return row->decision.work_item == work_item; });
}

int DecisionSender::undoable_count() const {
  const absl::Time now = wiring_.clock->Now();
  return static_cast<int>(std::count_if(rows_.begin(), rows_.end(), [now](const Row& row) {
    const bool staged = row->state == SentDecision::State::kStaged && now < row->effective;
    const bool here =
        row->state == SentDecision::State::kWaiting || row->state == SentDecision::State::kSending;
    return (staged || here) && !row->undo_wanted && row->item != nullptr;
  }));
}

void DecisionSender::Undo(const Row& row) {
  row->undo_wanted = true;
  if (row->state == SentDecision::State::kStaged) {
    SendUndo(row);
    return;
  }
  if (row->attempted) return;  // Its answer decides; TakeReceipt goes on.
  outbox_.erase(std::remove(outbox_.begin(), outbox_.end(), row), outbox_.end());
  // Waited for: a replay would send what the person has just taken back.
  const Status dropped = wiring_.journal->Acknowledge(row->decision.request_id);
  if (!dropped.ok()) Log(LogLevel::kWarning, "journal", "error=" + MessageOf(dropped));
  row->state = SentDecision::State::kUndone;
  on_returned_(row, absl::OkStatus());
}

void DecisionSender::SendUndo(const Row& row) {
  if (row->undo_request.empty()) {
    row->undo_request = RandomUuid();
    undos_.push_back(row);
  }
  row->undo_in_flight = true;
  background_.Run(
      wiring_.calls,
      [service = wiring_.service, id = row->id, request = row->undo_request] {
        return service->Undo(id, request);
      },
      [this, row](Status& status) { TakeUndone(row, status); });
}

void DecisionSender::TakeUndone(const Row& row, const Status& status) {
  row->undo_in_flight = false;
  if (!IsFinal(status)) {
    // It may have been taken back already, so nothing is said until the service has answered.
    link_->Note(absl::UnavailableError("undo unanswered"), absl::ZeroDuration());
    return;
  }
  link_->Note(status, absl::ZeroDuration());
  undos_.erase(std::remove(undos_.begin(), undos_.end(), row), undos_.end());
  row->state = status.ok() ? SentDecision::State::kUndone : SentDecision::State::kEffective;
  row->undo_wanted = false;
  on_returned_(row, status);
}

}  // namespace zhaojian::desk
