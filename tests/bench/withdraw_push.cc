// SPDX-License-Identifier: Apache-2.0
#include <absl/time/clock.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <optional>
#include <vector>

#include "app/service/embedded.h"
#include "app/service/photo_pipeline.h"
#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/domain/collection_code.h"
#include "core/rpc/client.h"

// How long after the commit of a withdrawal the reviewer's stream tells it, on loopback: the goal
// is 300 ms at the 99th percentile (design: withdraw under the reviewer's hands). Prints one line.
namespace zhaojian {
namespace {

constexpr int kRounds = 300;

// Photos stand in by their bytes: nothing here is about pixels.
class NoPixels final : public PhotoPipeline {
 public:
  Status CheckProfile(const std::string&) override { return absl::OkStatus(); }
  StatusOr<std::string> ProfileDocument(const std::string&) override {
    return MakeError(StatusCode::kInternal, "UNUSED", "nothing is retouched here");
  }
  StatusOr<PreparedPhoto> Prepare(const std::string& bytes, const std::string& profile, absl::Time,
                                  const std::vector<RejectedPhotoRow>&) override {
    PreparedPhoto photo;
    photo.photo_sha256 = Sha256Hex(bytes);
    photo.mime = "image/jpeg";
    photo.width = 3;
    photo.height = 4;
    photo.profile = profile;
    photo.report_json = "{}";
    return photo;
  }
  StatusOr<RenderedPhoto> Render(const RenderTask&) override {
    return MakeError(StatusCode::kInternal, "UNUSED", "nothing is rendered here");
  }
};

// The instant at which the reviewer's stream told that a lease ended.
class Bell {
 public:
  void Ring() {
    const std::lock_guard<std::mutex> lock(mutex_);
    rang_ = absl::Now();
    changed_.notify_all();
  }
  void Clear() {
    const std::lock_guard<std::mutex> lock(mutex_);
    rang_.reset();
  }
  std::optional<absl::Time> Wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [this] { return rang_.has_value(); });
    return rang_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<absl::Time> rang_;
};

StatusOr<std::string> HandIn(rpc::ServiceClient& student, int number) {
  CollectionCode code;
  code.uid = RandomUuid();
  code.name_masked = "示*例";
  code.id_masked = "4101**********1234";
  code.school = "DEMO";
  code.expires = absl::Now() + absl::Hours(24);
  rpc::NewOrder order;
  order.collection_code = MakeDemoCode(code, kDemoCodeKey);
  order.id_last4 = "1234";
  order.consents = true;
  ZJ_ASSIGN_OR_RETURN(const rpc::Order made, student.CreateOrder(order, RandomUuid()));
  ZJ_RETURN_IF_ERROR(
      student.UploadPhoto(made.number, "photo " + std::to_string(number), RandomUuid()).status());
  ZJ_RETURN_IF_ERROR(student.Submit(made.number).status());
  return made.number;
}

Status Run() {
  ZJ_ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Create());
  ServiceOptions options;
  options.data = folder.Path() / "data";
  options.listen = "127.0.0.1:0";
  options.photos = std::make_shared<NoPixels>();
  ZJ_ASSIGN_OR_RETURN(const auto service, EmbeddedService::Start(options));
  rpc::ClientOptions client;
  client.address = service->Address();
  ZJ_ASSIGN_OR_RETURN(const auto student, rpc::ServiceClient::Create(client));
  rpc::School school;
  school.code = "DEMO";
  school.name = "示例理工学院";
  school.overtime = true;
  ZJ_RETURN_IF_ERROR(student->AddSchool(school).status());
  ZJ_RETURN_IF_ERROR(student->AddStaff({"R-001", {"reviewer"}, false, {}}).status());
  client.staff = "R-001";
  ZJ_ASSIGN_OR_RETURN(const auto reviewer, rpc::ServiceClient::Create(client));
  Bell bell;
  const auto watch = reviewer->WatchAssignments([&](const rpc::AssignmentEvent& event) {
    if (event.lease) bell.Ring();
  });
  std::vector<double> milliseconds;
  for (int round = 0; round < kRounds; ++round) {
    ZJ_ASSIGN_OR_RETURN(const std::string order, HandIn(*student, round));
    ZJ_ASSIGN_OR_RETURN(const auto claim, reviewer->Claim(rpc::WorkKind::kReview, 1));
    if (claim.grants.empty()) return absl::NotFoundError("nothing to claim");
    bell.Clear();
    // The answer leaves after the commit, so that the wait counted from the call's begin is longer
    // than the one from the commit.
    const absl::Time begin = absl::Now();
    ZJ_RETURN_IF_ERROR(student->Withdraw(order).status());
    const auto rang = bell.Wait();
    if (!rang) return absl::DeadlineExceededError("the stream told nothing in 10 s");
    milliseconds.push_back(absl::ToDoubleMilliseconds(*rang - begin));
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  const auto at = [&](double share) {
    return milliseconds[static_cast<size_t>(share * static_cast<double>(milliseconds.size() - 1))];
  };
  std::printf("withdraw -> reviewer's stream, %d rounds: p50 %.1f ms, p99 %.1f ms, max %.1f ms\n",
              kRounds, at(0.5), at(0.99), at(1));
  return absl::OkStatus();
}

}  // namespace
}  // namespace zhaojian

int main() {
  const zhaojian::Status status = zhaojian::Run();
  if (status.ok()) return 0;
  std::fprintf(stderr, "withdraw_push: %s\n", zhaojian::MessageOf(status).c_str());
  return 1;
}
