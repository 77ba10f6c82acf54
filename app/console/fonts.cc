// SPDX-License-Identifier: Apache-2.0
#include "app/console/fonts.h"

#include <cmath>

#include "core/base/file.h"

namespace zhaojian {
namespace {

// Line height of Noto Sans CJK in em (ascender 1.160, descender 0.288): what ImGui calls
// SizePixels.
constexpr float kLineHeight = 1.448f;
constexpr size_t kMaxFontBytes = 64u << 20;

struct Face {
  const char* path;
  int index;
};

/// Regular and bold of one family; `latin` is merged first for fonts that have none.
struct Family {
  Face regular;
  Face bold;
  Face latin;
  Face latin_bold;
};

constexpr char kDejaVu[] = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr char kDejaVuBold[] = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";
// Where Debian puts them; face 2 of the Noto collections is SC.
constexpr Family kFamilies[] = {
    {{"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2},
     {"/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2},
     {nullptr, 0},
     {nullptr, 0}},
    {{"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0},
     {nullptr, 0},
     {nullptr, 0},
     {nullptr, 0}},
    {{"/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0}, {nullptr, 0}, {nullptr, 0}, {nullptr, 0}},
    {{"/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", 0},
     {nullptr, 0},
     {kDejaVu, 0},
     {kDejaVuBold, 0}}};

bool IsBold(Type type) { return type != Type::kCap && type != Type::kBody; }

const Family* FindFamily() {
  std::error_code ignored;
  for (const Family& family : kFamilies) {
    if (std::filesystem::exists(family.regular.path, ignored)) return &family;
  }
  return nullptr;
}

void AddFace(ImFontAtlas& atlas, std::string& bytes, const Face& face, float pixels,
             const ImWchar* ranges, bool merge) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.FontNo = face.index;
  config.OversampleH = config.OversampleV = 1;
  config.PixelSnapH = true;
  config.MergeMode = merge;
  atlas.AddFontFromMemoryTTF(bytes.data(), static_cast<int>(bytes.size()), pixels, &config, ranges);
}

void CatalogueRanges(const FontRequest& request, ImVector<ImWchar>& catalogue,
                     ImVector<ImWchar>& body) {
  ImFontGlyphRangesBuilder builder;
  static const ImWchar kLatin[] = {0x20, 0x7E, 0xA0, 0xFF, 0};
  builder.AddRanges(kLatin);
  builder.AddText(kExtraGlyphs);
  for (const std::string& text : request.texts)
    builder.AddText(text.data(), text.data() + text.size());
  builder.BuildRanges(&catalogue);
  if (!request.assets.empty()) {
    if (const StatusOr<std::string> list = ReadFile(request.assets / "fonts/gb2312.txt", 1 << 20);
        list.ok()) {
      builder.AddText(list->data(), list->data() + list->size());
    }
  }
  builder.BuildRanges(&body);
}

}  // namespace

// Signs of the visual target, then punctuation and the arrows of key plates.
const char* const kExtraGlyphs =
    "°±−×≤≥≠≈→←↑↓Δσκ①②③④⑤⑥⑦⑧⑨–—…·・•“”‘’，。：；（）、？！《》「」%％￥±²μ\u3000";

float EmOf(Type type) {
  static constexpr float kEm[] = {13, 13, 15, 15, 17, 22, 32};
  return kEm[static_cast<size_t>(type)];
}

StatusOr<std::unique_ptr<FontSet>> BakeFonts(const FontRequest& request) {
  const Family* family = FindFamily();
  if (family == nullptr) {
    return MakeError(
        StatusCode::kNotFound, "FONT_MISSING",
        "no Chinese font on this machine; install fonts-noto-cjk (or fonts-wqy-microhei)");
  }
  const Face bold = family->bold.path != nullptr ? family->bold : family->regular;
  ZJ_ASSIGN_OR_RETURN(std::string regular_bytes, ReadFile(family->regular.path, kMaxFontBytes));
  ZJ_ASSIGN_OR_RETURN(std::string bold_bytes, ReadFile(bold.path, kMaxFontBytes));
  std::string latin, latin_bold;
  if (family->latin.path != nullptr) {
    ZJ_ASSIGN_OR_RETURN(latin, ReadFile(family->latin.path, kMaxFontBytes));
    ZJ_ASSIGN_OR_RETURN(latin_bold, ReadFile(family->latin_bold.path, kMaxFontBytes));
  }
  ImVector<ImWchar> catalogue, body;
  CatalogueRanges(request, catalogue, body);
  auto set = std::make_unique<FontSet>();
  set->scale = request.scale;
  set->file = family->regular.path;
  set->atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;
  // 4096 wide only when the glyphs are large: the height doubles in steps, so a square is the
  // smallest.
  set->atlas.TexDesiredWidth = request.scale > 1.4f ? 4096 : 2048;
  for (int i = 0; i < static_cast<int>(Type::kCount); ++i) {
    const auto type = static_cast<Type>(i);
    const float pixels = std::round(EmOf(type) * request.scale) * kLineHeight;
    const ImWchar* ranges = type == Type::kBody ? body.Data : catalogue.Data;
    const bool has_latin = !latin.empty();
    if (has_latin)
      AddFace(set->atlas, IsBold(type) ? latin_bold : latin, {nullptr, 0}, pixels, ranges, false);
    AddFace(set->atlas, IsBold(type) ? bold_bytes : regular_bytes,
            IsBold(type) ? bold : family->regular, pixels, ranges, has_latin);
    set->fonts[i] = set->atlas.Fonts.back();
  }
  if (!set->atlas.Build()) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_FONT",
                     "the Chinese font could not be read; reinstall it");
  }
  set->atlas.ClearInputData();
  return set;
}

}  // namespace zhaojian
