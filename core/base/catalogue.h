// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"

namespace zhaojian {

/// Languages of the console. Chinese is the source.
enum class Language { kChinese, kEnglish };

/// The words of the user interface, by key, from assets/i18n/{zh-CN,en}/*.json (flat objects; the
/// files of one language are merged, a key stands in one file only).
/// Thread safety: immutable after Load.
class Catalogue {
 public:
  /// Reads both languages. Errors: kInvalidArgument naming a key that one language lacks.
  static StatusOr<Catalogue> Load(const std::filesystem::path& i18n_folder);

  /// The text of a key; the key itself when it is unknown, so that a gap is seen and not hidden.
  const std::string& Text(Language language, const std::string& key) const;

  /// The text with {0}, {1} ... replaced.
  std::string Format(Language language, const std::string& key,
                     const std::vector<std::string>& arguments) const;

  /// All keys, sorted.
  std::vector<std::string> Keys() const;

 private:
  std::map<std::string, std::string> chinese_;
  std::map<std::string, std::string> english_;
};

}  // namespace zhaojian
