// SPDX-License-Identifier: Apache-2.0
#include "app/desk/reason_palette.h"

#include <algorithm>
#include <cctype>

namespace zhaojian::desk {
namespace {

constexpr size_t kDigits = 9;
constexpr size_t kFewestListed = 3;
constexpr size_t kRecentKept = 9;
// Until a person has used any: the commonest causes in the schools' notices (hair, light, tilt).
const char* const kFirstListed[] = {"OCC-01", "LIGHT-01", "POSE-03"};

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// Codes are compared without their hyphen: occ01 finds OCC-01.
std::string Plain(const std::string& code) {
  std::string out;
  for (const char c : Lower(code)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) out += c;
  }
  return out;
}

}  // namespace

void ReasonPalette::Reset(const std::vector<std::string>& suggestions) {
  suggestions_ = suggestions;
  chosen_.clear();
  CloseSearch();
}

void ReasonPalette::Restore(const std::vector<ReasonMark>& marks) {
  chosen_ = marks;
  ListSuggestions();
}

void ReasonPalette::Remember(const std::vector<ReasonMark>& marks) {
  for (const ReasonMark& mark : marks) {
    recent_.erase(std::remove(recent_.begin(), recent_.end(), mark.code), recent_.end());
    recent_.insert(recent_.begin(), mark.code);
  }
  if (recent_.size() > kRecentKept) recent_.resize(kRecentKept);
}

void ReasonPalette::ListSuggestions() {
  listed_.clear();
  const auto add = [this](const std::string& code) {
    const Reason* entry = book_->Find(code);
    const bool there = std::any_of(listed_.begin(), listed_.end(),
                                   [&](const ReasonHit& hit) { return hit.entry == entry; });
    if (entry != nullptr && MayBeChosen(*entry) && !there && listed_.size() < kDigits)
      listed_.push_back({entry, {}});
  };
  for (const std::string& code : suggestions_) add(code);
  for (const ReasonMark& mark : chosen_) add(mark.code);
  for (size_t i = 0; i < recent_.size() && listed_.size() < kFewestListed; ++i) add(recent_[i]);
  for (size_t i = 0; i < std::size(kFirstListed) && listed_.size() < kFewestListed; ++i) {
    add(kFirstListed[i]);
  }
}

bool ReasonPalette::IsChosen(const std::string& code) const { return Chosen(code) != nullptr; }

bool ReasonPalette::ToggleDigit(int digit) {
  const auto index = static_cast<size_t>(digit - 1);
  if (digit < 1 || index >= std::min(kDigits, listed_.size())) return false;
  return Toggle(listed_[index].entry->code);
}

bool ReasonPalette::Toggle(const std::string& code) {
  const Reason* entry = book_->Find(code);
  if (entry == nullptr || !MayBeChosen(*entry)) return false;
  const auto it = std::find_if(chosen_.begin(), chosen_.end(),
                               [&](const ReasonMark& mark) { return mark.code == code; });
  if (it != chosen_.end()) {
    chosen_.erase(it);
  } else {
    ReasonMark mark;
    mark.code = code;
    chosen_.push_back(std::move(mark));
  }
  return true;
}

const ReasonMark* ReasonPalette::Chosen(const std::string& code) const {
  const auto it = std::find_if(chosen_.begin(), chosen_.end(),
                               [&](const ReasonMark& mark) { return mark.code == code; });
  return it == chosen_.end() ? nullptr : &*it;
}

void ReasonPalette::SetRegion(const std::string& code, const std::optional<cv::Rect2d>& region) {
  for (ReasonMark& mark : chosen_) {
    if (mark.code == code) mark.region = region;
  }
}

void ReasonPalette::DropLast() {
  if (!chosen_.empty()) chosen_.pop_back();
}

void ReasonPalette::OpenSearch() {
  searching_ = true;
  query_.clear();
  Search();
}

void ReasonPalette::CloseSearch() {
  searching_ = false;
  query_.clear();
  hits_.clear();
  ListSuggestions();
}

void ReasonPalette::Type(const std::string& text) {
  query_ += text;
  Search();
}

void ReasonPalette::Backspace() {
  // Removes one whole UTF-8 character.
  while (!query_.empty() && (static_cast<unsigned char>(query_.back()) & 0xC0) == 0x80)
    query_.pop_back();
  if (!query_.empty()) query_.pop_back();
  Search();
}

void ReasonPalette::Search() {
  hits_.clear();
  const std::string plain = Plain(query_);
  for (const Reason& entry : book_->All()) {
    if (!MayBeChosen(entry)) continue;
    if (query_.empty() || (!plain.empty() && Plain(entry.code).rfind(plain, 0) == 0)) {
      hits_.push_back({&entry, {}});
      continue;
    }
    if (const auto hit = FindByInitials(entry.zh, plain)) {
      hits_.push_back({&entry, *hit});
    } else if (const size_t at = entry.zh.find(query_); at != std::string::npos) {
      hits_.push_back({&entry, {at, query_.size()}});
    } else if (plain.size() >= 3 && Lower(entry.en).find(Lower(query_)) != std::string::npos) {
      hits_.push_back({&entry, {}});
    }
  }
  listed_.assign(hits_.begin(),
                 hits_.begin() + static_cast<std::ptrdiff_t>(std::min(kDigits, hits_.size())));
}

const Reason* ReasonPalette::BlocksPass() const {
  for (const ReasonMark& mark : chosen_) {
    const Reason* entry = book_->Find(mark.code);
    if (entry != nullptr && !TravelsWithPass(*entry)) return entry;
  }
  return nullptr;
}

std::vector<const Reason*> ReasonPalette::StudentReads() const {
  std::vector<const Reason*> out;
  for (const ReasonMark& mark : chosen_) out.push_back(book_->Find(mark.code));
  if (out.empty() && !suggestions_.empty()) {
    if (const Reason* entry = book_->Find(suggestions_.front())) out.push_back(entry);
  }
  return out;
}

}  // namespace zhaojian::desk
