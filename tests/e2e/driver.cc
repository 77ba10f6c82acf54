// SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/driver.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "app/desk/rpc_desk_service.h"
#include "core/base/json.h"

namespace zhaojian {

Diary::Diary(const std::string& path)
    : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600)) {}

Diary::~Diary() { ::close(fd_); }

void Diary::Line(const std::string& line) const {
  const std::string whole = line + "\n";
  if (::write(fd_, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size())) std::abort();
}

DriverConsole::DriverConsole(const std::string& diary_path, ReasonCatalogue catalogue)
    : reasons(std::move(catalogue)), diary(diary_path) {
  main.SetWake([this] {
    const std::lock_guard<std::mutex> guard(mutex_);
    arrived_ = true;
    wake_.notify_one();
  });
}

StatusOr<std::unique_ptr<DriverConsole>> DriverConsole::Open(const DriverOrder& order,
                                                             const std::string& name) {
  ZJ_ASSIGN_OR_RETURN(const std::filesystem::path assets, AssetFolder());
  ZJ_ASSIGN_OR_RETURN(const Json json, ReadJsonFile(assets / "reasons" / "reasons.json"));
  ZJ_ASSIGN_OR_RETURN(ReasonCatalogue reasons, ReasonCatalogue::FromJson(json));
  std::unique_ptr<DriverConsole> console(new DriverConsole(order.diary, std::move(reasons)));
  console->assets = assets;
  ZJ_RETURN_IF_ERROR(MakeFolder(order.folder));
  ZJ_ASSIGN_OR_RETURN(console->lock, FolderLock::Acquire(order.folder, name));
  ZJ_ASSIGN_OR_RETURN(console->service,
                      desk::ConnectDesk(order.address, order.staff, &console->clock));
  return console;
}

void DriverConsole::Wait(std::chrono::milliseconds frame, bool early) {
  std::unique_lock<std::mutex> guard(mutex_);
  wake_.wait_for(guard, frame, [&] { return early && arrived_; });
  arrived_ = false;
}

int RunDriver(int argc, char** argv, const std::string& name,
              const std::function<Status(const DriverOrder&, DriverConsole&)>& work) {
  constexpr int kArguments = 6;
  if (argc != kArguments) return 2;
  const DriverOrder order{argv[1], argv[2], argv[3], argv[4], argv[5]};
  auto console = DriverConsole::Open(order, name);
  const Status status = console.ok() ? work(order, **console) : console.status();
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s: %s\n", name.c_str(), MessageOf(status).c_str());
  return 1;
}

}  // namespace zhaojian
