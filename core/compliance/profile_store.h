// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/compliance/profile.h"

namespace zhaojian {

/// The standards that were shipped and the schools' own rules laid over them, by id. Files may be
/// changed while the service runs: a good change counts from the next photo on, a bad one is
/// refused whole and the last good one stays.
/// Thread safety: thread-safe.
class ProfileStore {
 public:
  /// @param standards the shipped assets/profiles.
  /// @param schools the operator's folder of <id>.json; need not exist. A file there must not
  /// have the id of a shipped standard.
  ProfileStore(std::filesystem::path standards, std::filesystem::path schools)
      : standards_(std::move(standards)), schools_(std::move(schools)) {}

  /// The profile as its files stand, or as they last stood when they were good.
  /// Errors: kNotFound PROFILE_UNKNOWN; kInvalidArgument BAD_PROFILE or BAD_JSON naming file, line
  /// and key when the files were never good.
  StatusOr<std::shared_ptr<const Profile>> Get(const std::string& id);

  /// Why the files of this profile are refused as they stand now; OK when they are good.
  Status Problem(const std::string& id);

 private:
  struct Entry {
    std::string stamp;
    Status problem;
    std::shared_ptr<const Profile> good;
  };

  const Entry& Look(const std::string& id);
  StatusOr<Profile> Load(const std::string& id) const;

  const std::filesystem::path standards_;
  const std::filesystem::path schools_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

}  // namespace zhaojian
