// SPDX-License-Identifier: Apache-2.0
// A season on a virtual clock through the service's own ledger, beside first come, first served.
//   zj-season [--orders N] [--days N] [--schools N] [--loads 0.9,1.1] [--swell] [--assets DIR]
//             [--retouch-load 1.3] [--return-share 0.5]
//   zj-season --claims N     cpu time of a claim while N items wait, beside 100
// Measured on 2 busy cores; late in % of what was finished, first come beside service:
//   load          students  review, all  review, appeal  retouch, all  longest wait  cpu s
//   0.9             15,000    2.4 / 0.0      33.3 / 0.0     0.0 / 0.0  9.0 / 10.4 h     49
//   0.9            150,000    2.9 / 0.0      40.2 / 0.0     0.0 / 0.0  9.4 / 10.7 h    531
//   1.6              4,000   60.3 / 23.8     84.0 / 0.0     0.0 / 0.0  25.7 / 50.8 h    21
//   0.9, retouch     2,500    2.0 / 0.0      23.5 / 0.0   71.5 / 36.2  27.2 / 39.0 h    12
//        at 1.6                                          (appeal 95.0 / 0.0)
// The first are 17,523 and 175,942 submissions. Waits are those of the review but in the last.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <ctime>
#include <iomanip>
#include <iostream>

#include "core/base/clock.h"
#include "core/ledger/audit_check.h"
#include "core/ledger/policy.h"
#include "tests/support/season_people.h"

namespace zhaojian::testing {
namespace {

struct Arguments {
  SeasonOptions season;
  std::vector<double> loads = {0.9, 1.1, 1.3, 1.6};
  std::string assets = "assets";
  int claims = 0;
  double return_share = 0;
  int class_stay = -1;
  bool check = false;
};

double Hours(absl::Duration time) { return absl::ToDoubleHours(time); }

// Worst and best school, so that a starved one shows.
double WorstSchool(const StageScore& stage) {
  double worst = 0;
  for (const auto& [school, score] : stage.schools) worst = std::max(worst, score.LateShare());
  return worst;
}

void PrintStage(const char* order, const char* name, double load, const StageScore& stage) {
  std::cout << std::left << std::setw(5) << load << std::setw(9) << name << std::setw(12) << order
            << std::right << std::fixed << std::setprecision(1);
  std::cout << std::setw(8) << stage.all.done << std::setw(8) << 100 * stage.all.LateShare();
  for (const SeasonScore& score : stage.classes) {
    std::cout << std::setw(9) << 100 * score.LateShare();
  }
  std::cout << std::setw(11) << Hours(stage.all.longest) << std::setw(13)
            << 100 * WorstSchool(stage) << std::setw(10) << std::setprecision(3) << stage.Fairness()
            << std::defaultfloat << std::setprecision(6) << "\n";
}

void PrintOutcome(const char* order, double load, const SeasonOutcome& outcome) {
  PrintStage(order, "review", load, outcome.review);
  PrintStage(order, "retouch", load, outcome.retouch);
}

Status RunLoad(const Arguments& arguments, const LedgerPolicy& policy, double load) {
  SeasonOptions season = arguments.season;
  season.load = load;
  ZJ_ASSIGN_OR_RETURN(const SeasonOutcome plain, RunFirstCome(season, policy));
  ZJ_ASSIGN_OR_RETURN(const SeasonOutcome service,
                      RunThroughService(season, policy, arguments.check));
  PrintOutcome("first come", load, plain);
  PrintOutcome("service", load, service);
  std::cout << "     " << service.submissions << " submissions in " << service.cpu_s
            << " cpu s, switches " << service.switches << ", second looks by the same eyes "
            << service.broken_exclusions << ", redos " << service.redos
            << " of which to the same retoucher " << service.same_retoucher << std::endl;
  if (!arguments.check) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(const AuditCheck check,
                      CheckAuditTrail(service.trail, policy.orders, policy.work, policy.queue));
  std::cout << "     trail: " << check.events << " events, " << check.violations.size()
            << " broken rules, state "
            << (check.state_hash == service.state_hash ? "equal" : "OTHER") << std::endl;
  return absl::OkStatus();
}

// Cpu milliseconds of a claim with so many items waiting.
StatusOr<double> CostOfClaim(const LedgerPolicy& policy, int waiting) {
  constexpr int kClaims = 100;
  SeasonOptions options;
  options.orders = waiting;
  options.load = 1;
  const SeasonPlan plan = PlanSeason(options, policy);
  ZJ_ASSIGN_OR_RETURN(const auto office, OpenServiceOffice(plan, policy, false));
  absl::Time now = absl::FromCivil(absl::CivilMinute(2026, 3, 10, 10, 0), ServiceZone());
  for (int i = 0; i < waiting; ++i) {
    ZJ_RETURN_IF_ERROR(office->Pass(now));
    ZJ_RETURN_IF_ERROR(office->HandIn(i, false, now).status());
    now += absl::Milliseconds(100);
  }
  std::clock_t spent = 0;
  for (int i = 0; i < kClaims; ++i) {
    ZJ_RETURN_IF_ERROR(office->Pass(now));
    const std::clock_t begin = std::clock();
    ZJ_ASSIGN_OR_RETURN(const auto job, office->Claim("R-001", WorkKind::kReview, now));
    spent += std::clock() - begin;
    now += absl::Seconds(12);
    if (!job) return absl::NotFoundError("nothing to claim");
    ZJ_RETURN_IF_ERROR(office->Finish("R-001", *job, SeasonVerdict::kPass, now));
  }
  return 1000.0 * static_cast<double>(spent) / CLOCKS_PER_SEC / kClaims;
}

Status Run(const Arguments& arguments) {
  ZJ_ASSIGN_OR_RETURN(LedgerPolicy policy, LoadLedgerPolicy(arguments.assets));
  if (arguments.return_share > 0) policy.queue.return_share = arguments.return_share;
  if (arguments.class_stay >= 0) policy.queue.class_stay = absl::Minutes(arguments.class_stay);
  if (arguments.claims > 0) {
    for (const int waiting : {120, arguments.claims}) {
      ZJ_ASSIGN_OR_RETURN(const double cost, CostOfClaim(policy, waiting));
      std::cout << waiting << " waiting: " << cost << " cpu ms a claim" << std::endl;
    }
    return absl::OkStatus();
  }
  std::cout << "late, % of what was finished; wait in open hours\n"
               "load stage    order           done     all   appeal deadline  recoll.      new"
               "  max wait  worst school  fairness\n";
  for (const double load : arguments.loads) ZJ_RETURN_IF_ERROR(RunLoad(arguments, policy, load));
  return absl::OkStatus();
}

}  // namespace
}  // namespace zhaojian::testing

int main(int argc, char** argv) {
  // A store in memory only grows; giving pages back and taking them again was a tenth of the time.
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 64 << 20);
  zhaojian::testing::Arguments arguments;
  CLI::App app("a season on a virtual clock");
  app.add_option("--orders", arguments.season.orders, "students");
  app.add_option("--days", arguments.season.days, "working days on which photos are sent");
  app.add_option("--schools", arguments.season.schools, "schools, at least 4");
  app.add_option("--seed", arguments.season.seed, "other people");
  app.add_option("--loads", arguments.loads, "work over capacity")->delimiter(',');
  app.add_option("--retouch-load", arguments.season.retouch_load, "retouch work over its capacity");
  app.add_option("--return-share", arguments.return_share, "instead of the policy's");
  app.add_option("--class-stay", arguments.class_stay, "minutes instead of the policy's");
  app.add_flag("--swell", arguments.season.swell, "days swell to twice the mean");
  app.add_flag("--check", arguments.check, "keep the audit trail and check it");
  app.add_option("--assets", arguments.assets, "folder of the rules");
  app.add_option("--claims", arguments.claims, "measure a claim while so many items wait");
  CLI11_PARSE(app, argc, argv);
  const auto status = zhaojian::testing::Run(arguments);
  if (status.ok()) return 0;
  std::cerr << status << std::endl;
  return 1;
}
