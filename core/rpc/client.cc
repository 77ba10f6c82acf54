// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/client.h"

#include <grpcpp/support/channel_arguments.h>

#include <algorithm>
#include <random>

#include "core/rpc/address.h"
#include "core/rpc/client_internal.h"

namespace zhaojian::rpc {
namespace {

constexpr absl::Duration kLongestWait = absl::Seconds(5);

std::shared_ptr<grpc::Channel> Connect(const std::string& address, int number) {
  grpc::ChannelArguments arguments;
  // A restarted service on this machine is back in well under a second; gRPC's default of 1 s to
  // 120 s would outlast every deadline of ours.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  // Proxies are for other machines, and an environment variable must not send photos to one.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt("zj.channel", number);  // two equal channels would share one connection
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

double SystemRandom() {
  thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

ClientOptions WithDefaults(ClientOptions options) {
  if (!options.sleep) options.sleep = [](absl::Duration wait) { absl::SleepFor(wait); };
  if (!options.random) options.random = SystemRandom;
  options.max_attempts = std::max(options.max_attempts, 1);
  return options;
}

}  // namespace

bool Backoff::WaitForNext() {
  if (++tries_ >= options_.max_attempts) return false;
  const absl::Duration wait = next_ * (0.5 + 0.5 * options_.random());
  next_ = std::min(next_ * 2, kLongestWait);
  if (absl::Now() + wait >= deadline_) return false;
  options_.sleep(wait);
  return true;
}

ServiceClient::Impl::Impl(ClientOptions client_options)
    : options(WithDefaults(std::move(client_options))),
      channel(Connect(options.address, 1)),
      asset_channel(Connect(options.address, 2)),
      queue(channel),
      review(channel),
      retouch(channel),
      supervision(channel),
      intake(channel),
      admin(channel),
      asset(asset_channel),
      intake_assets(asset_channel),
      admin_assets(asset_channel),
      audit(asset_channel),
      order(channel),
      cases(channel) {}

void ServiceClient::Impl::Prepare(grpc::ClientContext& context, absl::Time deadline) const {
  context.set_deadline(absl::ToChronoTime(deadline));
  if (!options.staff.empty()) context.AddMetadata(kStaffKey, options.staff);
}

Status ServiceClient::Impl::FromGrpc(const grpc::Status& status) const {
  const Status own = DecodeStatus(static_cast<int>(status.error_code()), status.error_message(),
                                  status.error_details());
  if (own.ok() || !ReasonOf(own).empty()) return own;
  if (absl::IsUnavailable(own)) {
    return MakeError(StatusCode::kUnavailable, "SERVICE_UNREACHABLE",
                     "The service at " + options.address + " does not answer; check that it runs.");
  }
  if (absl::IsDeadlineExceeded(own)) {
    return MakeError(StatusCode::kDeadlineExceeded, "DEADLINE",
                     "The service did not answer in time; the outcome is not known, try again.");
  }
  return own;
}

ServiceClient::ServiceClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ServiceClient::~ServiceClient() = default;

StatusOr<std::unique_ptr<ServiceClient>> ServiceClient::Create(ClientOptions options) {
  ZJ_RETURN_IF_ERROR(CheckAddress(options.address));
  // Metadata values are visible ASCII (HTTP/2); a code never holds anything else.
  for (const char c : options.staff) {
    if (c <= ' ' || c > '~') {
      return MakeError(StatusCode::kInvalidArgument, "BAD_STAFF",
                       "A staff code has letters, digits, dots, dashes and underscores.", "staff");
    }
  }
  return std::unique_ptr<ServiceClient>(
      new ServiceClient(std::make_unique<Impl>(std::move(options))));
}

const std::string& ServiceClient::StaffCode() const { return impl_->options.staff; }

Status ServiceClient::CheckHealth() {
  // The whole service has no state of its own to ask for; a connection and an answer say it serves.
  v1::ListQueuesRequest request;
  return impl_
      ->Call(impl_->queue, &v1::WorkQueueService::Stub::ListQueues, request,
             impl_->options.deadlines.metadata)
      .status();
}

Status ServiceClient::WaitUntilServing(absl::Duration limit) {
  if (impl_->channel->WaitForConnected(absl::ToChronoTime(absl::Now() + limit))) {
    return absl::OkStatus();
  }
  return MakeError(StatusCode::kUnavailable, "SERVICE_UNREACHABLE",
                   "The service at " + impl_->options.address + " did not start in time.");
}

}  // namespace zhaojian::rpc
