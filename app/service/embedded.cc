// SPDX-License-Identifier: Apache-2.0
#include "app/service/embedded.h"

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <thread>

#include "app/service/grpc_services.h"
#include "app/service/notice_sender.h"
#include "app/service/timers.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/ledger/sqlite_ledger.h"
#include "core/retouch/recipe.h"
#include "core/rpc/address.h"

namespace zhaojian {
namespace fs = std::filesystem;
namespace {

constexpr char kUnixPrefix[] = "unix:";
// Commands spend their time waiting for one fsync that they share; 64 consoles is the design's
// goal.
constexpr int kCommandThreads = 32;
constexpr int kFileThreads = 8;
// Four workers of 0.3 GB each are as much as a 4 GB machine has room for.
constexpr int kMaxWorkers = 4;
// gRPC's own limit, said explicitly: photos are streamed, never sent in one message.
constexpr int kMaxMessageBytes = 4 << 20;
// A recipe up to its limit and what travels beside it, so that one that is too large is refused by
// its own name and not by the transport.
constexpr int kMaxReceivedBytes = static_cast<int>(kMaxRecipeBytes) + (1 << 20);

constexpr absl::Duration kSweepEvery = absl::Minutes(10);

int WorkerCount(int wanted) {
  if (wanted > 0) return std::min(wanted, 16);
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaxWorkers);
}

// Folder that only its owner may enter, also one that was there before. A folder with the sticky
// bit is everybody's (/tmp) and stays as it is.
Status MakePrivateFolder(const fs::path& folder) {
  std::error_code error;
  ZJ_RETURN_IF_ERROR(MakeFolder(folder));
  const fs::perms present = fs::status(folder, error).permissions();
  const bool shared = error || (present & fs::perms::sticky_bit) != fs::perms::none;
  if (!shared) fs::permissions(folder, fs::perms::owner_all, error);
  if (!shared && !error) return absl::OkStatus();
  return MakeError(
      StatusCode::kFailedPrecondition, "DATA_NOT_PRIVATE",
      "Cannot make " + folder.string() + " private; choose a data folder of your own (mode 0700).",
      "data");
}

class Service final : public EmbeddedService {
 public:
  explicit Service(ServiceOptions options) : options_(std::move(options)) {}
  ~Service() override { Stop(absl::Seconds(5)); }

  Status Open() {
    ZJ_RETURN_IF_ERROR(ChooseAddress());
    ZJ_RETURN_IF_ERROR(ChoosePayments());
    ZJ_RETURN_IF_ERROR(MakePrivateFolder(options_.data));
    if (options_.assets.empty()) {
      ZJ_ASSIGN_OR_RETURN(options_.assets, AssetFolder());
    }
    if (options_.models.empty()) {
      // Without models everything but preparing and rendering works; those then say what is
      // missing.
      options_.models = ModelFolder().value_or(fs::path("models"));
    }
    ZJ_RETURN_IF_ERROR(OpenLedger());
    photos_ = options_.photos;
    if (!photos_) {
      photos_ = MakePhotoPipeline({options_.assets, options_.models, options_.data / "profiles",
                                   WorkerCount(options_.workers)});
    }
    orders_ = OrderWatch::Create(*ledger_, student_view_);
    notices_ = NoticeHub::Create(*ledger_, *orders_);
    command_pool_.emplace(kCommandThreads);
    file_pool_.emplace(kFileThreads);
    photo_pool_.emplace(WorkerCount(options_.workers));
    ZJ_RETURN_IF_ERROR(StartSender());
    timers_.emplace([this] { Tick(); });
    calls_.emplace(Calls{{*ledger_, *photos_, *clock_, clocks_, order_table_, student_view_,
                          options_.undo_window, [this] { timers_->Wake(); }, *payments_},
                         *notices_,
                         *orders_,
                         *command_pool_,
                         *file_pool_,
                         *photo_pool_});
    return Listen();
  }

  const std::string& Address() const override { return address_; }

  void Stop(absl::Duration grace) override {
    const std::lock_guard<std::mutex> lock(stop_mutex_);
    if (stopped_) return;
    stopped_ = true;
    if (notices_) notices_->Close();
    if (orders_) orders_->Close();
    if (server_) server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
    // Pools first: a handler that is still running uses everything below it.
    command_pool_.reset();
    file_pool_.reset();
    photo_pool_.reset();
    server_.reset();
    services_.clear();
    timers_.reset();
    sender_.reset();
    calls_.reset();
    notices_.reset();
    orders_.reset();
    photos_.reset();
    ledger_.reset();
    socket_folder_.reset();
  }

 private:
  Status ChooseAddress() {
    address_ = options_.listen;
    if (!address_.empty()) return rpc::CheckAddress(address_);
    std::error_code error;
    const fs::path folder = fs::absolute(options_.data, error);
    fs::path socket = folder / "service.sock";
    if (socket.string().size() > rpc::kMaxSocketPath) {
      ZJ_ASSIGN_OR_RETURN(TemporaryFolder made, TemporaryFolder::Create());
      socket = made.Path() / "service.sock";
      socket_folder_.emplace(std::move(made));
    }
    address_ = kUnixPrefix + socket.string();
    return rpc::CheckAddress(address_);
  }

  Status ChoosePayments() {
    const std::string& key = options_.payment_key;
    if (options_.demo_payment && !key.empty()) {
      return MakeError(StatusCode::kFailedPrecondition, "PAYMENT_KEY_AND_DEMO",
                       "A key of the gateway and the demonstration switch are both set; take one "
                       "away.",
                       "payment_key");
    }
    if (options_.demo_payment) {
      payments_ = std::make_unique<DemoPaymentGateway>(kDemoPaymentKey);
    } else if (key.empty()) {
      payments_ = std::make_unique<NoPaymentGateway>();
    } else {
      ZJ_RETURN_IF_ERROR(CheckPaymentKey(key));
      payments_ = std::make_unique<DemoPaymentGateway>(key);
    }
    return absl::OkStatus();
  }

  bool TakesPayment() const { return options_.demo_payment || !options_.payment_key.empty(); }

  // A service that came up without its key still serves the schools that ask for no money.
  void WarnOfUnpaidSchools() {
    if (TakesPayment()) return;
    const auto schools = ledger_->ListSchools();
    if (!schools.ok()) return;
    for (const School& school : *schools) {
      if (!school.payment_enabled) continue;
      Log(LogLevel::kError, "payment",
          "school=" + school.code +
              " asks for payment, but no key is set: " + MessageOf(PaymentKeyRequired()));
    }
  }

  Status OpenLedger() {
    clock_ = options_.clock != nullptr ? options_.clock : &system_clock_;
    LedgerOptions ledger;
    ledger.folder = options_.data;
    ZJ_ASSIGN_OR_RETURN(ledger.policy, LoadLedgerPolicy(options_.assets));
    ledger.undo_window = options_.undo_window;
    ledger.enforce_office_hours = options_.enforce_office_hours;
    ledger.clock = clock_;
    ledger.phones = options_.phones;
    ledger.phone_required = options_.phone_required;
    ledger.takes_payment = TakesPayment();
    ledger.owner = options_.owner;
    clocks_ = ledger.policy.clocks;
    order_table_ = ledger.policy.orders;
    student_view_ = ledger.policy.student_view;
    ZJ_ASSIGN_OR_RETURN(ledger_, OpenSqliteLedger(std::move(ledger)));
    WarnOfUnpaidSchools();
    return absl::OkStatus();
  }

  Status StartSender() {
    std::vector<std::unique_ptr<NoticeSink>> sinks;
    if (!options_.notice_file.empty()) {
      ZJ_ASSIGN_OR_RETURN(auto file, MakeFileSink(options_.notice_file));
      sinks.push_back(std::move(file));
    }
    if (!options_.webhook_url.empty()) {
      sinks.push_back(MakeWebHookSink(options_.webhook_url, options_.webhook_key, *clock_));
    }
    if (!options_.mail_url.empty()) {
      const MailServer server{options_.mail_url, options_.mail_user, options_.mail_password,
                              options_.mail_tls, options_.mail_ca};
      sinks.push_back(MakeMailSink(server, options_.mail_from));
    }
    if (sinks.empty()) return absl::OkStatus();
    ZJ_ASSIGN_OR_RETURN(NoticeTexts texts, NoticeTexts::Load(options_.assets));
    sender_ = std::make_unique<NoticeSender>(*ledger_, std::move(texts), std::move(sinks));
    return absl::OkStatus();
  }

  Status Listen() {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(kMaxReceivedBytes);
    builder.SetMaxSendMessageSize(kMaxMessageBytes);
    // Two services must never share a port without noticing.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    int port = 0;
    builder.AddListeningPort(address_, grpc::InsecureServerCredentials(), &port);
    services_ = MakeGrpcServices(*calls_);
    for (const auto& service : services_) builder.RegisterService(service.get());
    server_ = builder.BuildAndStart();
    if (!server_ || port == 0) {
      return MakeError(StatusCode::kUnavailable, "CANNOT_LISTEN",
                       "Cannot listen on " + address_ + "; is the address in use?", "listen");
    }
    if (address_.rfind(kUnixPrefix, 0) == 0) {
      // Whoever may connect may act for anybody: the owner of the data only.
      std::error_code error;
      fs::permissions(address_.substr(std::string(kUnixPrefix).size()),
                      fs::perms::owner_read | fs::perms::owner_write, error);
    } else if (address_.rfind("unix-abstract:", 0) != 0) {
      address_ = address_.substr(0, address_.rfind(':') + 1) + std::to_string(port);
    }
    return absl::OkStatus();
  }

  // What was kept of uploads that nobody went on with. A late sweep by some minutes harms nobody;
  // listing a folder five times a second would.
  void SweepUploads() {
    const absl::Time now = clock_->Now();
    if (now < next_sweep_) return;
    next_sweep_ = now + kSweepEvery;
    ledger_->ExpireUploads();
  }

  void Tick() {
    SweepUploads();
    const auto result = ledger_->Tick();
    if (sender_ && result.ok() && result->effects + result->orders > 0) sender_->Wake();
    if (!result.ok()) {
      Log(LogLevel::kError, "timers", "turn failed reason=" + ReasonOf(result.status()));
    }
  }

  ServiceOptions options_;
  std::string address_;
  std::optional<TemporaryFolder> socket_folder_;
  const SystemClock system_clock_;
  const Clock* clock_ = nullptr;
  ClockPolicy clocks_;
  TransitionTable order_table_;
  StudentView student_view_;
  std::unique_ptr<Ledger> ledger_;
  std::shared_ptr<PhotoPipeline> photos_;
  std::unique_ptr<OrderWatch> orders_;
  std::unique_ptr<NoticeHub> notices_;
  std::unique_ptr<PaymentGateway> payments_;
  std::unique_ptr<NoticeSender> sender_;
  std::optional<Calls> calls_;
  absl::Time next_sweep_ = absl::InfinitePast();  // the timers' thread only
  std::optional<Timers> timers_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  std::optional<Executor> command_pool_;
  std::optional<Executor> file_pool_;
  std::optional<Executor> photo_pool_;
  std::mutex stop_mutex_;
  bool stopped_ = false;
};

}  // namespace

void ReadEnvironment(ServiceOptions& options) {
  const auto take = [](const char* name, std::string& target) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') target = value;
  };
  take("ZJ_PAYMENT_KEY", options.payment_key);
  take("ZJ_WEBHOOK_KEY", options.webhook_key);
  take("ZJ_MAIL_USER", options.mail_user);
  take("ZJ_MAIL_PASSWORD", options.mail_password);
  std::string demo;
  take("ZJ_DEMO_PAYMENT", demo);
  if (demo == "1") options.demo_payment = true;
}

StatusOr<std::unique_ptr<EmbeddedService>> EmbeddedService::Start(const ServiceOptions& options) {
  auto service = std::make_unique<Service>(options);
  ZJ_RETURN_IF_ERROR(service->Open());
  return service;
}

}  // namespace zhaojian
