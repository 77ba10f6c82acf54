// SPDX-License-Identifier: Apache-2.0
#include "app/console/font_cache.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <vector>

#include "core/base/crypto.h"
#include "core/base/file.h"

namespace zhaojian {
namespace fs = std::filesystem;
namespace {

// Counted up whenever the form below changes.
constexpr int kForm = 1;
constexpr char kMagic[] = "zhaojian-fonts\n";
constexpr size_t kDigestBytes = 32;
// A 4096 x 8192 atlas, twice what a scale of 3 needs.
constexpr size_t kMostBytes = size_t{40} << 20;
constexpr int kMostSide = 8192;
// Two screens of different scale, before and after a change of the system's font.
constexpr size_t kKeptFiles = 4;

Status Damaged() {
  return MakeError(StatusCode::kDataLoss, "FONT_CACHE_DAMAGED",
                   "the cached font atlas is not usable; it is made anew");
}

class Writer {
 public:
  template <typename T>
  void Put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    Bytes(&value, sizeof(T));
  }
  void Bytes(const void* data, size_t size) { out_.append(static_cast<const char*>(data), size); }
  const std::string& out() const { return out_; }

 private:
  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}
  template <typename T>
  bool Get(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    return Bytes(&value, sizeof(T));
  }
  bool Bytes(void* data, size_t size) {
    if (size > in_.size()) return false;
    std::memcpy(data, in_.data(), size);
    in_.remove_prefix(size);
    return true;
  }
  size_t left() const { return in_.size(); }

 private:
  std::string_view in_;
};

/// The numbers of the atlas beside its texture and its cuts.
struct AtlasHead {
  int width = 0, height = 0, cuts = 0;
  ImVec2 uv_scale, uv_white;
  ImVec4 uv_lines[IM_DRAWLIST_TEX_LINES_WIDTH_MAX + 1];
};

/// The numbers of a cut beside its glyphs.
struct CutHead {
  float size = 0, ascent = 0, descent = 0;
  // The last one fills the gap, which would be written as it happens to be.
  ImWchar fallback = 0, ellipsis = 0, dot = 0, spare = 0;
  int surface = 0, glyphs = 0;
};

std::string PayloadOf(const FontSet& set) {
  const ImFontAtlas& atlas = set.atlas;
  AtlasHead head;
  head.width = atlas.TexWidth;
  head.height = atlas.TexHeight;
  head.cuts = static_cast<int>(Type::kCount);
  head.uv_scale = atlas.TexUvScale;
  head.uv_white = atlas.TexUvWhitePixel;
  std::copy(std::begin(atlas.TexUvLines), std::end(atlas.TexUvLines), std::begin(head.uv_lines));
  Writer writer;
  writer.Put(head);
  for (const ImFont* font : set.fonts) {
    writer.Put(CutHead{font->FontSize, font->Ascent, font->Descent, font->FallbackChar,
                       font->EllipsisChar, font->DotChar, 0, font->MetricsTotalSurface,
                       font->Glyphs.Size});
    writer.Bytes(font->Glyphs.Data, static_cast<size_t>(font->Glyphs.size_in_bytes()));
  }
  writer.Bytes(atlas.TexPixelsAlpha8,
               static_cast<size_t>(atlas.TexWidth) * static_cast<size_t>(atlas.TexHeight));
  return writer.out();
}

/// A cut as it was read, before anything of ImGui's is made.
struct Cut {
  CutHead head;
  std::vector<ImFontGlyph> glyphs;
};

ImFont* MakeFont(ImFontAtlas& atlas, const Cut& cut) {
  ImFont* font = IM_NEW(ImFont);
  font->ContainerAtlas = &atlas;
  font->FontSize = cut.head.size;
  font->Ascent = cut.head.ascent;
  font->Descent = cut.head.descent;
  font->FallbackChar = cut.head.fallback;
  font->EllipsisChar = cut.head.ellipsis;
  font->DotChar = cut.head.dot;
  font->MetricsTotalSurface = cut.head.surface;
  font->Glyphs.resize(static_cast<int>(cut.glyphs.size()));
  std::copy(cut.glyphs.begin(), cut.glyphs.end(), font->Glyphs.begin());
  font->BuildLookupTable();
  atlas.Fonts.push_back(font);
  return font;
}

Status ReadPayload(std::string_view payload, FontSet& set) {
  Reader reader(payload);
  AtlasHead head;
  const bool sized = reader.Get(head) && head.width > 0 && head.width <= kMostSide &&
                     head.height > 0 && head.height <= kMostSide &&
                     head.cuts == static_cast<int>(Type::kCount);
  if (!sized) return Damaged();
  std::vector<Cut> cuts(static_cast<size_t>(head.cuts));
  for (Cut& cut : cuts) {
    // Glyphs are looked up by 16 bits.
    if (!reader.Get(cut.head) || cut.head.glyphs <= 0 || cut.head.glyphs > 0xFFFF) return Damaged();
    cut.glyphs.resize(static_cast<size_t>(cut.head.glyphs));
    if (!reader.Bytes(cut.glyphs.data(), cut.glyphs.size() * sizeof(ImFontGlyph))) return Damaged();
  }
  const size_t pixels = static_cast<size_t>(head.width) * static_cast<size_t>(head.height);
  if (reader.left() != pixels) return Damaged();
  ImFontAtlas& atlas = set.atlas;
  for (size_t i = 0; i < cuts.size(); ++i) set.fonts[i] = MakeFont(atlas, cuts[i]);
  atlas.TexPixelsAlpha8 = static_cast<unsigned char*>(IM_ALLOC(pixels));
  reader.Bytes(atlas.TexPixelsAlpha8, pixels);
  atlas.TexWidth = head.width;
  atlas.TexHeight = head.height;
  atlas.TexUvScale = head.uv_scale;
  atlas.TexUvWhitePixel = head.uv_white;
  std::copy(std::begin(head.uv_lines), std::end(head.uv_lines), std::begin(atlas.TexUvLines));
  atlas.TexReady = true;
  return absl::OkStatus();
}

void DeleteOldest(const fs::path& folder) {
  std::error_code failed;
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
    const bool ours = entry.path().filename().string().rfind("fonts-", 0) == 0;
    const auto written = entry.last_write_time(failed);
    if (ours && !failed) files.emplace_back(written, entry.path());
  }
  std::sort(files.rbegin(), files.rend());
  for (size_t i = kKeptFiles; i < files.size(); ++i) fs::remove(files[i].second, failed);
}

}  // namespace

std::string FontCacheVersion() {
  // Sizes stand for the layout of what is copied; a build with other ones must not read the file.
  return std::to_string(kForm) + " imgui " + std::to_string(IMGUI_VERSION_NUM) + " " +
         std::to_string(sizeof(ImFontGlyph)) + " " + std::to_string(sizeof(ImWchar)) + " " +
         std::to_string(sizeof(AtlasHead)) + " " + std::to_string(sizeof(CutHead)) + "\n";
}

fs::path FontCacheFile(const fs::path& folder, const std::string& key) {
  constexpr size_t kDigits = 16;
  return folder / ("fonts-" + key.substr(0, kDigits) + ".atlas");
}

Status LoadFontCache(const fs::path& folder, const std::string& key, FontSet& set) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(FontCacheFile(folder, key), kMostBytes));
  const std::string head = kMagic + key;
  const std::string_view view = bytes;
  if (view.size() < head.size() + kDigestBytes || view.substr(0, head.size()) != head) {
    return Damaged();
  }
  const std::string_view payload = view.substr(head.size() + kDigestBytes);
  if (Sha256(payload) != view.substr(head.size(), kDigestBytes)) return Damaged();
  return ReadPayload(payload, set);
}

Status SaveFontCache(const fs::path& folder, const std::string& key, const FontSet& set) {
  const std::string payload = PayloadOf(set);
  ZJ_RETURN_IF_ERROR(MakeFolder(folder));
  ZJ_RETURN_IF_ERROR(
      WriteFileAtomically(FontCacheFile(folder, key), kMagic + key + Sha256(payload) + payload));
  DeleteOldest(folder);
  return absl::OkStatus();
}

}  // namespace zhaojian
