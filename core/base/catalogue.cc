// SPDX-License-Identifier: Apache-2.0
#include "core/base/catalogue.h"

#include "core/base/json.h"

namespace zhaojian {
namespace {

StatusOr<std::map<std::string, std::string>> LoadLanguage(const std::filesystem::path& path) {
  ZJ_ASSIGN_OR_RETURN(const Json json, ReadJsonFile(path));
  std::map<std::string, std::string> texts;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_CATALOGUE",
                       path.filename().string() + ": " + key + " must be a string", key);
    }
    texts[key] = value.get<std::string>();
  }
  return texts;
}

}  // namespace

StatusOr<Catalogue> Catalogue::Load(const std::filesystem::path& i18n_folder) {
  Catalogue catalogue;
  ZJ_ASSIGN_OR_RETURN(catalogue.chinese_, LoadLanguage(i18n_folder / "zh-CN.json"));
  ZJ_ASSIGN_OR_RETURN(catalogue.english_, LoadLanguage(i18n_folder / "en.json"));
  for (const auto& [key, text] : catalogue.chinese_) {
    if (catalogue.english_.count(key) == 0) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_CATALOGUE", "en.json lacks " + key, key);
    }
  }
  for (const auto& [key, text] : catalogue.english_) {
    if (catalogue.chinese_.count(key) == 0) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_CATALOGUE", "zh-CN.json lacks " + key, key);
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
