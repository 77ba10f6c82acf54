// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <unordered_map>

#include "core/base/clock.h"
#include "core/domain/collection_code.h"
#include "core/ledger/sqlite_ledger.h"
#include "tests/support/season_people.h"

// The two offices of a season: the service's ledger, and a plain line of people.
namespace zhaojian::testing {
namespace {

// Timers ring at least so often while something happens; the undo window is 10 s.
constexpr absl::Duration kTimerStep = absl::Seconds(30);

constexpr char kPhoto[] = "stands in for a photo";

class ServiceOffice final : public SeasonOffice {
 public:
  ServiceOffice(const SeasonPlan& plan, bool keep_trail)
      : plan_(plan), keep_trail_(keep_trail), orders_(plan.students.size()) {}

  Status Open(const LedgerPolicy& policy) {
    LedgerOptions options;
    options.policy = policy;
    // These people send no heartbeats; their leases outlast whatever they do.
    for (LeaseClocks* clocks : {&options.policy.clocks.review, &options.policy.clocks.retouch}) {
      clocks->ttl = clocks->max_hold = absl::Hours(8);
    }
    options.clock = &clock_;
    ZJ_ASSIGN_OR_RETURN(ledger_, OpenMemoryLedger(std::move(options)));
    for (const School& school : plan_.schools) {
      ZJ_RETURN_IF_ERROR(ledger_->PutSchool({Meta(kSystemActor), school, true}).status());
    }
    const auto add = [&](char letter, int count, Role role) -> Status {
      for (int i = 1; i <= count; ++i) {
        StaffMember staff;
        const std::string digits = std::to_string(i);
        staff.code = std::string(1, letter) + "-" +
                     std::string(3 - std::min<size_t>(2, digits.size()), '0') + digits;
        staff.roles = {role};
        ZJ_RETURN_IF_ERROR(ledger_->PutStaff({Meta(kSystemActor), staff, true}).status());
      }
      return absl::OkStatus();
    };
    ZJ_RETURN_IF_ERROR(add('S', 1, Role::kSupervisor));
    ZJ_RETURN_IF_ERROR(add('R', plan_.reviewers, Role::kReviewer));
    return add('T', plan_.retouchers, Role::kRetoucher);
  }

  StatusOr<bool> HandIn(int student, bool appeal, absl::Time now) override {
    std::string& order = orders_[static_cast<size_t>(student)];
    if (order.empty()) {
      CreateOrderCommand create;
      create.meta = Meta(kStudentActor);
      CollectionCode code;
      code.uid = "U" + std::to_string(student);
      code.name_masked = "张*三";
      code.id_masked = "4101**********1234";
      code.school = SchoolOf(student).code;
      code.expires = now + absl::Hours(24);
      create.collection_code = MakeDemoCode(code, kDemoCodeKey);
      create.last_four = "1234";
      create.consent = true;
      ZJ_ASSIGN_OR_RETURN(const OrderRow row, ledger_->CreateOrder(create));
      order = row.number;
      students_[order] = student;
    }
    if (appeal) {
      (void)ledger_->OpenCase({Meta(kStudentActor), order, CaseKind::kAppeal, "another look"});
    }
    UploadPhotoCommand upload;
    upload.meta = Meta(kStudentActor);
    upload.order = order;
    ZJ_ASSIGN_OR_RETURN(upload.photo_sha256,
                        ledger_->PutBlob(order, kPhoto + std::to_string(++photos_)));
    upload.photo_bytes = sizeof(kPhoto);
    upload.mime = "image/jpeg";
    upload.width = 3000;
    upload.height = 4000;
    upload.profile = "cn.chsi.graduate.2017-99";
    upload.report_json = "{}";
    upload.recipe = "recipe";
    const auto uploaded = ledger_->UploadPhoto(upload);
    // The school's window closed while the student was away.
    if (absl::IsFailedPrecondition(uploaded.status())) return false;
    ZJ_RETURN_IF_ERROR(uploaded.status());
    ZJ_RETURN_IF_ERROR(ledger_->Submit({Meta(kStudentActor), order, ""}).status());
    return true;
  }

  Status AskRedo(int student, absl::Time) override {
    return ledger_->RequestRedo({Meta(kStudentActor), Order(student), "the collar"}).status();
  }

  Status Accept(int student, absl::Time) override {
    ZJ_ASSIGN_OR_RETURN(const OrderRow order, ledger_->GetOrder(Order(student)));
    return ledger_->Confirm({Meta(kStudentActor), order.number, order.output_sha256}).status();
  }

  StatusOr<std::optional<SeasonJob>> Claim(const std::string& person, WorkKind kind,
                                           absl::Time) override {
    ClaimCommand claim;
    claim.meta = Meta(person);
    claim.kinds = {kind};
    ZJ_ASSIGN_OR_RETURN(const ClaimResult result, ledger_->Claim(claim));
    if (result.grants.empty()) return std::optional<SeasonJob>();
    const WorkItemRow& item = result.grants.front().item;
    return std::optional<SeasonJob>(SeasonJob{students_.at(item.order), item.attempt, item.kind,
                                              item.work_class, item.created, item.due, item.id,
                                              item.fence, item.epoch});
  }

  Status Finish(const std::string& person, const SeasonJob& job, SeasonVerdict verdict,
                absl::Time) override {
    const std::string& order = Order(job.student);
    ZJ_ASSIGN_OR_RETURN(const AttemptRow attempt, ledger_->GetAttempt(order, job.attempt));
    switch (verdict) {
      case SeasonVerdict::kPass:
      case SeasonVerdict::kReject: {
        StageDecisionCommand decide;
        decide.meta = Meta(person);
        decide.item = job.item;
        decide.fence = job.fence;
        decide.epoch = job.epoch;
        decide.seen.photo_sha256 = attempt.photo_sha256;
        decide.verdict = DecisionVerdict::kPass;
        if (verdict == SeasonVerdict::kReject) {
          decide.verdict = DecisionVerdict::kReject;
          decide.reasons.push_back({"EYE-01", "", {}, {}});
        }
        return ledger_->StageDecision(decide).status();
      }
      case SeasonVerdict::kReturn: {
        ReturnToReviewCommand back;
        back.meta = Meta(person);
        back.item = job.item;
        back.fence = job.fence;
        back.reasons.push_back({"EYE-01", "", {}, {}});
        return ledger_->ReturnToReview(back).status();
      }
      case SeasonVerdict::kCommit:
        break;
    }
    CommitRetouchCommand commit;
    commit.meta = Meta(person);
    commit.item = job.item;
    commit.fence = job.fence;
    commit.epoch = job.epoch;
    commit.source_sha256 = attempt.photo_sha256;
    ZJ_ASSIGN_OR_RETURN(commit.output_sha256,
                        ledger_->PutBlob(order, "finished " + std::to_string(job.item)));
    commit.output_bytes = 30000;
    commit.recipe = "recipe";
    commit.engine = "season";
    commit.gate_json = "{}";
    commit.gate_green = true;
    return ledger_->CommitRetouch(commit).status();
  }

  Status Pass(absl::Time now) override {
    clock_.Set(now);
    if (now - ticked_ < kTimerStep) return absl::OkStatus();
    ticked_ = now;
    return ledger_->Tick().status();
  }

  Status Close(SeasonOutcome& outcome) override {
    AuditFilter filter;
    filter.action = "queue.switch";
    filter.limit = 1000;
    ZJ_ASSIGN_OR_RETURN(const auto switches, ledger_->ListAudit(filter));
    outcome.switches = static_cast<int>(switches.size());
    if (!keep_trail_) return absl::OkStatus();
    ZJ_RETURN_IF_ERROR(
        ledger_->ExportAudit(Meta(kSystemActor), [&](const std::string& piece) -> Status {
          outcome.trail += piece;
          return absl::OkStatus();
        }));
    ZJ_ASSIGN_OR_RETURN(outcome.state_hash, ledger_->StateHash());
    return absl::OkStatus();
  }

 private:
  RequestMeta Meta(const std::string& actor) { return {actor, std::to_string(++requests_)}; }
  const School& SchoolOf(int student) const {
    return plan_.schools[static_cast<size_t>(plan_.students[static_cast<size_t>(student)].school)];
  }
  const std::string& Order(int student) const { return orders_[static_cast<size_t>(student)]; }

  const SeasonPlan& plan_;
  const bool keep_trail_;
  ManualClock clock_{absl::UnixEpoch()};
  absl::Time ticked_ = absl::UnixEpoch();
  std::unique_ptr<Ledger> ledger_;
  std::vector<std::string> orders_;
  std::unordered_map<std::string, int> students_;
  int64_t requests_ = 0;
  int64_t photos_ = 0;
};

// First come, first served: what the systems studied do (review queue reference §6).
class FirstComeOffice final : public SeasonOffice {
 public:
  FirstComeOffice(const SeasonPlan& plan, const LedgerPolicy& policy)
      : plan_(plan), policy_(policy), students_(plan.students.size()) {}

  StatusOr<bool> HandIn(int student, bool appeal, absl::Time now) override {
    Student& state = students_[static_cast<size_t>(student)];
    const auto& closes = SchoolOf(student).closes;
    if (closes && now >= *closes) return false;
    state.appeal = state.appeal || appeal;
    ++state.attempt;
    Enqueue(student, WorkKind::kReview, now);
    return true;
  }

  Status AskRedo(int student, absl::Time now) override {
    students_[static_cast<size_t>(student)].again = true;
    Enqueue(student, WorkKind::kRetouch, now);
    return absl::OkStatus();
  }

  Status Accept(int, absl::Time) override { return absl::OkStatus(); }

  StatusOr<std::optional<SeasonJob>> Claim(const std::string& person, WorkKind kind,
                                           absl::Time now) override {
    auto& line = lines_[kind];
    for (auto job = line.begin(); job != line.end() && job->created <= now; ++job) {
      // The rule of four eyes holds here too, so that both offices meet the same people.
      if (kind == WorkKind::kReview &&
          students_[static_cast<size_t>(job->student)].judge == person) {
        continue;
      }
      const SeasonJob taken = *job;
      line.erase(job);
      return std::optional<SeasonJob>(taken);
    }
    return std::optional<SeasonJob>();
  }

  Status Finish(const std::string& person, const SeasonJob& job, SeasonVerdict verdict,
                absl::Time now) override {
    Student& state = students_[static_cast<size_t>(job.student)];
    if (verdict == SeasonVerdict::kPass) {
      state.judge = person;
      Enqueue(job.student, WorkKind::kRetouch, now + policy_.clocks.undo_window);
    } else if (verdict == SeasonVerdict::kReject) {
      state.again = true;
      state.judge.clear();
    } else if (verdict == SeasonVerdict::kReturn) {
      const bool before = state.again;
      state.again = true;
      Enqueue(job.student, WorkKind::kReview, now);
      state.again = before;
    }
    return absl::OkStatus();
  }

  Status Pass(absl::Time) override { return absl::OkStatus(); }
  Status Close(SeasonOutcome&) override { return absl::OkStatus(); }

 private:
  struct Student {
    int attempt = 0;
    bool again = false;
    bool appeal = false;
    std::string judge;
  };

  const School& SchoolOf(int student) const {
    return plan_.schools[static_cast<size_t>(plan_.students[static_cast<size_t>(student)].school)];
  }

  void Enqueue(int student, WorkKind kind, absl::Time now) {
    const Student& state = students_[static_cast<size_t>(student)];
    ClassFacts facts;
    facts.contested = state.appeal;
    facts.again = state.again;
    facts.window_closes = SchoolOf(student).closes;
    SeasonJob job;
    job.student = student;
    job.attempt = state.attempt;
    job.kind = kind;
    job.created = now;
    job.work_class = ClassOf(policy_.queue, policy_.calendar, facts, now);
    const DueKind stage = kind == WorkKind::kRetouch ? DueKind::kRetouch : DueKind::kReview;
    job.due = DueOfClass(policy_.queue, policy_.calendar, job.work_class, facts, now,
                         policy_.calendar.Due(now, stage, false).budget);
    lines_[kind].push_back(job);
  }

  const SeasonPlan& plan_;
  const LedgerPolicy& policy_;
  std::vector<Student> students_;
  std::map<WorkKind, std::deque<SeasonJob>> lines_;
};

}  // namespace

StatusOr<std::unique_ptr<SeasonOffice>> OpenServiceOffice(const SeasonPlan& plan,
                                                          const LedgerPolicy& policy,
                                                          bool keep_trail) {
  auto office = std::make_unique<ServiceOffice>(plan, keep_trail);
  ZJ_RETURN_IF_ERROR(office->Open(policy));
  return std::unique_ptr<SeasonOffice>(std::move(office));
}

StatusOr<SeasonOutcome> RunThroughService(const SeasonOptions& options, const LedgerPolicy& policy,
                                          bool keep_trail) {
  const SeasonPlan plan = PlanSeason(options, policy);
  ZJ_ASSIGN_OR_RETURN(const auto office, OpenServiceOffice(plan, policy, keep_trail));
  return LiveSeason(plan, policy, *office);
}

StatusOr<SeasonOutcome> RunFirstCome(const SeasonOptions& options, const LedgerPolicy& policy) {
  const SeasonPlan plan = PlanSeason(options, policy);
  FirstComeOffice office(plan, policy);
  return LiveSeason(plan, policy, office);
}

}  // namespace zhaojian::testing
