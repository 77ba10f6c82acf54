// SPDX-License-Identifier: Apache-2.0
#include "app/desk/step_keeper.h"

#include <algorithm>
#include <utility>

namespace zhaojian::desk {
namespace {

bool SameInFull(const Operation& a, const Operation& b) {
  return a.time == b.time && SameStep(a, b);
}

/// How `after` is written behind `before`: what stays, and what follows.
struct Change {
  size_t keep = 0;
  std::vector<Operation> added;
};

Change ChangeOf(const std::vector<Operation>& before, const std::vector<Operation>& after) {
  const auto parted =
      std::mismatch(after.begin(), after.end(), before.begin(), before.end(), SameInFull);
  return {static_cast<size_t>(parted.first - after.begin()), {parted.first, after.end()}};
}

}  // namespace

StepKeeper::StepKeeper(const Wiring& wiring, std::filesystem::path folder)
    : disk_(folder.empty() ? nullptr : wiring.disk),
      clock_(wiring.clock),
      folder_(std::move(folder)),
      main_(wiring.main) {
  if (disk_ == nullptr) return;
  disk_->Post([path = folder_, now = clock_->Now()] { StepJournal::Sweep(path, now); });
}

void StepKeeper::Open(const StepOpening& opening, const AcceptSteps& accept,
                      std::function<void(StepsFound&)> then) {
  Close(false);
  slot_ = std::make_shared<Slot>();
  background_ = std::make_unique<Background>(main_);
  background_->Run(
      disk_,
      [slot = slot_, folder = folder_, opening, accept, now = clock_->Now()] {
        StepsFound found;
        slot->journal = StepJournal::Open(folder, opening, now, accept, found);
        return found;
      },
      std::move(then));
}

void StepKeeper::Begin(const RetouchSession& session, bool back) {
  if (slot_ == nullptr) return;
  written_ = {session.recipe().operations, session.recipe().cursor};
  snapshots_ = session.snapshots_taken();
  revision_ = session.steps_revision();
  // What was brought back stands in the new file as its first change.
  serial_ = safe_ = back ? 1 : 0;
}

void StepKeeper::Note(const RetouchSession& session) {
  const bool same =
      revision_ == session.steps_revision() && snapshots_ == session.snapshots_taken();
  if (slot_ == nullptr || same) return;
  revision_ = session.steps_revision();
  const Recipe& recipe = session.recipe();
  std::vector<std::string> lines;
  // A kept state may be older than the one that stands now: going back to a kept state keeps the
  // present one first.
  const size_t taken = std::min(session.snapshots_taken() - snapshots_, session.snapshots().size());
  for (auto kept = session.snapshots().end() - static_cast<std::ptrdiff_t>(taken);
       kept != session.snapshots().end(); ++kept) {
    const Change change = ChangeOf(written_.operations, kept->operations);
    lines.push_back(SnapshotLine(change.keep, change.added, kept->cursor));
  }
  snapshots_ = session.snapshots_taken();
  Change change = ChangeOf(written_.operations, recipe.operations);
  if (!change.added.empty() || change.keep != written_.operations.size() ||
      recipe.cursor != written_.cursor) {
    lines.push_back(StateLine(++serial_, change.keep, change.added, recipe.cursor));
    written_.operations.resize(change.keep);
    std::move(change.added.begin(), change.added.end(), std::back_inserter(written_.operations));
    written_.cursor = recipe.cursor;
  }
  if (!lines.empty()) Write(std::move(lines));
}

void StepKeeper::Saved(int64_t revision, int64_t serial) {
  if (slot_ != nullptr) Write({SavedLine(revision, serial)});
}

void StepKeeper::Write(std::vector<std::string> lines) {
  background_->Run(
      disk_, [slot = slot_, lines = std::move(lines)] { return slot->journal->Append(lines); },
      [this, serial = serial_](Status& status) {
        error_ = status;
        if (status.ok()) safe_ = std::max(safe_, serial);
      });
}

void StepKeeper::Close(bool settled) {
  if (slot_ == nullptr) return;
  const auto remove = Leave();
  if (settled) remove();
}

std::function<void()> StepKeeper::Leave() {
  if (slot_ == nullptr) return [] {};
  background_.reset();
  written_ = {};
  serial_ = safe_ = 0;
  error_ = absl::OkStatus();
  return [disk = disk_, slot = std::exchange(slot_, nullptr)] {
    disk->Post([slot] {
      if (slot->journal != nullptr) slot->journal->Delete();
    });
  };
}

}  // namespace zhaojian::desk
