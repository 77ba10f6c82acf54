// SPDX-License-Identifier: Apache-2.0
#include "tests/support/service_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

namespace zhaojian::testing {

std::filesystem::path ProgramsForTests() { return std::filesystem::path(ZJ_BINARY_DIR) / "bin"; }

StatusOr<ChildProcess> ChildProcess::Start(const std::string& program,
                                           const std::vector<std::string>& arguments,
                                           const std::filesystem::path& log) {
  return StartPath((ProgramsForTests() / program).string(), arguments, log);
}

StatusOr<ChildProcess> ChildProcess::StartScript(const std::string& script,
                                                 const std::vector<std::string>& arguments,
                                                 const std::filesystem::path& log) {
  // Debian's own interpreter: its packages are not seen by another one on the path.
  std::vector<std::string> all = {(std::filesystem::path(ZJ_SOURCE_DIR) / script).string()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return StartPath("/usr/bin/python3", all, log);
}

StatusOr<ChildProcess> ChildProcess::StartPath(const std::string& path,
                                               const std::vector<std::string>& arguments,
                                               const std::filesystem::path& log) {
  std::vector<char*> argv = {const_cast<char*>(path.c_str())};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid < 0) return MakeError(StatusCode::kInternal, "FORK_FAILED", "cannot start " + path);
  if (pid == 0) {
    const int fd = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd >= 0) {
      ::dup2(fd, 1);
      ::dup2(fd, 2);
    }
    ::execv(path.c_str(), argv.data());
    ::_exit(127);
  }
  return ChildProcess(pid);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  return *this;
}

ChildProcess::~ChildProcess() { Kill(); }

void ChildProcess::Kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  Wait();
}

int ChildProcess::Wait() {
  if (pid_ <= 0) return -1;
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace zhaojian::testing
