// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "core/base/status.h"

namespace zhaojian {

/// One face of a font file.
struct FontFace {
  std::filesystem::path file;
  /// Number of the face in a collection, 0 for a single font.
  int index = 0;
};

/// Regular and bold of one family that has Chinese.
struct FontFamily {
  FontFace regular;
  /// The regular face where the family has no bold one.
  FontFace bold;
  /// A family for Latin, where the Chinese one has none.
  std::optional<FontFace> latin;
  std::optional<FontFace> latin_bold;
};

/// The Chinese font of this machine: Noto Sans CJK SC, else WenQuanYi or Droid Fallback over
/// DejaVu, where Debian puts them. Errors: kNotFound FONT_MISSING naming the package to install.
StatusOr<FontFamily> FindChineseFont();

}  // namespace zhaojian
