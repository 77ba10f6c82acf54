// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/status.h"

namespace zhaojian {

/// Reads a whole file. Paths are UTF-8.
/// Errors: kNotFound FILE_NOT_FOUND; kResourceExhausted FILE_TOO_LARGE above max_bytes (nothing is
/// read then); kUnavailable FILE_UNREADABLE.
StatusOr<std::string> ReadFile(const std::filesystem::path& path, size_t max_bytes);

/// Who may read a written file: its owner only, or everybody (0644) because it is handed on.
enum class FileRights { kPrivate, kHandedOn };

/// Writes a file so that a crash leaves either the old or the new content: temporary file in the
/// same folder, fsync, rename, fsync of the folder. Errors: kUnavailable FILE_UNWRITABLE.
Status WriteFileAtomically(const std::filesystem::path& path, std::string_view bytes,
                           FileRights rights = FileRights::kPrivate);

/// Creates a folder and its parents. Errors: kUnavailable FILE_UNWRITABLE.
Status MakeFolder(const std::filesystem::path& path);

/// Appends to a file and makes the bytes durable (fdatasync) before it returns. Thread safety:
/// none.
class AppendFile {
 public:
  /// Opens or creates the file. Errors: kUnavailable FILE_UNWRITABLE.
  static StatusOr<std::unique_ptr<AppendFile>> Open(const std::filesystem::path& path);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;
  /// Appends and syncs. Errors: kUnavailable FILE_UNWRITABLE; the file may then end in a part.
  Status Append(std::string_view bytes);

 private:
  explicit AppendFile(int fd) : fd_(fd) {}
  int fd_;
};

/// Folder of the running program.
StatusOr<std::filesystem::path> ProgramFolder();

/// `assets/` beside or above the program, or $ZJ_ASSETS. Errors: kNotFound ASSETS_MISSING.
StatusOr<std::filesystem::path> AssetFolder();

/// `shaders/` beside or above the program, or $ZJ_SHADERS. Errors: kNotFound SHADERS_MISSING.
StatusOr<std::filesystem::path> ShaderFolder();

/// `models/` (converted networks) beside or above the program, or $ZJ_MODELS.
/// Errors: kNotFound MODELS_MISSING, which says to run app/setup.
StatusOr<std::filesystem::path> ModelFolder();

/// Default data folder: $XDG_DATA_HOME/zhaojian, else ~/.local/share/zhaojian.
std::filesystem::path DefaultDataFolder();

/// Exclusive lock on a data folder, held while the object lives and freed by the system on a crash.
class FolderLock {
 public:
  /// @param owner shown to whoever comes second, for example "zhaojian-service pid 12".
  /// Errors: kUnavailable STORE_IN_USE naming the owner.
  static StatusOr<std::unique_ptr<FolderLock>> Acquire(const std::filesystem::path& folder,
                                                       const std::string& owner);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

/// A fresh folder under the system's temporary folder, removed with its content at the end.
class TemporaryFolder {
 public:
  /// Errors: kUnavailable FILE_UNWRITABLE.
  static StatusOr<TemporaryFolder> Create();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;
  ~TemporaryFolder();
  /// Where it lies.
  const std::filesystem::path& Path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// CPU seconds (user + system) this process has used so far.
double ProcessCpuSeconds();

/// CPU seconds the calling thread has used so far.
double ThreadCpuSeconds();

/// Process id of this program.
int64_t ProcessId();

}  // namespace zhaojian
