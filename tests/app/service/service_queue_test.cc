// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <condition_variable>
#include <fstream>
#include <mutex>

#include "core/base/json.h"
#include "tests/app/service/service_fixture.h"

namespace zhaojian {
namespace {

using rpc::WorkKind;

// A service whose reviews take an hour each, so that a few orders are more than one person can do.
class ServiceQueueTest : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceOptions options = DefaultOptions();
    const auto assets = folder_.Path() / "assets";
    std::filesystem::copy(options.assets, assets, std::filesystem::copy_options::recursive);
    Json queue = *ReadJsonFile(assets / "policy/queue.json");
    queue["review_service_s"]["value"] = 3600;
    std::ofstream(assets / "policy/queue.json") << queue;
    options.assets = assets;
    Start(options);
    AddPeople();
  }

  static rpc::QueueCount Review(const std::vector<rpc::QueueCount>& counts) {
    for (const rpc::QueueCount& count : counts) {
      if (count.kind == WorkKind::kReview) return count;
    }
    return {};
  }
};

TEST_F(ServiceQueueTest, TheSwitchOfTheOrderIsToldOnTheStreamAndWithTheCounts) {
  // 12 hours of work fit into the two working days of a review; one more is in hand.
  constexpr int kOrders = 15;
  for (int i = 0; i < kOrders; ++i) SubmittedOrder("photo " + std::to_string(i));
  const auto reviewer = Client("R-001");
  std::mutex mutex;
  std::condition_variable changed;
  std::string told;
  const auto watch = reviewer->WatchAssignments([&](const rpc::AssignmentEvent& event) {
    if (!event.queues) return;
    const std::lock_guard<std::mutex> lock(mutex);
    told = Review(*event.queues).order;
    changed.notify_all();
  });
  const auto hears = [&](const std::string& order) {
    std::unique_lock<std::mutex> lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(60), [&] { return told == order; });
  };
  ASSERT_TRUE(hears("DEADLINE"));
  ClaimOne(*reviewer, WorkKind::kReview);
  EXPECT_TRUE(hears("CLASS"));
  const auto counts = reviewer->QueueCounts();
  ASSERT_TRUE(counts.ok()) << counts.status();
  const rpc::QueueCount review = Review(*counts);
  EXPECT_EQ(review.order, "CLASS");
  EXPECT_EQ(review.order_time, clock_.Now());
  EXPECT_EQ(review.people_present, 1);
  EXPECT_GT(review.people_needed, 1);
  EXPECT_TRUE(review.breach_time.has_value());
  ASSERT_EQ(review.classes.size(), 4U);
  EXPECT_EQ(review.classes[3].work_class, "NEW");
  EXPECT_EQ(review.classes[3].queued, kOrders - 1);
  EXPECT_EQ(review.classes[0].queued, 0);
}

}  // namespace
}  // namespace zhaojian
