// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <imgui.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/imaging/font_files.h"

namespace zhaojian {

/// The eight cuts of the visual target. Never below 13 px.
enum class Type {
  kCap,       ///< 13 Regular: captions, limits.
  kCapBold,   ///< 13 Bold.
  kBody,      ///< 15 Regular, with the full character set.
  kBodyBold,  ///< 15 Bold.
  kStrong,    ///< 17 Bold: names on cards, words on buttons.
  kTitle,     ///< 22 Bold.
  kHero,      ///< 32 Bold: the worst value.
  kCount
};

/// Em size of a cut in logical pixels.
float EmOf(Type type);

/// What to bake.
struct FontRequest {
  /// Interface scale; glyphs are baked at this size and never stretched.
  float scale = 1.0f;
  /// Every text of the catalogue in both languages, reasons and profiles: their characters go into
  /// all cuts.
  std::vector<std::string> texts;
  /// Folder of assets (fonts/gb2312.txt is read). Empty: body has the characters of `texts` only.
  std::filesystem::path assets;
  /// Folder in which baked atlases are kept from one start to the next; empty: nowhere.
  std::filesystem::path cache;
  /// The font to bake; empty: this machine's (FindChineseFont).
  std::optional<FontFamily> family = std::nullopt;
};

/// A baked atlas with its cuts. Destroy after the ImGui context that uses it.
struct FontSet {
  ImFontAtlas atlas;
  ImFont* fonts[static_cast<int>(Type::kCount)] = {};
  float scale = 1.0f;
  /// Regular file it was baked from.
  std::filesystem::path file;
  /// The cut.
  ImFont* Get(Type type) const { return fonts[static_cast<int>(type)]; }
};

/// Bakes all cuts, or takes them from the cache: Noto Sans CJK SC, else WenQuanYi or Droid Fallback
/// over DejaVu. A cache that cannot be read or written only costs time. From the cache no font file
/// is read: one that changed is known by its size or its time of change.
/// May run on a worker as long as no ImGui context exists yet.
/// Errors: kNotFound FONT_MISSING naming the package to install; kInvalidArgument BAD_FONT.
StatusOr<std::unique_ptr<FontSet>> BakeFonts(const FontRequest& request);

/// Characters that are in no text but on the screen: signs of units, arrows, circled digits, κ, σ,
/// Δ.
extern const char* const kExtraGlyphs;

}  // namespace zhaojian
