// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/desk/desk_service.h"
#include "app/desk/pinyin.h"
#include "core/base/catalogue.h"
#include "core/domain/reason.h"

namespace zhaojian::desk {

/// A reason's words in a language.
inline const std::string& WordsOf(const Reason& reason, Language language) {
  return language == Language::kChinese ? reason.zh : reason.en;
}

/// What the student will read for a reason.
inline const std::string& GuidanceOf(const Reason& reason, Language language) {
  return language == Language::kChinese ? reason.guidance_zh : reason.guidance_en;
}

/// True when the reason travels with a pass to the retoucher.
inline bool TravelsWithPass(const Reason& reason) {
  return reason.disposition == Disposition::kFixable ||
         reason.disposition == Disposition::kConditional;
}

/// False for what only the system sets (withdrawn, asked for again, code mismatch): the service
/// refuses it from a person.
inline bool MayBeChosen(const Reason& reason) { return reason.disposition != Disposition::kAdmin; }

/// A search hit: the entry and the bytes of its words that matched (empty when the code matched).
struct ReasonHit {
  const Reason* entry = nullptr;
  TextHit hit;
};

/// The reasons of the photo on the stage: suggestions under digits, the chosen ones in order, the
/// search. It suggests and never chooses.
class ReasonPalette {
 public:
  explicit ReasonPalette(const ReasonCatalogue* book) : book_(book) {}

  /// A new photo: suggestions first, then what this person used last, at least three.
  void Reset(const std::vector<std::string>& suggestions);
  /// Puts chosen reasons back (undo).
  void Restore(const std::vector<ReasonMark>& marks);
  /// Remembers what was sent, most recent first.
  void Remember(const std::vector<ReasonMark>& marks);

  /// What the digits 1..9 mean now: suggestions, or hits while searching.
  const std::vector<ReasonHit>& listed() const { return listed_; }
  /// Chosen codes, most important first.
  const std::vector<ReasonMark>& chosen() const { return chosen_; }
  bool IsChosen(const std::string& code) const;
  /// The words of a code, or nullptr.
  const Reason* Find(const std::string& code) const { return book_->Find(code); }
  /// Toggles the reason under a digit 1..9; false when nothing is there.
  bool ToggleDigit(int digit);
  /// Toggles a code; false when it is unknown.
  bool Toggle(const std::string& code);
  void DropLast();
  /// Where a chosen reason shows, fractions of the upright source photo; absent takes the box away.
  /// Nothing happens when the reason is not chosen.
  void SetRegion(const std::string& code, const std::optional<cv::Rect2d>& region);
  /// The chosen mark of a code, or nullptr.
  const ReasonMark* Chosen(const std::string& code) const;

  bool searching() const { return searching_; }
  const std::string& query() const { return query_; }
  void OpenSearch();
  void CloseSearch();
  /// Adds a letter or digit typed by key position, or Chinese text from a paste.
  void Type(const std::string& text);
  void Backspace();
  /// All entries that match the query: code prefix, pinyin initials, Chinese or English words.
  const std::vector<ReasonHit>& hits() const { return hits_; }

  /// The first chosen reason that must not travel with a pass, or nullptr.
  const Reason* BlocksPass() const;
  /// What the student will read for the chosen reasons, else for the first suggestion.
  std::vector<const Reason*> StudentReads() const;
  const std::vector<std::string>& recent() const { return recent_; }

 private:
  void Search();
  void ListSuggestions();
  const ReasonCatalogue* book_;
  std::vector<std::string> suggestions_;
  std::vector<std::string> recent_;
  std::vector<ReasonMark> chosen_;
  std::vector<ReasonHit> listed_;
  std::vector<ReasonHit> hits_;
  bool searching_ = false;
  std::string query_;
};

}  // namespace zhaojian::desk
