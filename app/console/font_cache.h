// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "app/console/fonts.h"
#include "core/base/status.h"

namespace zhaojian {

/// A baked atlas in a file, so that only the first start bakes. The file is a copy of what ImGui
/// holds after baking: glyph boxes, their places in the texture, the texture. It is for this build
/// on this machine and is made anew rather than read when anything about it is not as expected.
///
/// Where the atlas of a key lies. @param key hex digits that name everything the atlas depends on.
std::filesystem::path FontCacheFile(const std::filesystem::path& folder, const std::string& key);

/// Reads a baked atlas into `set`, with the cuts in the order of Type. `set` is untouched after an
/// error. Errors: kNotFound FILE_NOT_FOUND; kDataLoss FONT_CACHE_DAMAGED for a file that is torn,
/// changed, of another build or of another key.
Status LoadFontCache(const std::filesystem::path& folder, const std::string& key, FontSet& set);

/// Writes a baked atlas, as one change, and deletes the oldest of more than a handful.
/// Errors: kUnavailable FILE_UNWRITABLE.
Status SaveFontCache(const std::filesystem::path& folder, const std::string& key,
                     const FontSet& set);

/// What every key begins from: the form of the file and the ImGui that reads it.
std::string FontCacheVersion();

}  // namespace zhaojian
