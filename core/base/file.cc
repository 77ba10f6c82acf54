// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace zhaojian {
namespace fs = std::filesystem;
namespace {

Status Unwritable(const fs::path& path, const std::string& step) {
  return MakeError(StatusCode::kUnavailable, "FILE_UNWRITABLE",
                   "cannot " + step + " " + path.string() + ": " + std::strerror(errno) +
                       "; check the folder's rights and free space",
                   "path");
}

Status WriteAll(int fd, std::string_view bytes, const fs::path& path) {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return Unwritable(path, "write");
    done += static_cast<size_t>(n);
  }
  return absl::OkStatus();
}

StatusOr<fs::path> FindUpwards(const char* environment, const std::string& name,
                               const std::string& reason, const std::string& advice) {
  if (const char* set = std::getenv(environment); set != nullptr && *set != '\0') {
    return fs::path(set);
  }
  ZJ_ASSIGN_OR_RETURN(fs::path folder, ProgramFolder());
  // build/<preset>/bin -> the checkout is three levels up; tests sit one deeper.
  constexpr int kLevels = 6;
  for (int level = 0; level < kLevels; ++level) {
    std::error_code ignored;
    if (fs::is_directory(folder / name, ignored)) return folder / name;
    if (!folder.has_parent_path() || folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
  return MakeError(StatusCode::kNotFound, reason, advice, name);
}

}  // namespace

StatusOr<std::string> ReadFile(const fs::path& path, size_t max_bytes) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT) {
      return MakeError(StatusCode::kNotFound, "FILE_NOT_FOUND",
                       "no such file: " + path.string() + "; check the path", "path");
    }
    return MakeError(StatusCode::kUnavailable, "FILE_UNREADABLE",
                     "cannot read " + path.string() + ": " + std::strerror(errno), "path");
  }
  std::string bytes;
  struct stat info {};
  // A hint that saves copies while the text grows; the file may be longer by now, a pipe has none.
  if (::fstat(fd, &info) == 0 && info.st_size > 0) {
    bytes.reserve(std::min(max_bytes, static_cast<size_t>(info.st_size)));
  }
  std::array<char, 1 << 16> buffer;
  Status status;
  while (true) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      status = MakeError(StatusCode::kUnavailable, "FILE_UNREADABLE",
                         "cannot read " + path.string() + ": " + std::strerror(errno), "path");
      break;
    }
    if (n == 0) break;
    if (bytes.size() + static_cast<size_t>(n) > max_bytes) {
      status = MakeError(StatusCode::kResourceExhausted, "FILE_TOO_LARGE",
                         path.string() + " is larger than " + std::to_string(max_bytes) + " bytes",
                         "path");
      break;
    }
    bytes.append(buffer.data(), static_cast<size_t>(n));
  }
  ::close(fd);
  if (!status.ok()) return status;
  return bytes;
}

Status WriteFileAtomically(const fs::path& path, std::string_view bytes, FileRights rights) {
  std::string temporary = path.string() + ".XXXXXX";
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return Unwritable(path, "create");
  ::fchmod(fd, rights == FileRights::kPrivate ? 0600 : 0644);
  Status status = WriteAll(fd, bytes, path);
  if (status.ok() && ::fsync(fd) != 0) status = Unwritable(path, "sync");
  ::close(fd);
  if (status.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) {
    status = Unwritable(path, "rename");
  }
  if (!status.ok()) {
    ::unlink(temporary.c_str());
    return status;
  }
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const int folder_fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd >= 0) {
    ::fsync(folder_fd);
    ::close(folder_fd);
  }
  return absl::OkStatus();
}

Status MakeFolder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return absl::OkStatus();
  return MakeError(StatusCode::kUnavailable, "FILE_UNWRITABLE",
                   "cannot create folder " + path.string() + ": " + error.message() +
                       "; check the rights of its parent",
                   "path");
}

StatusOr<std::unique_ptr<AppendFile>> AppendFile::Open(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return Unwritable(path, "open");
  return std::unique_ptr<AppendFile>(new AppendFile(fd));
}

AppendFile::~AppendFile() { ::close(fd_); }

Status AppendFile::Append(std::string_view bytes) {
  ZJ_RETURN_IF_ERROR(WriteAll(fd_, bytes, "journal"));
  if (::fdatasync(fd_) != 0) return Unwritable("journal", "sync");
  return absl::OkStatus();
}

StatusOr<fs::path> ProgramFolder() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) {
    return MakeError(StatusCode::kInternal, "PROGRAM_FOLDER_UNKNOWN",
                     "cannot find the program's own folder: " + error.message());
  }
  return self.parent_path();
}

StatusOr<fs::path> AssetFolder() {
  return FindUpwards("ZJ_ASSETS", "assets", "ASSETS_MISSING",
                     "no assets folder beside the program; set ZJ_ASSETS to it");
}

StatusOr<fs::path> ShaderFolder() {
  return FindUpwards("ZJ_SHADERS", "shaders", "SHADERS_MISSING",
                     "no shaders folder beside the program; set ZJ_SHADERS to it");
}

StatusOr<fs::path> ModelFolder() {
  return FindUpwards("ZJ_MODELS", "models", "MODELS_MISSING",
                     "no converted models beside the program; run app/setup and build again");
}

fs::path DefaultDataFolder() {
  if (const char* set = std::getenv("XDG_DATA_HOME"); set != nullptr && *set != '\0') {
    return fs::path(set) / "zhaojian";
  }
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/tmp") / ".local" / "share" / "zhaojian";
}

StatusOr<std::unique_ptr<FolderLock>> FolderLock::Acquire(const fs::path& folder,
                                                          const std::string& owner) {
  ZJ_RETURN_IF_ERROR(MakeFolder(folder));
  const fs::path path = folder / "lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Unwritable(path, "open");
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 200> text{};
    const ssize_t n = ::pread(fd, text.data(), text.size() - 1, 0);
    ::close(fd);
    const std::string holder =
        n > 0 ? std::string(text.data(), static_cast<size_t>(n)) : "another program";
    return MakeError(StatusCode::kUnavailable, "STORE_IN_USE",
                     "data folder " + folder.string() + " is in use by " + holder +
                         "; close it, or connect with --service",
                     "data", {{"owner", holder}});
  }
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, owner.data(), owner.size(), 0) < 0) {
    ::close(fd);
    return Unwritable(path, "write");
  }
  return std::unique_ptr<FolderLock>(new FolderLock(fd));
}

FolderLock::~FolderLock() { ::close(fd_); }

StatusOr<TemporaryFolder> TemporaryFolder::Create() {
  std::error_code error;
  const fs::path base = fs::temp_directory_path(error);
  std::string pattern = (error ? fs::path("/tmp") : base).string() + "/zhaojian-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) return Unwritable(pattern, "create");
  return TemporaryFolder(pattern);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

namespace {
double ClockSeconds(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}
}  // namespace

double ProcessCpuSeconds() { return ClockSeconds(CLOCK_PROCESS_CPUTIME_ID); }
double ThreadCpuSeconds() { return ClockSeconds(CLOCK_THREAD_CPUTIME_ID); }
int64_t ProcessId() { return ::getpid(); }

}  // namespace zhaojian
