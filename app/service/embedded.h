// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <filesystem>
#include <memory>
#include <string>

#include "app/service/photo_pipeline.h"
#include "core/base/clock.h"
#include "core/base/status.h"
#include "core/domain/phone_token.h"

namespace zhaojian {

/// How to run the service.
struct ServiceOptions {
  /// Database, blobs and socket lie here; created with mode 0700.
  std::filesystem::path data;
  /// unix:PATH or 127.0.0.1:PORT (port 0: any free one); empty: a Unix socket in the data folder,
  /// or in a private temporary folder when that path is too long for a socket.
  std::string listen;
  /// Empty: found beside the program.
  std::filesystem::path assets;
  std::filesystem::path models;
  /// How long a decision can be taken back.
  absl::Duration undo_window = absl::Seconds(10);
  /// False: work may be claimed at any time of day.
  bool enforce_office_hours = true;
  /// Threads that prepare and render photos; 0: the machine's cores, at most 4.
  int workers = 0;
  /// Key of the payment gateway's signatures; empty: no payment is taken. Only the demonstration
  /// gateway is built in.
  std::string payment_key;
  /// Explicitly a demonstration: the public demonstration key verifies payments. Not with a key of
  /// one's own.
  bool demo_payment = false;
  /// Verifies log-ins by phone; none can be when null. Only a fake issuer is built in.
  std::shared_ptr<const PhoneTokenVerifier> phones;
  /// True: no order without a log-in by phone.
  bool phone_required = false;
  /// Where notices go; empty members are left out. The file gets one JSON line per notice.
  std::filesystem::path notice_file;
  /// The mini-programme's back end, and the key of our signature.
  std::string webhook_url;
  std::string webhook_key;
  /// Mail: smtp://HOST:PORT or smtps://HOST:PORT, the sender's address, the log-in.
  std::string mail_url;
  std::string mail_from;
  std::string mail_user;
  std::string mail_password;
  /// False only for a mail server on this machine.
  bool mail_tls = true;
  /// PEM file of who vouches for the mail server; empty: the system's.
  std::string mail_ca;
  /// Shown to whoever finds the data folder locked.
  std::string owner = "zhaojian-service";
  /// Prepares and renders photos; the real pipeline when null. Tests pass their own.
  std::shared_ptr<PhotoPipeline> photos;
  /// Source of all time; the system's when null. Not owned; outlives the service.
  const Clock* clock = nullptr;
};

/// Takes what must not stand on a command line, which everybody sees, from the environment:
/// ZJ_PAYMENT_KEY, ZJ_DEMO_PAYMENT=1, ZJ_WEBHOOK_KEY, ZJ_MAIL_USER, ZJ_MAIL_PASSWORD. What is not
/// set there stays.
void ReadEnvironment(ServiceOptions& options);

/// The whole service inside this process: ledger, photo pipeline, timers, gRPC server.
/// Thread safety: all methods are thread-safe.
class EmbeddedService {
 public:
  /// Locks the data folder, opens the ledger and starts listening.
  /// Errors: kUnavailable STORE_IN_USE naming the owner; kFailedPrecondition TLS_REQUIRED for an
  /// address other hosts could reach; kInvalidArgument BAD_ADDRESS; kUnavailable CANNOT_LISTEN;
  /// kNotFound ASSETS_MISSING or MODELS_MISSING; kFailedPrecondition PAYMENT_KEY_PUBLIC,
  /// PAYMENT_KEY_SHORT, PAYMENT_KEY_AND_DEMO.
  static StatusOr<std::unique_ptr<EmbeddedService>> Start(const ServiceOptions& options);
  /// Stops.
  virtual ~EmbeddedService() = default;
  /// What a client passes as its address, for example unix:/data/service.sock.
  virtual const std::string& Address() const = 0;
  /// Refuses new calls, lets running ones finish for at most `grace`, then frees the folder.
  virtual void Stop(absl::Duration grace) = 0;
};

}  // namespace zhaojian
