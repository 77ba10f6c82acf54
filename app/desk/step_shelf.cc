// SPDX-License-Identifier: Apache-2.0
#include "app/desk/step_shelf.h"

#include <utility>

#include "core/base/file.h"
#include "core/base/log.h"
#include "core/retouch/operations.h"

namespace zhaojian::desk {
namespace {

/// A preset of sliders has some hundred bytes; one with a day of strokes still fits.
constexpr size_t kMaxPresetBytes = 2u << 20;

bool Tied(const Operation& step) {
  const OperationSpec* spec = FindOperation(step.kind);
  return spec == nullptr || spec->stage == Stage::kGeometry || !spec->modes.empty();
}

}  // namespace

StepShelf::StepShelf(std::filesystem::path folder, Executor* writer)
    : folder_(std::move(folder)), writer_(writer) {
  for (size_t slot = 1; !folder_.empty() && slot <= kPresets; ++slot) {
    const auto text = ReadFile(File(slot), kMaxPresetBytes);
    if (!text.ok()) continue;
    auto steps = ParseParts(*text);
    if (steps.ok()) slots_[slot] = *std::move(steps);
  }
}

std::filesystem::path StepShelf::File(size_t slot) const {
  return folder_ / ("preset-" + std::to_string(slot) + ".txt");
}

void StepShelf::Show(const std::vector<RecipePart>& parts, bool tick_tied) {
  parts_ = parts;
  lines_.clear();
  for (const RecipePart& part : parts_) {
    lines_.push_back(
        {part.operation.kind, part.operation.strokes.size(), part.tied, tick_tied || !part.tied});
  }
}

bool StepShelf::OpenCopy(const Recipe& recipe) {
  Show(PartsOf(recipe), false);
  if (lines_.empty()) return false;
  card_ = Card::kCopy;
  return true;
}

bool StepShelf::OpenPaste() {
  for (size_t slot = 0; slot < slots_.size(); ++slot) {
    if (!Has(slot)) continue;
    card_ = Card::kPaste;
    return Choose(slot);
  }
  return false;
}

void StepShelf::Toggle(size_t line) {
  if (line < lines_.size()) lines_[line].ticked = !lines_[line].ticked;
}

std::vector<Operation> StepShelf::Ticked() const {
  std::vector<Operation> steps;
  for (size_t i = 0; i < lines_.size(); ++i) {
    if (lines_[i].ticked) steps.push_back(parts_[i].operation);
  }
  return steps;
}

bool StepShelf::Choose(size_t slot) {
  if (card_ == Card::kNone || slot >= slots_.size()) return false;
  if (card_ == Card::kPaste) {
    if (!Has(slot)) return false;
    std::vector<RecipePart> parts;
    for (const Operation& step : slots_[slot]) parts.push_back({step, Tied(step)});
    // Whoever copied a crop ticked it there; here it is seen and confirmed.
    Show(parts, true);
    slot_ = slot;
    return true;
  }
  std::vector<Operation> steps = Ticked();
  if (steps.empty()) return false;
  slots_[slot] = std::move(steps);
  card_ = Card::kNone;
  if (slot == 0 || folder_.empty()) return true;
  writer_->Post([file = File(slot), text = PartsToText(slots_[slot])] {
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    const Status written = WriteFileAtomically(file, text);
    if (!written.ok())
      Log(LogLevel::kWarning, "desk", "a preset was not kept: " + MessageOf(written));
  });
  return true;
}

std::vector<Operation> StepShelf::Take() {
  if (card_ != Card::kPaste) return {};
  card_ = Card::kNone;
  return Ticked();
}

}  // namespace zhaojian::desk
