// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/blob_store.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "core/base/file.h"

namespace zhaojian {
namespace {

// Originals have at most 30 MB; sealing adds nonce and tag.
constexpr size_t kMaxBlob = size_t{64} << 20U;

class Folder final : public BlobStore {
 public:
  explicit Folder(std::filesystem::path root) : root_(std::move(root)) {}

  bool Has(const std::string& order, const std::string& sha256) const override {
    std::error_code error;
    return std::filesystem::exists(root_ / order / sha256, error);
  }

  Status Put(const std::string& order, const std::string& sha256,
             const std::string& sealed) override {
    ZJ_RETURN_IF_ERROR(MakeFolder(root_ / order));
    return WriteFileAtomically(root_ / order / sha256, sealed);
  }

  StatusOr<std::string> Get(const std::string& order, const std::string& sha256) const override {
    return ReadFile(root_ / order / sha256, kMaxBlob);
  }

  std::vector<std::string> Names(const std::string& order,
                                 const std::string& prefix) const override {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator at(root_ / order, error), end; !error && at != end;
         at.increment(error)) {
      std::string name = at->path().filename().string();
      if (name.rfind(prefix, 0) == 0) names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  void Remove(const std::string& order, const std::string& name) override {
    std::error_code error;
    std::filesystem::remove(root_ / order / name, error);
  }

  void Erase(const std::string& order) override {
    std::error_code error;
    std::filesystem::remove_all(root_ / order, error);
  }

 private:
  const std::filesystem::path root_;
};

class Memory final : public BlobStore {
 public:
  bool Has(const std::string& order, const std::string& sha256) const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return blobs_.count({order, sha256}) > 0;
  }

  Status Put(const std::string& order, const std::string& sha256,
             const std::string& sealed) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    blobs_[{order, sha256}] = sealed;
    return absl::OkStatus();
  }

  StatusOr<std::string> Get(const std::string& order, const std::string& sha256) const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = blobs_.find({order, sha256});
    if (found != blobs_.end()) return found->second;
    return MakeError(StatusCode::kNotFound, "NOT_FOUND", "the picture does not exist");
  }

  std::vector<std::string> Names(const std::string& order,
                                 const std::string& prefix) const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<std::string> names;
    for (auto at = blobs_.lower_bound({order, prefix});
         at != blobs_.end() && at->first.first == order && at->first.second.rfind(prefix, 0) == 0;
         ++at) {
      names.push_back(at->first.second);
    }
    return names;
  }

  void Remove(const std::string& order, const std::string& name) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    blobs_.erase({order, name});
  }

  void Erase(const std::string& order) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    blobs_.erase(blobs_.lower_bound({order, ""}), blobs_.lower_bound({order + "/", ""}));
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::string> blobs_;
};

}  // namespace

std::unique_ptr<BlobStore> FolderBlobs(std::filesystem::path root) {
  return std::make_unique<Folder>(std::move(root));
}

std::unique_ptr<BlobStore> MemoryBlobs() { return std::make_unique<Memory>(); }

}  // namespace zhaojian
