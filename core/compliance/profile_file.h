// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/status.h"

namespace zhaojian {

/// A profile file laid over its base, and the base over its own, with the place of every key.
/// A file names its base by id; what it says itself stands, what it leaves out comes from the base.
/// Top-level keys are replaced whole, `rules` and `facts` key by key, `measures` measure by measure
/// (a measure of null is not taken under this profile). Internal to compliance.
class ProfileFile {
 public:
  /// Reads the file and its bases. @param folders where bases are looked for, in this order, after
  /// the file's own folder.
  /// Errors: kInvalidArgument BAD_JSON or BAD_PROFILE naming file, line and key; those of ReadFile.
  static StatusOr<ProfileFile> Read(const std::filesystem::path& file,
                                    const std::vector<std::filesystem::path>& folders);

  /// Takes the text of one file without a base. @param name stands for the file in messages.
  static StatusOr<ProfileFile> Parse(const std::string& text, const std::string& name);

  /// The merged file as one line, which Parse reads back.
  std::string Document() const;

  /// All layers merged; without "schema", "base" and "partial".
  const Json& Merged() const { return merged_; }
  /// The file's own version and those of its bases, joined by '+': a report names all of them.
  const std::string& Version() const { return version_; }
  /// True when the file only serves as a base.
  bool Partial() const { return partial_; }
  /// Every file that was read, the file itself first.
  const std::vector<std::filesystem::path>& Files() const { return files_; }

  /// kInvalidArgument BAD_PROFILE "<file> line <n>: <key> <what>" with the topmost file that has
  /// the key (or the nearest key around it), and `key` as the field.
  Status Bad(const std::string& key, const std::string& what) const {
    return BadIn(layers_, key, what);
  }

 private:
  struct Layer {
    std::string name;
    std::map<std::string, int> lines;
  };

  static Status BadIn(const std::vector<Layer>& layers, const std::string& key,
                      const std::string& what);
  StatusOr<Json> ReadLayer(const std::string& text, const std::string& name);
  StatusOr<std::filesystem::path> BaseOf(const Json& layer, const std::filesystem::path& file,
                                         const std::vector<std::filesystem::path>& folders) const;
  Status Merge(const Json& upper);

  Json merged_ = Json::object();
  std::string version_;
  bool partial_ = false;
  std::vector<Layer> layers_;
  std::vector<std::filesystem::path> files_;
};

}  // namespace zhaojian
