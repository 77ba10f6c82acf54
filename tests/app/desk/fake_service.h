// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "app/desk/background.h"
#include "app/desk/desk_service.h"
#include "core/base/executor.h"
#include "core/domain/reason.h"

namespace zhaojian::desk {

/// A service in memory that keeps the rules the desks rely on: leases with fences, staged decisions
/// with an undo window, the same answer to the same request. Faults are switched on by the test.
class FakeService final : public DeskService {
 public:
  explicit FakeService(const Clock* clock) : clock_(clock) {}

  /// Queues a photo; returns its work item. @param report shown with it.
  std::string AddReview(const Report& report);
  /// Makes a queued photo the one after these decisions; its attempt is the next number.
  void SetPrevious(const std::string& work_item, const std::vector<DecisionRow>& previous);
  /// Queues a retouch with this recipe and original.
  std::string AddRetouch(const std::string& recipe, const std::string& original,
                         const std::vector<ReasonMark>& notes);

  // What a test looks at. Locks for itself.
  std::vector<Decision> Accepted() const;
  std::vector<std::string> Log() const;
  bool IsUndone(const std::string& work_item) const;
  /// Stores a draft as another person or another machine would have.
  void StoreRecipe(const std::string& work_item, const std::string& recipe);
  /// The lease ran out or was given back: whoever asks next gets the item.
  void PutBack(const std::string& work_item);
  /// The draft of a retouch item, or the recipe it began with.
  std::string StoredRecipe(const std::string& work_item) const;

  // Faults, from the test's thread.
  void CutLine(bool cut);
  /// Takes the lease away; the next renewal and any decision learn it.
  void Revoke(const std::string& work_item, LeaseAnswer::Outcome outcome);
  void SetGate(const GateReport& gate, bool accept);
  void AddDecision(const DecisionRow& row);
  /// The receipt of the next submission is lost after the service took it.
  void LoseNextReceipt();
  /// The next call of this name (activate, undo, draft, commit) ends without an answer; all but
  /// activate have been done by then.
  void LoseNext(const std::string& call);

  StatusOr<Person> WhoAmI() override;
  StatusOr<std::vector<Grant>> Claim(WorkKind kind, int max_items) override;
  StatusOr<Grant> Activate(const Grant& grant) override;
  StatusOr<std::vector<LeaseAnswer>> Renew(const std::vector<Grant>& grants,
                                           absl::Duration idle) override;
  Status Release(const Grant& grant, SkipCause cause) override;
  Status Park(const Grant& grant) override;
  StatusOr<ReviewBundle> GetReviewBundle(const Grant& grant) override;
  StatusOr<RetouchBundle> GetRetouchBundle(const Grant& grant) override;
  StatusOr<std::string> ReadPicture(const Grant& grant, PictureKind kind,
                                    const std::string& purpose, int attempt) override;
  StatusOr<std::string> ReadDecisionPicture(const std::string& decision_id,
                                            PictureKind kind) override;
  StatusOr<DecisionReceipt> Submit(const Decision& decision) override;
  Status Undo(const std::string& decision_id, const std::string& request_id) override;
  StatusOr<int64_t> SaveDraft(const Grant& grant, const std::string& recipe,
                              int64_t base_revision) override;
  StatusOr<CommitReceipt> Commit(const Grant& grant, const std::string& recipe,
                                 const std::string& request_id) override;
  Status ReturnToReview(const Grant& grant, const std::vector<ReasonMark>& reasons,
                        const std::string& comment) override;
  StatusOr<QueueCounts> Counts() override;
  StatusOr<std::vector<DecisionRow>> ListDecisions(const DecisionFilter& filter) override;
  StatusOr<std::vector<TrailRow>> Trail(const std::string& decision_id) override;
  Status Overturn(const std::string& decision_id, const std::string& justification) override;

  /// JPEG bytes that every picture call returns; set before use.
  std::string picture;
  /// The same for earlier attempts; empty: they are no longer kept.
  std::string earlier_picture;
  /// Near and past their deadline, as the counters say.
  QueueCounts deadlines;
  Person person{"D-001", true, true, true};
  absl::Duration undo_window = absl::Seconds(10);

 private:
  struct Work {
    WorkKind kind = WorkKind::kReview;
    Report report;
    std::string recipe, original;
    std::vector<ReasonMark> notes;
    std::vector<DecisionRow> previous;
    int64_t fence = 0;
    bool held = false, done = false;
    std::optional<LeaseAnswer::Outcome> revoked;
    int64_t draft_revision = 0;
  };
  Status Line() const;
  Status Lost(const std::string& call);
  Status CheckLease(const std::string& work_item, int64_t fence) const;
  const Clock* clock_;
  mutable std::mutex mutex_;
  bool cut_ = false, lose_receipt_ = false, gate_accepts_ = true;
  GateReport gate_;
  int next_ = 100000;
  std::deque<std::string> order_;
  std::map<std::string, Work> works_;
  std::vector<Decision> accepted_;
  std::map<std::string, DecisionReceipt> receipts_;
  std::set<std::string> undone_, undo_requests_, lose_;
  std::map<std::string, CommitReceipt> commits_;
  std::vector<DecisionRow> rows_;
  std::vector<std::string> log_;
};

/// A journal in memory that can refuse and remembers the order of events.
class FakeLog final : public DecisionLog {
 public:
  Status Append(const Decision& decision) override;
  Status Acknowledge(const std::string& request_id) override;
  std::vector<Decision> Pending() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return pending_;
  }
  mutable std::mutex mutex_;
  std::vector<Decision> pending_;
  bool refuse = false;
  int appended = 0;
};

/// Executors, queue, clock, service and journal together.
struct DeskRig {
  DeskRig();
  ~DeskRig();
  /// Runs what was posted until nothing is under way any more.
  void Settle();
  Wiring wiring();
  ManualClock clock;
  FakeService service;
  FakeLog journal;
  MainQueue main;
  std::unique_ptr<Executor> calls, pictures, render, disk;
};

/// A report with one blocking tilt, one warning and some passing measures.
Report TiltedReport();
/// A report in which everything passes.
Report CleanReport();
/// A 480 x 640 JPEG.
std::string SmallJpeg();
/// The reasons of assets/.
const ReasonCatalogue& TestReasons();

}  // namespace zhaojian::desk
