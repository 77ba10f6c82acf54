// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include "app/service/embedded.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/imaging/picture_memory.h"

namespace {

// Set by the signal handler, which may do no more than that.
volatile std::sig_atomic_t stop_requested = 0;

void RequestStop(int) { stop_requested = 1; }

// Time as a file tells it, so that a rehearsal can run through a season. The system's time while
// the file cannot be read.
class FileClock final : public zhaojian::Clock {
 public:
  explicit FileClock(std::filesystem::path path) : path_(std::move(path)) {}
  absl::Time Now() const override {
    constexpr size_t kMaxDigits = 64;
    const auto text = zhaojian::ReadFile(path_, kMaxDigits);
    int64_t seconds = 0;
    if (text.ok()) std::from_chars(text->data(), text->data() + text->size(), seconds);
    return seconds > 0 ? absl::FromUnixSeconds(seconds) : absl::Now();
  }

 private:
  const std::filesystem::path path_;
};

constexpr int kUsage = 2;
constexpr int kUnavailable = 3;

int ExitCodeOf(const zhaojian::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status) ? kUsage
                                                                               : kUnavailable;
}

}  // namespace

int main(int argc, char** argv) {
  zhaojian::PoolPictureMemory();
  CLI::App app{"Zhaojian service: orders, queues, photos and their trail over gRPC."};
  zhaojian::ServiceOptions options;
  std::string data;
  std::string assets;
  std::string models;
  double undo_window_s = 10;
  bool any_hours = false;
  app.add_option("--data", data, "Folder of the database and the photos");
  app.add_option("--listen", options.listen,
                 "unix:PATH or 127.0.0.1:PORT; default: a socket in the data folder");
  app.add_option("--undo-window", undo_window_s, "Seconds in which a decision can be taken back")
      ->check(CLI::Range(0.0, 3600.0));
  app.add_option("--assets", assets, "Folder of profiles, reasons and policies");
  app.add_option("--models", models, "Folder of the converted networks");
  app.add_option("--workers", options.workers, "Photos handled at the same time")
      ->check(CLI::Range(1, 16));
  app.add_flag("--demo-payment", options.demo_payment,
               "Demonstration: take payments signed with the public key, in which no money moves");
  bool fake_phones = false;
  app.add_flag("--fake-phone-issuer", fake_phones,
               "Rehearsal: take log-ins by phone that anybody can make with `zj student create`");
  app.add_flag("--phone-required", options.phone_required, "No order without a log-in by phone");
  std::string notice_file;
  std::string clock_file;
  app.add_option("--notice-file", notice_file, "Append every notice to this file as a JSON line");
  app.add_option("--webhook", options.webhook_url, "Post every notice to this address");
  app.add_option("--webhook-key", options.webhook_key, "Key of the web hook's signature");
  app.add_option("--mail", options.mail_url, "Mail server, smtp://HOST:PORT or smtps://HOST:PORT");
  app.add_option("--mail-from", options.mail_from, "Address that letters come from");
  app.add_option("--mail-ca", options.mail_ca,
                 "PEM file of who vouches for the mail server; default: the system's")
      ->check(CLI::ExistingFile);
  app.add_flag("!--mail-plain", options.mail_tls, "Mail without encryption, on this machine only");
  app.add_option("--clock", clock_file,
                 "For rehearsals: read the time from this file, Unix seconds as text");
  app.add_flag("--any-hours", any_hours, "Work may be claimed outside office hours");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  options.data = data.empty() ? zhaojian::DefaultDataFolder() : std::filesystem::path(data);
  options.assets = assets;
  options.models = models;
  options.undo_window = absl::Seconds(undo_window_s);
  options.enforce_office_hours = !any_hours;
  options.owner = "zhaojian-service pid " + std::to_string(zhaojian::ProcessId());

  options.notice_file = notice_file;
  if (fake_phones) {
    options.phones = std::make_shared<zhaojian::FakePhoneIssuer>(zhaojian::kFakePhoneKey,
                                                                 zhaojian::kPhoneAudience);
  }
  // Secrets of deployments come by the environment: a command line is seen by everybody.
  zhaojian::ReadEnvironment(options);
  const FileClock rehearsal(clock_file);
  if (!clock_file.empty()) options.clock = &rehearsal;

  std::signal(SIGINT, RequestStop);
  std::signal(SIGTERM, RequestStop);
  const auto service = zhaojian::EmbeddedService::Start(options);
  if (!service.ok()) {
    std::fprintf(stderr, "zhaojian-service: %s: %s\n", zhaojian::ReasonOf(service.status()).c_str(),
                 zhaojian::MessageOf(service.status()).c_str());
    return ExitCodeOf(service.status());
  }
  std::printf("listening on %s\n", (*service)->Address().c_str());
  std::fflush(stdout);
  // A signal handler may not wake a condition variable; a tenth of a second late is soon enough.
  while (stop_requested == 0) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  (*service)->Stop(absl::Seconds(10));
  return 0;
}
