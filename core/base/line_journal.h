// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.h"
#include "core/base/status.h"

namespace zhaojian {

/// A private file that only grows, one checked line at a time, so that what was acknowledged to a
/// person survives a crash. Lines are `<first 16 hex digits of the text's SHA-256> <text>`. Thread
/// safety: none.
class LineJournal {
 public:
  /// What a file held when it was read.
  struct Content {
    /// The texts that could be read, oldest first.
    std::vector<std::string> lines;
    /// Whole lines that are not what was written.
    int damaged = 0;
    /// The file ends in a part of a line: a crash while writing, never acknowledged, so no damage.
    bool torn = false;
  };

  /// Reads a file. Errors: as ReadFile (kNotFound FILE_NOT_FOUND when there is none).
  static StatusOr<Content> Read(const std::filesystem::path& file, size_t max_bytes);

  /// Puts these lines in place of whatever the file held, as one change, and opens it for more. The
  /// file can be read by its owner only. Errors: kUnavailable FILE_UNWRITABLE.
  static StatusOr<std::unique_ptr<LineJournal>> Create(const std::filesystem::path& file,
                                                       const std::vector<std::string>& lines);

  /// Opens a file that Read found without a torn end, for more lines; makes it where there is none.
  /// Errors: kUnavailable FILE_UNWRITABLE.
  static StatusOr<std::unique_ptr<LineJournal>> Open(const std::filesystem::path& file);

  /// Appends texts, each without a line break, and waits until they are on the disk. After an error
  /// none of them counts; the part that may have been written is cut off before the next append.
  /// Errors: kInvalidArgument BAD_LINE; kUnavailable FILE_UNWRITABLE.
  Status Append(const std::vector<std::string>& lines);

 private:
  LineJournal(std::filesystem::path file, std::unique_ptr<AppendFile> out, uintmax_t size)
      : file_(std::move(file)), out_(std::move(out)), size_(size) {}

  const std::filesystem::path file_;
  std::unique_ptr<AppendFile> out_;
  /// Bytes of whole lines.
  uintmax_t size_;
  /// More than `size_` bytes may be there.
  bool torn_ = false;
};

}  // namespace zhaojian
