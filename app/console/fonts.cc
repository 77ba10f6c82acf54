// SPDX-License-Identifier: Apache-2.0
#include "app/console/fonts.h"

#include <cmath>

#include "app/console/font_cache.h"
#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/imaging/font_files.h"

namespace zhaojian {
namespace {

// Line height of Noto Sans CJK in em (ascender 1.160, descender 0.288): what ImGui calls
// SizePixels.
constexpr float kLineHeight = 1.448f;
constexpr size_t kMaxFontBytes = 64u << 20;

bool IsBold(Type type) { return type != Type::kCap && type != Type::kBody; }

void AddFace(ImFontAtlas& atlas, std::string& bytes, const FontFace& face, float pixels,
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

/// The files of a family; `latin` and `latin_bold` are empty where the family has its own.
struct FontBytes {
  std::string regular, bold, latin, latin_bold;
};

StatusOr<FontBytes> ReadFonts(const FontFamily& family) {
  FontBytes bytes;
  ZJ_ASSIGN_OR_RETURN(bytes.regular, ReadFile(family.regular.file, kMaxFontBytes));
  ZJ_ASSIGN_OR_RETURN(bytes.bold, ReadFile(family.bold.file, kMaxFontBytes));
  if (family.latin) {
    ZJ_ASSIGN_OR_RETURN(bytes.latin, ReadFile(family.latin->file, kMaxFontBytes));
    ZJ_ASSIGN_OR_RETURN(bytes.latin_bold, ReadFile(family.latin_bold->file, kMaxFontBytes));
  }
  return bytes;
}

float PixelsOf(Type type, float scale) { return std::round(EmOf(type) * scale) * kLineHeight; }

/// 4096 wide only when the glyphs are large: the height doubles in steps, so a square is the
/// smallest.
int WidthOf(float scale) { return scale > 1.4f ? 4096 : 2048; }

std::vector<FontFace> FacesOf(const FontFamily& family) {
  std::vector<FontFace> faces = {family.regular, family.bold};
  if (family.latin) faces.push_back(*family.latin);
  if (family.latin_bold) faces.push_back(*family.latin_bold);
  return faces;
}

/// Stands for a file's content without reading it: reading and hashing the 40 MB of Noto Sans CJK
/// took 0.07 cpu s of every start (median of nine). Empty when there is no such file.
std::string StampOf(const std::filesystem::path& file) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(file, failed);
  if (failed) return {};
  const auto changed = std::filesystem::last_write_time(file, failed);
  if (failed) return {};
  return file.string() + " " + std::to_string(size) + " " +
         std::to_string(changed.time_since_epoch().count()) + "\n";
}

/// Names everything that the atlas depends on; empty when a font file is not there.
std::string KeyOf(const FontRequest& request, const FontFamily& family,
                  const ImVector<ImWchar>& catalogue, const ImVector<ImWchar>& body) {
  std::string all = FontCacheVersion();
  for (const FontFace& face : FacesOf(family)) {
    const std::string stamp = StampOf(face.file);
    if (stamp.empty()) return {};
    all += stamp + std::to_string(face.index) + "\n";
  }
  all += std::to_string(WidthOf(request.scale));
  for (int i = 0; i < static_cast<int>(Type::kCount); ++i) {
    const auto type = static_cast<Type>(i);
    all += " " + std::to_string(PixelsOf(type, request.scale)) + (IsBold(type) ? "b" : "r");
  }
  for (const ImVector<ImWchar>* ranges : {&catalogue, &body}) {
    all += "\n";
    for (const ImWchar c : *ranges) all += std::to_string(c) + " ";
  }
  return Sha256Hex(all);
}

Status Bake(const FontRequest& request, const FontFamily& family, FontBytes& bytes,
            const ImVector<ImWchar>& catalogue, const ImVector<ImWchar>& body, FontSet& set) {
  set.atlas.TexDesiredWidth = WidthOf(request.scale);
  for (int i = 0; i < static_cast<int>(Type::kCount); ++i) {
    const auto type = static_cast<Type>(i);
    const float pixels = PixelsOf(type, request.scale);
    const ImWchar* ranges = type == Type::kBody ? body.Data : catalogue.Data;
    const bool has_latin = !bytes.latin.empty();
    if (has_latin) {
      AddFace(set.atlas, IsBold(type) ? bytes.latin_bold : bytes.latin, {}, pixels, ranges, false);
    }
    AddFace(set.atlas, IsBold(type) ? bytes.bold : bytes.regular,
            IsBold(type) ? family.bold : family.regular, pixels, ranges, has_latin);
    set.fonts[i] = set.atlas.Fonts.back();
  }
  if (!set.atlas.Build()) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_FONT",
                     "the Chinese font could not be read; reinstall it");
  }
  set.atlas.ClearInputData();
  return absl::OkStatus();
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
  FontFamily family;
  if (request.family) {
    family = *request.family;
  } else {
    ZJ_ASSIGN_OR_RETURN(family, FindChineseFont());
  }
  ImVector<ImWchar> catalogue, body;
  CatalogueRanges(request, catalogue, body);
  auto set = std::make_unique<FontSet>();
  set->scale = request.scale;
  set->file = family.regular.file;
  set->atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;
  std::string key;
  if (!request.cache.empty()) {
    key = KeyOf(request, family, catalogue, body);
    if (!key.empty() && LoadFontCache(request.cache, key, *set).ok()) return set;
  }
  ZJ_ASSIGN_OR_RETURN(FontBytes bytes, ReadFonts(family));
  ZJ_RETURN_IF_ERROR(Bake(request, family, bytes, catalogue, body, *set));
  if (key.empty()) return set;
  if (const Status saved = SaveFontCache(request.cache, key, *set); !saved.ok()) {
    Log(LogLevel::kWarning, "console", "the font atlas was not kept: " + MessageOf(saved));
  }
  return set;
}

}  // namespace zhaojian
