// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/status.h"

namespace zhaojian {

/// Writes a ZIP archive: members as they are (photos do not shrink), names in UTF-8 and marked so,
/// large archives in ZIP64. Nothing is at the path before Close. Thread safety: none.
class ZipFile {
 public:
  /// Opens an archive that is there already, to add to it, or begins one.
  /// Errors: kUnavailable FILE_UNWRITABLE; kFailedPrecondition BAD_ZIP for a file that is no ZIP.
  static StatusOr<std::unique_ptr<ZipFile>> Open(const std::filesystem::path& path);
  virtual ~ZipFile() = default;
  /// Is there a member of this name?
  virtual bool Has(const std::string& name) const = 0;
  /// Names of all members that are there.
  virtual std::vector<std::string> Names() const = 0;
  /// What a member holds. Errors: kNotFound; kUnavailable FILE_UNREADABLE.
  virtual StatusOr<std::string> Read(const std::string& name) const = 0;
  /// Errors: kAlreadyExists FILE_EXISTS; kUnavailable FILE_UNWRITABLE.
  virtual Status Add(const std::string& name, std::string bytes) = 0;
  /// Writes everything and replaces the file at the path in one step. Nothing is kept without it.
  /// Errors: kUnavailable FILE_UNWRITABLE.
  virtual Status Close() = 0;
};

}  // namespace zhaojian
