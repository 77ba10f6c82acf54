// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/font_files.h"

namespace zhaojian {
namespace {

constexpr char kDejaVu[] = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr char kDejaVuBold[] = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";

struct Place {
  const char* regular;
  /// nullptr: the family has none.
  const char* bold;
  int index;
  bool latin;
};

// Where Debian puts them; face 2 of the Noto collections is SC.
constexpr Place kPlaces[] = {
    {"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
     "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2, true},
    {"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", nullptr, 0, true},
    {"/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", nullptr, 0, true},
    {"/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", nullptr, 0, false}};

}  // namespace

StatusOr<FontFamily> FindChineseFont() {
  std::error_code ignored;
  for (const Place& place : kPlaces) {
    if (!std::filesystem::exists(place.regular, ignored)) continue;
    FontFamily family;
    family.regular = {place.regular, place.index};
    family.bold = place.bold != nullptr ? FontFace{place.bold, place.index} : family.regular;
    if (!place.latin) {
      family.latin = FontFace{kDejaVu, 0};
      family.latin_bold = FontFace{kDejaVuBold, 0};
    }
    return family;
  }
  return MakeError(
      StatusCode::kNotFound, "FONT_MISSING",
      "no Chinese font on this machine; install fonts-noto-cjk (or fonts-wqy-microhei)");
}

}  // namespace zhaojian
