// SPDX-License-Identifier: Apache-2.0
#include "core/base/catalogue.h"

#include "core/base/json.h"

namespace zhaojian {
namespace {

Status LoadFile(const std::filesystem::path& path, std::map<std::string, std::string>& texts) {
  ZJ_ASSIGN_OR_RETURN(const Json json, ReadJsonFile(path));
  for (const auto& [key, value] : json.items()) {
    const bool fresh = value.is_string() && texts.emplace(key, value.get<std::string>()).second;
    if (!fresh) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_CATALOGUE",
                       path.filename().string() + ": " + key + " must be a string, given once",
                       key);
    }
  }
  return absl::OkStatus();
}

StatusOr<std::map<std::string, std::string>> LoadLanguage(const std::filesystem::path& folder) {
  std::map<std::string, std::string> texts;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".json") continue;
    ZJ_RETURN_IF_ERROR(LoadFile(entry.path(), texts));
  }
  if (texts.empty()) {
    return MakeError(StatusCode::kNotFound, "BAD_CATALOGUE", "no texts in " + folder.string());
  }
  return texts;
}

}  // namespace

StatusOr<Catalogue> Catalogue::Load(const std::filesystem::path& i18n_folder) {
  Catalogue catalogue;
  ZJ_ASSIGN_OR_RETURN(catalogue.chinese_, LoadLanguage(i18n_folder / "zh-CN"));
  ZJ_ASSIGN_OR_RETURN(catalogue.english_, LoadLanguage(i18n_folder / "en"));
  for (const auto& [key, text] : catalogue.chinese_) {
    if (catalogue.english_.count(key) == 0) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_CATALOGUE", "en lacks " + key, key);
    }
  }
  for (const auto& [key, text] : catalogue.english_) {
    if (catalogue.chinese_.count(key) == 0) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_CATALOGUE", "zh-CN lacks " + key, key);
    }
  }
  return catalogue;
}

const std::string& Catalogue::Text(Language language, const std::string& key) const {
  const auto& texts = language == Language::kChinese ? chinese_ : english_;
  const auto it = texts.find(key);
  return it == texts.end() ? key : it->second;
}

std::string Catalogue::Format(Language language, const std::string& key,
                              const std::vector<std::string>& arguments) const {
  const std::string& pattern = Text(language, key);
  std::string text;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool placeholder = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' &&
                             pattern[i + 1] >= '0' && pattern[i + 1] <= '9';
    if (!placeholder) {
      text += pattern[i];
      continue;
    }
    const auto index = static_cast<size_t>(pattern[i + 1] - '0');
    if (index < arguments.size()) text += arguments[index];
    i += 2;
  }
  return text;
}

std::vector<std::string> Catalogue::Keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, text] : chinese_) keys.push_back(key);
  return keys;
}

}  // namespace zhaojian
