// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/profile_store.h"

#include <set>
#include <system_error>
#include <utility>

#include "core/base/log.h"

namespace zhaojian {
namespace {
namespace fs = std::filesystem;

// Names, sizes and times of all files of a folder; changes when any of them does.
void Stamp(const fs::path& folder, std::string* out) {
  std::error_code error;
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".json") continue;
    std::string line = entry.path().filename().string();
    line += ' ' + std::to_string(entry.file_size(error));
    line += ' ' + std::to_string(entry.last_write_time(error).time_since_epoch().count());
    files.insert(std::move(line));
  }
  for (const std::string& file : files) *out += file + '\n';
}

}  // namespace

StatusOr<Profile> ProfileStore::Load(const std::string& id) const {
  const fs::path own = schools_ / (id + ".json");
  std::error_code ignored;
  if (schools_.empty() || !IsProfileId(id) || !fs::is_regular_file(own, ignored))
    return FindProfile(standards_.parent_path(), id);
  if (fs::is_regular_file(standards_ / (id + ".json"), ignored)) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_PROFILE",
                     own.filename().string() + " line 1: id is that of a shipped standard", "id");
  }
  ZJ_ASSIGN_OR_RETURN(Profile profile, LoadProfile(own, {standards_}));
  if (profile.id != id) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_PROFILE",
                     own.filename().string() + " line 1: id is not the name of the file", "id");
  }
  return profile;
}

const ProfileStore::Entry& ProfileStore::Look(const std::string& id) {
  // Two folders of some dozen files: some microseconds beside the analysis of a photo.
  std::string stamp;
  Stamp(standards_, &stamp);
  Stamp(schools_, &stamp);
  const auto known = entries_.find(id);
  if (known != entries_.end() && known->second.stamp == stamp) return known->second;
  auto loaded = Load(id);
  // Ids come from outside: one that names nothing is not remembered.
  if (!loaded.ok() && known == entries_.end()) {
    static thread_local Entry missing;
    missing = {"", loaded.status(), nullptr};
    return missing;
  }
  Entry& entry = entries_[id];
  entry.stamp = std::move(stamp);
  entry.problem = loaded.status();
  if (loaded.ok()) {
    entry.good = std::make_shared<const Profile>(*std::move(loaded));
  } else {
    Log(LogLevel::kError, "profiles",
        "refused, the last good one stays: " + MessageOf(entry.problem));
  }
  return entry;
}

StatusOr<std::shared_ptr<const Profile>> ProfileStore::Get(const std::string& id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const Entry& entry = Look(id);
  if (entry.good) return entry.good;
  return entry.problem;
}

Status ProfileStore::Problem(const std::string& id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return Look(id).problem;
}

}  // namespace zhaojian
