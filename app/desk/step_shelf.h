// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/executor.h"
#include "core/retouch/recipe_parts.h"

namespace zhaojian::desk {

/// Steps on their way from one photo to another: what was copied last, and presets that stay on
/// this machine. Frame thread only; files are written on an executor.
class StepShelf {
 public:
  /// Slots: 0 is what was copied last, 1..kPresets are presets.
  static constexpr size_t kPresets = 5;

  /// What the card shows: choosing what to copy, or confirming what is put onto this photo.
  enum class Card { kNone, kCopy, kPaste };

  /// A step of the card.
  struct Line {
    std::string kind;
    size_t strokes = 0;
    /// Belongs to the photo it was made on; ticked only by hand.
    bool tied = false;
    bool ticked = false;
  };

  /// @param folder of the presets; empty: they live as long as the program. Reads what is there; a
  /// preset that cannot be read counts as empty. @param writer must outlive the shelf.
  StepShelf(std::filesystem::path folder, Executor* writer);

  Card card() const { return card_; }
  const std::vector<Line>& lines() const { return lines_; }
  /// The slot whose steps the paste card shows.
  size_t slot() const { return slot_; }
  bool Has(size_t slot) const { return slot < slots_.size() && !slots_[slot].empty(); }

  /// Opens the card of what can be copied: everything a person did that is not tied to the photo is
  /// ticked. False when there is nothing.
  bool OpenCopy(const Recipe& recipe);
  /// Opens the card of what would be put onto the photo in hand, from a slot that has something.
  /// False when all are empty.
  bool OpenPaste();
  void Toggle(size_t line);
  /// Copy card: keeps the ticked steps in a slot and closes. Paste card: shows that slot.
  bool Choose(size_t slot);
  /// Paste card: the ticked steps; closes.
  std::vector<Operation> Take();
  void Close() { card_ = Card::kNone; }

 private:
  void Show(const std::vector<RecipePart>& parts, bool tick_tied);
  std::vector<Operation> Ticked() const;
  std::filesystem::path File(size_t slot) const;
  std::filesystem::path folder_;
  Executor* writer_;
  std::array<std::vector<Operation>, kPresets + 1> slots_;
  std::vector<RecipePart> parts_;
  std::vector<Line> lines_;
  Card card_ = Card::kNone;
  size_t slot_ = 0;
};

}  // namespace zhaojian::desk
