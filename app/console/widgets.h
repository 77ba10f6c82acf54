// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/console/kit.h"

namespace zhaojian {

// Every widget takes plain data and an absolute rectangle in logical pixels, registers its
// rectangle in the kit's probe under `id`, and returns what the mouse did. None decides anything.

/// Draws a key plate with its left edge at x, centred on cy; returns its width (at least 24, 22
/// high).
/// @param name as it stands on the key: "F", "Ctrl Enter". @param off dimmed, when the key does
/// nothing now.
float KeyPlate(Kit& kit, float x, float cy, const std::string& name, bool off = false,
               float height = 22);

/// Width that KeyPlate would take.
float KeyPlateWidth(const Kit& kit, const std::string& name, float height = 22);

/// A key plate and its word, as in the row under the photo. Returns where the next one may start
/// (x). Clicking does what the key does.
struct KeyHint {
  std::string id;
  std::string key;
  std::string word;
  bool off = false;
};
float DrawKeyHint(Kit& kit, float x, float cy, const KeyHint& hint, Touch* touch = nullptr);

/// How a decision button stands.
enum class ButtonState {
  kReady,
  kArmed,         ///< Chosen and needs one more stroke: 2 px accent, accent fill.
  kOff,           ///< Not possible now; the consequence line says why.
  kNotPresented,  ///< The photo is not on the screen yet: drawn like off, without a word of its
                  ///< own.
};

/// A button that decides. The key stays where it is; only the last line changes.
struct DecisionButtonData {
  std::string id;
  std::string key;
  Icon icon = Icon::kNone;
  Token icon_token = Token::kText;
  std::string word;
  std::string consequence;
  ButtonState state = ButtonState::kReady;
  /// F and R have the 22 px word, the small ones 17 px.
  bool large = false;
};
Touch DecisionButton(Kit& kit, const Rect& rect, const DecisionButtonData& data);

/// How a reason chip stands.
enum class ChipState { kSuggested, kChosen, kSearchHit, kBlocked };

/// A reason: key, code, words, disposition.
struct ReasonChipData {
  std::string id;
  std::string key;
  std::string code;
  std::string words;
  std::string disposition;
  ChipState state = ChipState::kSuggested;
  /// Bytes of `words` to underline, for search hits: [hit_begin, hit_end).
  size_t hit_begin = 0;
  size_t hit_end = 0;
};
Touch ReasonChip(Kit& kit, const Rect& rect, const ReasonChipData& data);

/// A tab of the top bar (112 wide): name, key, accent bar under the chosen one.
Touch Tab(Kit& kit, const Rect& rect, const std::string& id, const std::string& name,
          const std::string& key, bool chosen);

/// A toggle of a small set (today / week / month, split / flicker): filled accent when chosen.
Touch Segment(Kit& kit, const Rect& rect, const std::string& id, const std::string& word,
              bool chosen);

/// Title of a part of a panel: bold name, dim remark, optional key plate at the right edge.
/// @param rect x, width and the middle line; height is the row's.
void SectionHeader(Kit& kit, const Rect& rect, const std::string& title,
                   const std::string& remark = {}, const std::string& key = {});

/// What a banner is about.
enum class BannerKind { kInfo, kCaution, kFail };

/// Something happened: stripe, icon, what, what next, keys. Never over a face that may still be
/// judged.
struct BannerData {
  std::string id;
  BannerKind kind = BannerKind::kInfo;
  Icon icon = Icon::kNone;
  std::string title;
  /// One line each.
  std::vector<std::string> lines;
  /// Keys with their words, drawn in the last row; ids are "<id>.<key>".
  std::vector<KeyHint> keys;
  /// 0..1: a countdown bar along the lower edge; negative: none.
  float countdown = -1;
};
/// Returns the index of the key hint that was clicked, or -1. Draw it in a layer when it lies over
/// something.
int Banner(Kit& kit, const Rect& rect, const BannerData& data);

/// How a decided photo stands in the strip.
enum class UndoState { kRunning, kEffective, kUndone };

/// A row of the last ten: thumb, last six, verdict, seconds left, bar.
struct UndoRowData {
  std::string id;
  ImTextureID thumb = nullptr;
  std::string tail;
  Icon icon = Icon::kOk;
  Token icon_token = Token::kOk;
  std::string verdict;
  UndoState state = UndoState::kRunning;
  /// Words for what is left ("8 s"), only while running.
  std::string seconds;
  /// Part of the window that is left, 0..1.
  float left = 0;
};
Touch UndoRow(Kit& kit, const Rect& rect, const UndoRowData& data);

/// How a lease stands.
enum class LeaseState { kRenewing, kIdle, kEnding, kLost };
/// A pie and words. @param part 0..1 of the lease that is left.
void LeaseClock(Kit& kit, float x, float cy, LeaseState state, float part,
                const std::string& words);

/// Two columns of a fact list: dim name at the left edge, value at the right edge.
void FactRow(Kit& kit, const Rect& rect, const std::string& name, const std::string& value,
             bool strong = false);

/// A one-line text field with an input method (notes, comments). Returns true when the text
/// changed.
/// @param focus takes the keyboard in this frame. @param entered set when Enter ended it.
bool TextField(Kit& kit, const Rect& rect, const std::string& id, std::string* text,
               const std::string& hint, bool focus = false, bool* entered = nullptr);

/// A box that looks like a text field but shows text typed by key position (the palette's search).
void SearchBox(Kit& kit, const Rect& rect, const std::string& id, const std::string& key,
               const std::string& text, const std::string& hint, bool active);

/// A drop-down's closed box with its value; clicking is reported, the caller opens the choice.
Touch ChoiceBox(Kit& kit, const Rect& rect, const std::string& id, const std::string& value);

/// Opening of a string in UTF-8: the byte length of its first `characters` characters.
size_t Utf8Prefix(const std::string& text, size_t characters);

}  // namespace zhaojian
