// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/rpc/client.h"
#include "tests/support/service_process.h"

namespace zhaojian::testing {

/// A real service in a process of its own, on SQLite, at a time that the test tells it; students
/// and staff who talk to it over gRPC. With the parameter true the service is killed (kill -9) at a
/// random moment of every step and started again.
class StudentWalk : public ::testing::TestWithParam<bool> {
 protected:
  StudentWalk();
  void SetUp() override;
  /// The audit trail is whole and breaks no rule.
  void TearDown() override;

  void StartService();
  void KillService();
  /// Tuesday 2026-03-10 10:00 +08:00 at the beginning.
  void SetTime(absl::Time time);
  void Advance(absl::Duration time) { SetTime(now_ + time); }
  std::unique_ptr<rpc::ServiceClient> Client(const std::string& staff = {}) const;
  /// Runs a step; with kills, the service dies in the middle of it.
  template <typename Result>
  Result Step(const std::function<Result()>& work) {
    const bool kill = GetParam();
    std::optional<KillSoon> soon;
    if (kill) soon.emplace(*this);
    return work();
  }

  /// Settings of the school DEMO as JSON.
  void SetSchool(const std::string& settings);
  /// A new student's order; the last four are 123X.
  StatusOr<rpc::Order> NewOrder(const std::string& last_four = "123X");
  /// A collection code of the demonstration issuer.
  static std::string Code(const std::string& uid, const std::string& school = "DEMO");
  /// Bytes of a demonstration photo, 1..50.
  static std::string Photo(int number);
  StatusOr<rpc::UploadResult> Upload(const std::string& order, int photo);
  /// Uploads and submits.
  void HandIn(const std::string& order, int photo);
  /// R-001 claims the next review.
  rpc::Grant ClaimReview(const std::string& staff = "R-001");
  void Decide(const rpc::Grant& grant, rpc::Verdict verdict, const std::string& reason = {},
              const std::string& staff = "R-001");
  /// T-001 commits the recipe that the bundle brings.
  void Retouch();
  /// Review and retouch of the order that waits.
  void PassAndRetouch();
  void ExpectState(const std::string& order, const std::string& state);
  /// Kinds of the notices that left for an order so far.
  std::vector<std::string> Told(const std::string& order) const;
  /// Waits until a notice of this kind has left.
  void AwaitNotice(const std::string& order, const std::string& kind);
  /// Hands everything over; the files' names.
  std::vector<std::string> Deliver();

  TemporaryFolder folder_;
  absl::Time now_;
  std::string address_;
  std::optional<ChildProcess> service_;
  std::mt19937 random_{20261124};

 private:
  // Kills and starts the service beside the test's own thread.
  class KillSoon {
   public:
    explicit KillSoon(StudentWalk& walk);
    ~KillSoon();

   private:
    std::thread thread_;
  };
};

}  // namespace zhaojian::testing
