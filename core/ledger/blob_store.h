// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/status.h"

namespace zhaojian {

/// Sealed photos by order and hash (or, for pieces of uploads, another name). Thread safety:
/// thread-safe.
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  /// Is there one?
  virtual bool Has(const std::string& order, const std::string& sha256) const = 0;
  /// Durable before it returns. Errors: kUnavailable FILE_UNWRITABLE.
  virtual Status Put(const std::string& order, const std::string& sha256,
                     const std::string& sealed) = 0;
  /// Errors: kNotFound.
  virtual StatusOr<std::string> Get(const std::string& order, const std::string& sha256) const = 0;
  /// What is kept for an order under a name that begins with `prefix`, sorted.
  virtual std::vector<std::string> Names(const std::string& order,
                                         const std::string& prefix) const = 0;
  /// Removes one; nothing happens when there is none.
  virtual void Remove(const std::string& order, const std::string& name) = 0;
  /// Removes everything of an order. The key is gone already; what cannot be removed is unreadable.
  virtual void Erase(const std::string& order) = 0;
};

/// Files `<root>/<order>/<sha256>`.
std::unique_ptr<BlobStore> FolderBlobs(std::filesystem::path root);
/// For tests and simulations; gone with the process.
std::unique_ptr<BlobStore> MemoryBlobs();

}  // namespace zhaojian
