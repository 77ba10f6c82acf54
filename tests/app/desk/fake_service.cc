// SPDX-License-Identifier: Apache-2.0
#include "tests/app/desk/fake_service.h"

#include <algorithm>
#include <future>

#include "core/base/json.h"
#include "core/imaging/encode.h"
#include "tests/support/shared.h"

namespace zhaojian::desk {
namespace {

Measure MakeMeasure(const std::string& id, double value, const std::string& unit, Verdict verdict,
                    Band band, const std::string& reason = {}) {
  Measure measure;
  measure.id = id;
  measure.value = value;
  measure.unit = unit;
  measure.verdict = verdict;
  measure.band = band;
  measure.reason = reason;
  return measure;
}

Status Refuse(const std::string& reason) {
  return MakeError(StatusCode::kAborted, reason, "refused by the test");
}

}  // namespace

std::string FakeService::AddReview(const Report& report) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string name = "work-" + std::to_string(next_++);
  works_[name].report = report;
  order_.push_back(name);
  return name;
}

void FakeService::SetPrevious(const std::string& work_item,
                              const std::vector<DecisionRow>& previous) {
  const std::lock_guard<std::mutex> lock(mutex_);
  works_[work_item].previous = previous;
}

std::string FakeService::AddRetouch(const std::string& recipe, const std::string& original,
                                    const std::vector<ReasonMark>& notes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string name = "work-" + std::to_string(next_++);
  Work& work = works_[name];
  work.kind = WorkKind::kRetouch;
  work.recipe = recipe;
  work.original = original;
  work.notes = notes;
  order_.push_back(name);
  return name;
}

std::vector<Decision> FakeService::Accepted() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return accepted_;
}

std::string FakeService::StoredRecipe(const std::string& work_item) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = works_.find(work_item);
  return found == works_.end() ? std::string() : found->second.recipe;
}

void FakeService::StoreRecipe(const std::string& work_item, const std::string& recipe) {
  const std::lock_guard<std::mutex> lock(mutex_);
  works_[work_item].recipe = recipe;
  ++works_[work_item].draft_revision;
}

void FakeService::PutBack(const std::string& work_item) {
  const std::lock_guard<std::mutex> lock(mutex_);
  works_[work_item].held = false;
  works_[work_item].revoked.reset();
}

std::vector<std::string> FakeService::Log() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return log_;
}

bool FakeService::IsUndone(const std::string& work_item) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return undone_.count(work_item) > 0;
}

void FakeService::CutLine(bool cut) {
  const std::lock_guard<std::mutex> lock(mutex_);
  cut_ = cut;
}

void FakeService::Revoke(const std::string& work_item, LeaseAnswer::Outcome outcome) {
  const std::lock_guard<std::mutex> lock(mutex_);
  works_[work_item].revoked = outcome;
}

void FakeService::SetGate(const GateReport& gate, bool accept) {
  const std::lock_guard<std::mutex> lock(mutex_);
  gate_ = gate;
  gate_accepts_ = accept;
}

void FakeService::AddDecision(const DecisionRow& row) {
  const std::lock_guard<std::mutex> lock(mutex_);
  rows_.push_back(row);
}

void FakeService::LoseNextReceipt() {
  const std::lock_guard<std::mutex> lock(mutex_);
  lose_receipt_ = true;
}

void FakeService::LoseNext(const std::string& call) {
  const std::lock_guard<std::mutex> lock(mutex_);
  lose_.insert(call);
}

Status FakeService::Lost(const std::string& call) {
  if (lose_.erase(call) == 0) return absl::OkStatus();
  return MakeError(StatusCode::kDeadlineExceeded, "SERVICE_UNREACHABLE",
                   "the test lost the answer");
}

Status FakeService::Line() const {
  if (!cut_) return absl::OkStatus();
  return MakeError(StatusCode::kUnavailable, "SERVICE_UNREACHABLE", "the test cut the line");
}

Status FakeService::CheckLease(const std::string& work_item, int64_t fence) const {
  ZJ_RETURN_IF_ERROR(Line());
  const auto it = works_.find(work_item);
  if (it == works_.end()) return Refuse("LEASE_LOST");
  if (it->second.revoked) {
    return Refuse(*it->second.revoked == LeaseAnswer::Outcome::kWithdrawn ? "ATTEMPT_WITHDRAWN"
                                                                          : "LEASE_LOST");
  }
  const bool held = it->second.held && !it->second.done && it->second.fence == fence;
  return held ? Status() : Refuse("LEASE_LOST");
}

StatusOr<Person> FakeService::WhoAmI() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(Line());
  return person;
}

StatusOr<std::vector<Grant>> FakeService::Claim(WorkKind kind, int max_items) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(Line());
  std::vector<Grant> grants;
  for (const std::string& name : order_) {
    Work& work = works_[name];
    if (work.held || work.done || work.kind != kind || static_cast<int>(grants.size()) >= max_items)
      continue;
    work.held = true;
    ++work.fence;
    Grant grant;
    grant.work_item = name;
    grant.kind = kind;
    grant.order_tail = name.substr(5);
    grant.fence = work.fence;
    grant.epoch = 1;
    grant.reserved = true;
    grant.lease_until = clock_->Now() + grant.lease_ttl;
    grant.due = clock_->Now() + absl::Hours(24);
    grants.push_back(grant);
  }
  log_.push_back("claim " + std::to_string(grants.size()));
  return grants;
}

StatusOr<Grant> FakeService::Activate(const Grant& grant) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(CheckLease(grant.work_item, grant.fence));
  ZJ_RETURN_IF_ERROR(Lost("activate"));
  log_.push_back("activate " + grant.work_item);
  Grant active = grant;
  active.reserved = false;
  active.lease_until = clock_->Now() + grant.lease_ttl;
  return active;
}

StatusOr<std::vector<LeaseAnswer>> FakeService::Renew(const std::vector<Grant>& grants,
                                                      absl::Duration idle) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(Line());
  log_.push_back("renew idle " + std::to_string(absl::ToInt64Seconds(idle)));
  std::vector<LeaseAnswer> answers;
  for (const Grant& grant : grants) {
    const Work& work = works_[grant.work_item];
    LeaseAnswer answer{grant.work_item, LeaseAnswer::Outcome::kRenewed,
                       clock_->Now() + grant.lease_ttl};
    if (work.revoked) answer.outcome = *work.revoked;
    answers.push_back(answer);
  }
  return answers;
}

Status FakeService::Release(const Grant& grant, SkipCause cause) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(Line());
  log_.push_back("release " + grant.work_item + " " + std::to_string(static_cast<int>(cause)));
  works_[grant.work_item].held = false;
  works_[grant.work_item].done = cause == SkipCause::kSkip;
  return absl::OkStatus();
}

Status FakeService::Park(const Grant& grant) {
  const std::lock_guard<std::mutex> lock(mutex_);
  log_.push_back("park " + grant.work_item);
  works_[grant.work_item].done = true;
  return Line();
}

StatusOr<ReviewBundle> FakeService::GetReviewBundle(const Grant& grant) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(CheckLease(grant.work_item, grant.fence));
  ReviewBundle bundle;
  bundle.school = "示例理工学院";
  bundle.profile = kDefaultProfile;
  bundle.due = grant.due;
  bundle.photo_sha256 = "sha-" + grant.work_item;
  bundle.report = works_[grant.work_item].report;
  bundle.undo_window = undo_window;
  bundle.previous = works_[grant.work_item].previous;
  for (const DecisionRow& row : bundle.previous) {
    bundle.attempt = std::max(bundle.attempt, row.attempt + 1);
  }
  bundle.crop_scale = 0.5;
  bundle.crop_x = 100;
  bundle.crop_y = 60;
  return bundle;
}

StatusOr<RetouchBundle> FakeService::GetRetouchBundle(const Grant& grant) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(CheckLease(grant.work_item, grant.fence));
  const Work& work = works_[grant.work_item];
  RetouchBundle bundle;
  bundle.school = "示例理工学院";
  bundle.profile = kDefaultProfile;
  bundle.due = grant.due;
  bundle.recipe = work.recipe;
  bundle.notes = work.notes;
  bundle.draft_revision = work.draft_revision;
  return bundle;
}

StatusOr<std::string> FakeService::ReadPicture(const Grant& grant, PictureKind kind,
                                               const std::string& /*purpose*/, int attempt) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(CheckLease(grant.work_item, grant.fence));
  if (attempt > 0) {
    log_.push_back("earlier " + std::to_string(attempt));
    if (!earlier_picture.empty()) return earlier_picture;
    return MakeError(StatusCode::kNotFound, "NOT_FOUND", "the test keeps no earlier photo");
  }
  const Work& work = works_[grant.work_item];
  return kind == PictureKind::kOriginal && !work.original.empty() ? work.original : picture;
}

StatusOr<std::string> FakeService::ReadDecisionPicture(const std::string& decision_id,
                                                       PictureKind /*kind*/) {
  const std::lock_guard<std::mutex> lock(mutex_);
  log_.push_back("audit view " + decision_id);
  return picture;
}

StatusOr<DecisionReceipt> FakeService::Submit(const Decision& decision) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(Line());
  const auto known = receipts_.find(decision.request_id);
  if (known != receipts_.end()) return known->second;
  ZJ_RETURN_IF_ERROR(CheckLease(decision.work_item, decision.fence));
  works_[decision.work_item].done = true;
  accepted_.push_back(decision);
  log_.push_back("decide " + decision.work_item);
  const DecisionReceipt receipt{"decision-" + decision.work_item, clock_->Now() + undo_window};
  receipts_[decision.request_id] = receipt;
  if (lose_receipt_) {
    lose_receipt_ = false;
    return MakeError(StatusCode::kDeadlineExceeded, "SERVICE_UNREACHABLE",
                     "the test lost the answer");
  }
  return receipt;
}

Status FakeService::Undo(const std::string& decision_id, const std::string& request_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(Line());
  if (undo_requests_.count(request_id) > 0) return absl::OkStatus();
  const std::string work_item = decision_id.substr(9);
  for (const auto& [request, receipt] : receipts_) {
    if (receipt.id != decision_id) continue;
    if (clock_->Now() >= receipt.effective) {
      return MakeError(StatusCode::kFailedPrecondition, "UNDO_WINDOW_CLOSED", "too late");
    }
  }
  works_[work_item].done = false;
  undone_.insert(work_item);
  accepted_.erase(std::remove_if(accepted_.begin(), accepted_.end(),
                                 [&](const Decision& d) { return d.work_item == work_item; }),
                  accepted_.end());
  log_.push_back("undo " + work_item);
  undo_requests_.insert(request_id);
  return Lost("undo");
}

StatusOr<int64_t> FakeService::SaveDraft(const Grant& grant, const std::string& recipe,
                                         int64_t base_revision) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(CheckLease(grant.work_item, grant.fence));
  Work& work = works_[grant.work_item];
  if (work.draft_revision != base_revision) {
    return MakeError(StatusCode::kAborted, "ETAG_MISMATCH", "saved elsewhere", "",
                     {{"etag_now", std::to_string(work.draft_revision)}});
  }
  work.recipe = recipe;
  log_.push_back("draft " + std::to_string(work.draft_revision + 1));
  ++work.draft_revision;
  ZJ_RETURN_IF_ERROR(Lost("draft"));
  return work.draft_revision;
}

StatusOr<CommitReceipt> FakeService::Commit(const Grant& grant, const std::string& recipe,
                                            const std::string& request_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto known = commits_.find(request_id);
  if (known != commits_.end()) return known->second;
  ZJ_RETURN_IF_ERROR(CheckLease(grant.work_item, grant.fence));
  CommitReceipt receipt;
  receipt.accepted = gate_accepts_;
  receipt.gate = gate_;
  if (gate_accepts_) {
    works_[grant.work_item].done = true;
    works_[grant.work_item].recipe = recipe;
    log_.push_back("commit " + grant.work_item);
  }
  commits_[request_id] = receipt;
  ZJ_RETURN_IF_ERROR(Lost("commit"));
  return receipt;
}

Status FakeService::ReturnToReview(const Grant& grant, const std::vector<ReasonMark>& reasons,
                                   const std::string& /*comment*/) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(CheckLease(grant.work_item, grant.fence));
  works_[grant.work_item].done = true;
  log_.push_back("return " + grant.work_item + " " + reasons.front().code);
  return absl::OkStatus();
}

StatusOr<QueueCounts> FakeService::Counts() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(Line());
  QueueCounts counts = deadlines;
  for (const auto& [name, work] : works_) {
    if (work.done || work.held) continue;
    (work.kind == WorkKind::kReview ? counts.review_pending : counts.retouch_pending) += 1;
  }
  return counts;
}

StatusOr<std::vector<DecisionRow>> FakeService::ListDecisions(const DecisionFilter& filter) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ZJ_RETURN_IF_ERROR(Line());
  std::vector<DecisionRow> rows;
  for (const DecisionRow& row : rows_) {
    if (row.time >= filter.since) rows.push_back(row);
  }
  return rows;
}

StatusOr<std::vector<TrailRow>> FakeService::Trail(const std::string& decision_id) {
  return std::vector<TrailRow>{{1, clock_->Now(), "system", "submit", ""},
                               {2, clock_->Now(), decision_id, "view", ""}};
}

Status FakeService::Overturn(const std::string& decision_id, const std::string& justification) {
  const std::lock_guard<std::mutex> lock(mutex_);
  log_.push_back("overturn " + decision_id + " " + justification);
  return Line();
}

Status FakeLog::Append(const Decision& decision) {
  if (refuse)
    return MakeError(StatusCode::kUnavailable, "FILE_UNWRITABLE", "the test filled the disk");
  const std::lock_guard<std::mutex> lock(mutex_);
  ++appended;
  pending_.push_back(decision);
  return absl::OkStatus();
}

Status FakeLog::Acknowledge(const std::string& request_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  pending_.erase(std::remove_if(pending_.begin(), pending_.end(),
                                [&](const Decision& d) { return d.request_id == request_id; }),
                 pending_.end());
  return absl::OkStatus();
}

DeskRig::DeskRig()
    : clock(absl::FromCivil(absl::CivilMinute(2026, 3, 12, 10, 0), ServiceZone())),
      service(&clock),
      calls(std::make_unique<Executor>(1)),
      pictures(std::make_unique<Executor>(1)),
      render(std::make_unique<Executor>(1)),
      disk(std::make_unique<Executor>(1)) {
  service.picture = SmallJpeg();
}

DeskRig::~DeskRig() {
  calls.reset();
  pictures.reset();
  render.reset();
  disk.reset();
}

Wiring DeskRig::wiring() {
  return {&service, &journal, calls.get(), pictures.get(), render.get(), &main, &clock, disk.get()};
}

void DeskRig::Settle() {
  // Each executor is a single thread: a marker job comes back after everything posted before it.
  // What the results post in turn is waited for as well, until a round brings nothing.
  for (size_t brought = 1; brought > 0;) {
    for (Executor* executor : {calls.get(), pictures.get(), render.get(), disk.get()}) {
      std::promise<void> reached;
      executor->Post([&reached] { reached.set_value(); });
      reached.get_future().wait();
    }
    brought = main.Drain();
  }
}

Report CleanReport() {
  Report report;
  report.sha256 = std::string(64, 'a');
  report.profile = kDefaultProfile;
  report.size = {1400, 1800};
  report.faces = 1;
  report.measures = {
      MakeMeasure("geometry.hair_top", 76, "px", Verdict::kOk, {50, 110, {}, {}}),
      MakeMeasure("geometry.eye_line", 255, "px", Verdict::kOk, {200, 300, {}, {}}),
      MakeMeasure("geometry.face_width", 224, "px", Verdict::kOk, {180, 300, {}, {}}),
      MakeMeasure("pose.yaw", 3.6, "deg", Verdict::kOk, {-5, 5, -10, 10})};
  return report;
}

Report TiltedReport() {
  Report report = CleanReport();
  report.measures.push_back(
      MakeMeasure("light.evenness", 9.7, "level", Verdict::kWarn, {{}, 8, {}, 12}, "LIGHT-01"));
  Measure roll =
      MakeMeasure("pose.roll", 11.4, "deg", Verdict::kBlock, {-5, 5, -10, 10}, "POSE-03");
  roll.evidence.push_back({Evidence::Kind::kLine, {{500, 600}, {740, 552}}, ""});
  report.measures.push_back(roll);
  report.suggestions = {"POSE-03", "LIGHT-01"};
  return report;
}

std::string SmallJpeg() {
  static const std::string bytes = [] {
    cv::Mat image(640, 480, CV_8UC3, cv::Scalar(255, 197, 100));
    for (int y = 200; y < 400; ++y) {
      for (int x = 150; x < 330; ++x) image.at<cv::Vec3b>(y, x) = cv::Vec3b(120, 150, 200);
    }
    return EncodeJpeg(image, 85, 300).value();
  }();
  return bytes;
}

const ReasonCatalogue& TestReasons() {
  static const ReasonCatalogue reasons = [] {
    const auto json = ReadJsonFile(testing::AssetsForTests() / "reasons" / "reasons.json");
    return ReasonCatalogue::FromJson(json.value()).value();
  }();
  return reasons;
}

}  // namespace zhaojian::desk
