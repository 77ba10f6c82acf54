// SPDX-License-Identifier: Apache-2.0
#include "tests/support/season_people.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <queue>
#include <random>
#include <set>

#include "core/base/clock.h"

namespace zhaojian::testing {
namespace {

// Review queue reference §0.9 and §6: 12 s a review, 90 s a retouch, 15 % rejected, 75 % of 8 hours
// spent on items. The other shares are guesses that give each rule something to do.
constexpr double kReviewSeconds = 12;
constexpr double kRetouchSeconds = 90;
constexpr double kRejected = 0.15;
constexpr double kAppealed = 0.3;
constexpr double kReturned = 0.02;
constexpr double kRedone = 0.03;
constexpr double kUtilisation = 0.75;
constexpr double kDaySeconds = 8 * 3600;
// Spread of the service time: a log-normal, cut where nobody would look any longer.
constexpr double kSigma = 0.6;
constexpr double kLongestOfMean = 6;
constexpr int kMostAttempts = 3;
// One school in so many closes its window in the middle of the season; together 3 % of the volume.
constexpr int kDeadlineSchools = 2;
constexpr double kDeadlineShare = 0.03;
constexpr double kBurstShare = 0.25;
// Whoever found nothing looks again so much later.
constexpr absl::Duration kLookAgain = absl::Minutes(2);
// Everybody goes home after so much open time in which nobody found anything and no student will
// come: longer than a redo waits for its retoucher (30 min) or a decision can be undone (10 s).
constexpr absl::Duration kGoHome = absl::Hours(2);

absl::Time At(absl::CivilDay day, double hours) {
  return absl::FromCivil(absl::CivilSecond(day), ServiceZone()) +
         absl::Milliseconds(std::llround(hours * 3.6e6));
}

// A number from 0 to 1 that belongs to these facts and to nothing else.
double Draw(uint64_t seed, int student, int attempt, int what) {
  std::mt19937_64 random(seed * 1000003 + static_cast<uint64_t>(student) * 8191 +
                         static_cast<uint64_t>(attempt) * 131 + static_cast<uint64_t>(what));
  random.discard(2);
  return std::uniform_real_distribution<double>(0, 1)(random);
}

double Normal(uint64_t seed, int student, int attempt, int what) {
  const double u = std::max(1e-12, Draw(seed, student, attempt, what));
  const double v = Draw(seed, student, attempt, what + 1);
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * v);
}

std::vector<absl::CivilDay> WorkDays(const WorkCalendar& calendar, int count) {
  std::vector<absl::CivilDay> days;
  for (absl::CivilDay day(2026, 3, 9); static_cast<int>(days.size()) < count; ++day) {
    if (calendar.IsWorkDay(day, false)) days.push_back(day);
  }
  return days;
}

absl::Time SeasonStart() { return At(absl::CivilDay(2026, 3, 9), 0); }

std::string PersonCode(char role, int number) {
  std::string digits = std::to_string(number);
  return std::string(1, role) + "-" + std::string(3 - std::min<size_t>(2, digits.size()), '0') +
         digits;
}

struct Person {
  std::string code;
  WorkKind kind = WorkKind::kReview;
  std::optional<SeasonJob> job;
};

enum class What { kArrive, kComeBack, kRedo, kAccept, kFree };

struct Event {
  absl::Time time;
  int64_t number = 0;
  What what = What::kArrive;
  /// Student, or person for kFree.
  int who = 0;
  bool operator>(const Event& other) const {
    return std::tie(time, number) > std::tie(other.time, other.number);
  }
};

class Life {
 public:
  Life(const SeasonPlan& plan, const LedgerPolicy& policy, SeasonOffice& office)
      : plan_(plan), policy_(policy), office_(office) {}

  StatusOr<SeasonOutcome> Run() {
    const std::clock_t begin = std::clock();
    const size_t count = plan_.students.size();
    rejections_.resize(count);
    redone_.resize(count);
    retoucher_.resize(count);
    judges_.resize(count);
    last_work_ = absl::InfinitePast();
    for (size_t i = 0; i < count; ++i) {
      Push(plan_.students[i].arrives, What::kArrive, static_cast<int>(i));
    }
    for (int i = 1; i <= plan_.reviewers + plan_.retouchers; ++i) {
      const bool review = i <= plan_.reviewers;
      people_.push_back({PersonCode(review ? 'R' : 'T', review ? i : i - plan_.reviewers),
                         review ? WorkKind::kReview : WorkKind::kRetouch, std::nullopt});
      Push(SeasonStart(), What::kFree, i - 1);
    }
    last_work_ = events_.top().time;
    while (!events_.empty() && !AllDone(events_.top().time)) {
      const Event event = events_.top();
      events_.pop();
      if (event.what != What::kFree) --students_to_come_;
      if (event.what != What::kFree || people_[static_cast<size_t>(event.who)].job) {
        last_work_ = event.time;
      }
      ZJ_RETURN_IF_ERROR(office_.Pass(event.time));
      ZJ_RETURN_IF_ERROR(Happen(event));
    }
    ZJ_RETURN_IF_ERROR(office_.Close(outcome_));
    outcome_.cpu_s = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    return outcome_;
  }

 private:
  bool AllDone(absl::Time now) const {
    return students_to_come_ == 0 && policy_.calendar.OpenTime(last_work_, now, false) > kGoHome &&
           std::none_of(people_.begin(), people_.end(),
                        [](const Person& person) { return person.job.has_value(); });
  }

  void Push(absl::Time time, What what, int who) {
    if (what != What::kFree) ++students_to_come_;
    events_.push({std::max(time, last_work_), ++numbers_, what, who});
  }

  Status Happen(const Event& event) {
    const auto student = static_cast<size_t>(event.who);
    switch (event.what) {
      case What::kArrive:
        return HandIn(event.who, false, event.time);
      case What::kComeBack:
        return HandIn(event.who,
                      Draw(plan_.options.seed, event.who, rejections_[student], 5) < kAppealed,
                      event.time);
      case What::kRedo:
        ++outcome_.redos;
        return office_.AskRedo(event.who, event.time);
      case What::kAccept:
        return office_.Accept(event.who, event.time);
      case What::kFree:
        return GoOn(student, event.time);
    }
    return absl::OkStatus();
  }

  Status HandIn(int student, bool appeal, absl::Time now) {
    ZJ_ASSIGN_OR_RETURN(const bool taken, office_.HandIn(student, appeal, now));
    if (taken) ++outcome_.submissions;
    return absl::OkStatus();
  }

  Status GoOn(size_t index, absl::Time now) {
    Person& person = people_[index];
    const int who = static_cast<int>(index);
    absl::Time ready = now;
    if (person.job) {
      const SeasonJob job = *person.job;
      person.job.reset();
      ZJ_RETURN_IF_ERROR(Done(person, job, now));
      ready = now + ServiceOf(job) * (1 / kUtilisation - 1);
      if (ready > now) {
        Push(policy_.calendar.NextOpen(ready, false), What::kFree, who);
        return absl::OkStatus();
      }
    }
    if (!policy_.calendar.IsOpen(now, false)) {
      Push(policy_.calendar.NextOpen(now, false), What::kFree, who);
      return absl::OkStatus();
    }
    ZJ_ASSIGN_OR_RETURN(person.job, office_.Claim(person.code, person.kind, now));
    if (!person.job) {
      Push(policy_.calendar.NextOpen(now + kLookAgain, false), What::kFree, who);
      return absl::OkStatus();
    }
    const auto student = static_cast<size_t>(person.job->student);
    if (person.kind == WorkKind::kReview && judges_[student].count(person.code) > 0) {
      ++outcome_.broken_exclusions;
    }
    const bool redo = person.kind == WorkKind::kRetouch && redone_[student];
    if (redo && person.code == retoucher_[student]) ++outcome_.same_retoucher;
    Push(now + ServiceOf(*person.job), What::kFree, who);
    return absl::OkStatus();
  }

  absl::Duration ServiceOf(const SeasonJob& job) const {
    const bool review = job.kind == WorkKind::kReview;
    const double normal = Normal(plan_.options.seed, job.student,
                                 rejections_[static_cast<size_t>(job.student)], review ? 10 : 20);
    const absl::Duration mean = review ? plan_.review_mean : plan_.retouch_mean;
    return mean * std::min(kLongestOfMean, std::exp(kSigma * normal - kSigma * kSigma / 2));
  }

  Status Done(const Person& person, const SeasonJob& job, absl::Time now) {
    const SeasonVerdict verdict = VerdictOf(job);
    ZJ_RETURN_IF_ERROR(office_.Finish(person.code, job, verdict, now));
    Score(job, now);
    const auto student = static_cast<size_t>(job.student);
    if (verdict == SeasonVerdict::kReject) {
      ++rejections_[student];
      judges_[student].clear();
      const double hours = 1 + 29 * Draw(plan_.options.seed, job.student, rejections_[student], 6);
      Push(now + absl::Hours(hours), What::kComeBack, job.student);
    } else if (verdict == SeasonVerdict::kCommit) {
      const bool again = !redone_[student] && Draw(plan_.options.seed, job.student, 0, 7) < kRedone;
      retoucher_[student] = person.code;
      redone_[student] = redone_[student] || again;
      Push(now + absl::Hours(2), again ? What::kRedo : What::kAccept, job.student);
    } else if (verdict == SeasonVerdict::kPass) {
      judges_[student].insert(person.code);
    } else {
      returned_.insert(job.student);
    }
    return absl::OkStatus();
  }

  SeasonVerdict VerdictOf(const SeasonJob& job) const {
    const int before = rejections_[static_cast<size_t>(job.student)];
    const uint64_t seed = plan_.options.seed;
    if (job.kind == WorkKind::kReview) {
      const bool reject = before + 1 < kMostAttempts && returned_.count(job.student) == 0 &&
                          Draw(seed, job.student, before, 3) < kRejected;
      return reject ? SeasonVerdict::kReject : SeasonVerdict::kPass;
    }
    const bool back = returned_.count(job.student) == 0 &&
                      !redone_[static_cast<size_t>(job.student)] &&
                      Draw(seed, job.student, before, 4) < kReturned;
    return back ? SeasonVerdict::kReturn : SeasonVerdict::kCommit;
  }

  void Score(const SeasonJob& job, absl::Time now) {
    StageScore& stage = job.kind == WorkKind::kReview ? outcome_.review : outcome_.retouch;
    const absl::Duration wait = policy_.calendar.OpenTime(job.created, now, false);
    const School& school =
        plan_.schools[static_cast<size_t>(plan_.students[static_cast<size_t>(job.student)].school)];
    std::vector<SeasonScore*> scores = {&stage.all,
                                        &stage.classes.at(static_cast<size_t>(job.work_class))};
    if (job.work_class == WorkClass::kNew) scores.push_back(&stage.schools[school.code]);
    for (SeasonScore* score : scores) {
      ++score->done;
      if (now > job.due) ++score->late;
      score->longest = std::max(score->longest, wait);
      score->total += wait;
    }
  }

  const SeasonPlan& plan_;
  const LedgerPolicy& policy_;
  SeasonOffice& office_;
  SeasonOutcome outcome_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  int64_t numbers_ = 0;
  absl::Time last_work_;
  int64_t students_to_come_ = 0;
  std::vector<Person> people_;
  std::vector<int> rejections_;
  std::vector<bool> redone_;
  std::vector<std::string> retoucher_;
  std::vector<std::set<std::string>> judges_;
  std::set<int> returned_;
};

int SchoolOf(const SeasonOptions& options, double draw) {
  const double burst = options.burst ? kBurstShare : 0;
  if (draw < burst) return 0;
  if (draw < burst + kDeadlineShare) {
    return 1 + static_cast<int>((draw - burst) / kDeadlineShare * kDeadlineSchools);
  }
  const double rest = (draw - burst - kDeadlineShare) / (1 - burst - kDeadlineShare);
  const int first = 1 + kDeadlineSchools;
  return first +
         std::min(static_cast<int>(rest * (options.schools - first)), options.schools - first - 1);
}

// The day of the season, 0..1: even, or swelling to twice the mean in the middle.
double DayOf(bool swell, double draw) {
  if (!swell) return draw;
  return draw < 0.5 ? std::sqrt(draw / 2) : 1 - std::sqrt((1 - draw) / 2);
}

}  // namespace

double SeasonScore::LateShare() const {
  return done == 0 ? 0 : static_cast<double>(late) / static_cast<double>(done);
}

double StageScore::Fairness() const {
  double sum = 0;
  double squares = 0;
  for (const auto& [school, score] : schools) {
    const double mean = absl::ToDoubleSeconds(score.total) / static_cast<double>(score.done);
    sum += mean;
    squares += mean * mean;
  }
  return squares > 0 ? sum * sum / (static_cast<double>(schools.size()) * squares) : 1;
}

SeasonPlan PlanSeason(const SeasonOptions& options, const LedgerPolicy& policy) {
  SeasonPlan plan;
  plan.options = options;
  const auto days = WorkDays(policy.calendar, options.days);
  for (int i = 0; i < options.schools; ++i) {
    School school;
    school.code = PersonCode('U', i);
    school.name = "示例理工学院";
    school.feature_code = "zqxslh";
    if (i >= 1 && i <= kDeadlineSchools) school.closes = At(days[days.size() * 2 / 3], 17);
    plan.schools.push_back(school);
  }
  for (int i = 0; i < options.orders; ++i) {
    SeasonStudent student;
    student.school = SchoolOf(options, Draw(options.seed, i, 0, 1));
    const auto& closes = plan.schools[static_cast<size_t>(student.school)].closes;
    const double part = DayOf(options.swell, Draw(options.seed, i, 0, 2));
    const double span = static_cast<double>(closes ? days.size() * 2 / 3 : days.size());
    size_t day = std::min(static_cast<size_t>(part * span), days.size() - 1);
    if (options.burst && student.school == 0) day = std::min<size_t>(1, days.size() - 1);
    student.arrives = At(days[day], 7 + 16 * Draw(options.seed, i, 0, 8));
    plan.students.push_back(student);
  }
  const double reviews = options.orders * (1 + kRejected + kRejected * kRejected + kReturned);
  const double retouches = options.orders * (1 + kReturned + kRedone);
  const double capacity = options.days * kDaySeconds * kUtilisation * options.load;
  plan.reviewers = std::max(2, static_cast<int>(std::lround(reviews * kReviewSeconds / capacity)));
  const double finishing =
      options.retouch_load > 0 ? capacity / options.load * options.retouch_load : capacity;
  plan.retouchers =
      std::max(2, static_cast<int>(std::lround(retouches * kRetouchSeconds / finishing)));
  // People come in whole numbers, so the time an item takes makes up for the rest.
  plan.review_mean = absl::Seconds(plan.reviewers * capacity / reviews);
  plan.retouch_mean = absl::Seconds(plan.retouchers * finishing / retouches);
  return plan;
}

StatusOr<SeasonOutcome> LiveSeason(const SeasonPlan& plan, const LedgerPolicy& policy,
                                   SeasonOffice& office) {
  return Life(plan, policy, office).Run();
}

}  // namespace zhaojian::testing
