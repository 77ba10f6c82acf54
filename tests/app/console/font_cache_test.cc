// SPDX-License-Identifier: Apache-2.0
#include "app/console/font_cache.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <optional>

#include "app/console/headless.h"
#include "core/base/file.h"
#include "core/imaging/font_files.h"

namespace zhaojian {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMost = size_t{64} << 20;

class FontCacheTest : public ::testing::Test {
 protected:
  std::unique_ptr<FontSet> Bake(float scale = 1, const std::string& text = "通过驳回") const {
    FontRequest request;
    request.scale = scale;
    request.texts = {text};
    request.cache = folder_.Path() / "cache";
    request.family = family_;
    auto fonts = BakeFonts(request);
    EXPECT_TRUE(fonts.ok()) << fonts.status();
    return fonts.ok() ? *std::move(fonts) : nullptr;
  }
  std::vector<fs::path> Files() const {
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder_.Path() / "cache", none)) {
      files.push_back(entry.path());
    }
    return files;
  }
  /// Bakes from a file of the test's own from now on, a copy of that one.
  void UseCopyOf(const fs::path& font) {
    fs::copy_file(font, own_);
    family_ = FontFamily{{own_, 0}, {own_, 0}, {}, {}};
  }
  TemporaryFolder folder_ = TemporaryFolder::Create().value();
  fs::path own_ = folder_.Path() / "font";
  std::optional<FontFamily> family_;
};

void ExpectSame(const FontSet& a, const FontSet& b) {
  ASSERT_EQ(a.atlas.TexWidth, b.atlas.TexWidth);
  ASSERT_EQ(a.atlas.TexHeight, b.atlas.TexHeight);
  const auto pixels = static_cast<size_t>(a.atlas.TexWidth * a.atlas.TexHeight);
  EXPECT_EQ(std::memcmp(a.atlas.TexPixelsAlpha8, b.atlas.TexPixelsAlpha8, pixels), 0);
  EXPECT_EQ(std::memcmp(a.atlas.TexUvLines, b.atlas.TexUvLines, sizeof(a.atlas.TexUvLines)), 0);
  EXPECT_EQ(a.atlas.TexUvWhitePixel.x, b.atlas.TexUvWhitePixel.x);
  for (int i = 0; i < static_cast<int>(Type::kCount); ++i) {
    const ImFont& one = *a.fonts[i];
    const ImFont& other = *b.fonts[i];
    EXPECT_EQ(one.FontSize, other.FontSize);
    EXPECT_EQ(one.Ascent, other.Ascent);
    EXPECT_EQ(one.Descent, other.Descent);
    EXPECT_EQ(one.EllipsisChar, other.EllipsisChar);
    EXPECT_EQ(one.FallbackAdvanceX, other.FallbackAdvanceX);
    ASSERT_EQ(one.Glyphs.Size, other.Glyphs.Size);
    EXPECT_EQ(std::memcmp(one.Glyphs.Data, other.Glyphs.Data,
                          static_cast<size_t>(one.Glyphs.size_in_bytes())),
              0);
    ASSERT_EQ(one.IndexLookup.Size, other.IndexLookup.Size);
    EXPECT_EQ(std::memcmp(one.IndexLookup.Data, other.IndexLookup.Data,
                          static_cast<size_t>(one.IndexLookup.size_in_bytes())),
              0);
  }
}

TEST_F(FontCacheTest, TheSecondStartGetsTheSameAtlasFromTheFile) {
  const auto baked = Bake();
  ASSERT_EQ(Files().size(), 1u);
  const auto before = fs::last_write_time(Files().front());
  const auto cached = Bake();
  ASSERT_NE(cached, nullptr);
  ExpectSame(*baked, *cached);
  EXPECT_EQ(fs::last_write_time(Files().front()), before) << "it was baked again";
}

TEST_F(FontCacheTest, ACachedAtlasDraws) {
  Bake();
  HeadlessUi ui(640, 360, Bake());
  ui.BeginFrame();
  ImFont* font = ui.fonts().Get(Type::kTitle);
  ImGui::GetForegroundDrawList()->AddText(font, font->FontSize, {10, 10}, IM_COL32_WHITE, "驳回");
  ui.EndFrame();
  EXPECT_GE(ImGui::GetDrawData()->TotalVtxCount, 8);
}

TEST_F(FontCacheTest, ADamagedATornAndAForeignFileAreMadeAnew) {
  const auto baked = Bake();
  const fs::path file = Files().front();
  const std::string whole = ReadFile(file, kMost).value();
  std::string changed = whole;
  changed[whole.size() / 2] = static_cast<char>(changed[whole.size() / 2] ^ 1);
  std::string other_key = whole;
  other_key[20] = other_key[20] == '0' ? '1' : '0';
  for (const std::string& bytes : {changed, whole.substr(0, whole.size() / 2),
                                   std::string("not a font"), std::string(), other_key}) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    const auto again = Bake();
    ASSERT_NE(again, nullptr);
    ExpectSame(*baked, *again);
    EXPECT_TRUE(ReadFile(file, kMost).value() == whole) << "the file was not made anew";
  }
}

TEST_F(FontCacheTest, AnotherScaleOrOtherCharactersAreAnotherFileAndOldOnesGo) {
  Bake();
  Bake(1.5f);
  Bake(1, "通过驳回原因");
  EXPECT_EQ(Files().size(), 3u);
  for (const char* text : {"一", "二", "三", "四", "五"}) Bake(1, text);
  EXPECT_EQ(Files().size(), 4u);
}

TEST_F(FontCacheTest, AFontFileOfAnotherSizeOrTimeIsBakedAnew) {
  UseCopyOf(FindChineseFont().value().regular.file);
  const auto before = Bake();
  const auto time = fs::last_write_time(own_);
  const auto size = fs::file_size(own_);
  const std::string font = ReadFile(own_, kMost).value();
  std::ofstream(own_, std::ios::binary | std::ios::trunc) << font << '\n';
  fs::last_write_time(own_, time);
  Bake();
  EXPECT_EQ(Files().size(), 2u) << "another size went unseen";
  fs::resize_file(own_, size);
  fs::last_write_time(own_, time + std::chrono::seconds(1));
  Bake();
  EXPECT_EQ(Files().size(), 3u) << "another time went unseen";
  fs::last_write_time(own_, time);
  ExpectSame(*before, *Bake());
  EXPECT_EQ(Files().size(), 3u);
}

TEST_F(FontCacheTest, AStartFromTheCacheReadsNoFontFile) {
  UseCopyOf(FindChineseFont().value().regular.file);
  const auto baked = Bake();
  const auto time = fs::last_write_time(own_);
  const auto size = fs::file_size(own_);
  fs::resize_file(own_, 0);
  fs::resize_file(own_, size);  // zeros: no font, were it read
  fs::last_write_time(own_, time);
  const auto cached = Bake();
  ASSERT_NE(cached, nullptr);
  ExpectSame(*baked, *cached);
}

TEST_F(FontCacheTest, AFolderThatCannotBeWrittenOnlyCostsTime) {
  std::ofstream(folder_.Path() / "cache") << "a file in its place";
  EXPECT_NE(Bake(), nullptr);
}

}  // namespace
}  // namespace zhaojian
