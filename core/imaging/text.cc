// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/text.h"

#include <stb_truetype.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <tuple>

#include "core/base/file.h"
#include "core/base/utf8.h"
#include "core/imaging/font_files.h"

namespace zhaojian {
namespace {

constexpr size_t kMaxFontBytes = 64u << 20;
constexpr char kEllipsis[] = "…";
// Share of the em from the middle of a glyph's body down to the baseline (the console's rule).
constexpr double kBaseline = 0.375;

int CodePoint(const std::string& text, size_t at, size_t bytes) {
  const auto byte = [&](size_t i) {
    return static_cast<int>(static_cast<unsigned char>(text[at + i]));
  };
  if (bytes == 1) return byte(0) < 0x80 ? byte(0) : 0xFFFD;
  int code = byte(0) & (0xFF >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) code = code << 6 | (byte(i) & 0x3F);
  return code;
}

struct OpenFont {
  std::string bytes;
  stbtt_fontinfo info{};
};

struct Glyph {
  /// Coverage, CV_8U; empty for a blank.
  cv::Mat coverage;
  /// Of its top left corner from the pen on the baseline.
  cv::Point offset;
  double advance = 0;
};

Status Open(const FontFace& face, OpenFont& font) {
  ZJ_ASSIGN_OR_RETURN(font.bytes, ReadFile(face.file, kMaxFontBytes));
  const auto* data = reinterpret_cast<const unsigned char*>(font.bytes.data());
  const int offset = stbtt_GetFontOffsetForIndex(data, face.index);
  if (offset >= 0 && stbtt_InitFont(&font.info, data, offset) != 0) return absl::OkStatus();
  return MakeError(StatusCode::kInvalidArgument, "BAD_FONT",
                   "the Chinese font could not be read; reinstall it");
}

class StbTextPainter final : public TextPainter {
 public:
  Status Load() {
    ZJ_ASSIGN_OR_RETURN(const FontFamily family, FindChineseFont());
    const FontFace regular[] = {family.latin.value_or(family.regular), family.regular};
    const FontFace bold[] = {family.latin_bold.value_or(family.bold), family.bold};
    regular_.reserve(2), bold_.reserve(2);
    for (int i = family.latin ? 0 : 1; i < 2; ++i) {
      ZJ_RETURN_IF_ERROR(Open(regular[i], regular_.emplace_back()));
      ZJ_RETURN_IF_ERROR(Open(bold[i], bold_.emplace_back()));
    }
    return absl::OkStatus();
  }

  double Width(const std::string& text, const TextStyle& style) override {
    double width = 0;
    for (size_t at = 0; at < text.size();) {
      const size_t bytes = Utf8Bytes(text, at);
      width += GlyphOf(CodePoint(text, at, bytes), style).advance;
      at += bytes;
    }
    return width;
  }

  double Draw(cv::Mat& bgr, cv::Point2d left_middle, const std::string& text,
              const TextStyle& style) override {
    const int baseline = static_cast<int>(std::lround(left_middle.y + kBaseline * style.em));
    double pen = left_middle.x;
    for (size_t at = 0; at < text.size();) {
      const size_t bytes = Utf8Bytes(text, at);
      const Glyph& glyph = GlyphOf(CodePoint(text, at, bytes), style);
      Blend(bgr, glyph.coverage,
            cv::Point(static_cast<int>(std::lround(pen)), baseline) + glyph.offset, style.rgb);
      pen += glyph.advance;
      at += bytes;
    }
    return pen - left_middle.x;
  }

 private:
  const Glyph& GlyphOf(int code, const TextStyle& style) {
    const auto [it, fresh] = glyphs_.try_emplace({code, style.em, style.bold});
    if (!fresh) return it->second;
    Glyph& glyph = it->second;
    const auto& fonts = style.bold ? bold_ : regular_;
    // The first face that has the character; .notdef of the last one shows a gap instead of hiding
    // it.
    const OpenFont* font = &fonts.back();
    for (const OpenFont& one : fonts) {
      if (stbtt_FindGlyphIndex(&one.info, code) == 0) continue;
      font = &one;
      break;
    }
    const int index = stbtt_FindGlyphIndex(&font->info, code);
    const float scale = stbtt_ScaleForMappingEmToPixels(&font->info, static_cast<float>(style.em));
    int advance = 0, bearing = 0, x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    stbtt_GetGlyphHMetrics(&font->info, index, &advance, &bearing);
    glyph.advance = static_cast<double>(advance) * static_cast<double>(scale);
    stbtt_GetGlyphBitmapBox(&font->info, index, scale, scale, &x0, &y0, &x1, &y1);
    glyph.offset = {x0, y0};
    if (x1 <= x0 || y1 <= y0) return glyph;
    glyph.coverage = cv::Mat(y1 - y0, x1 - x0, CV_8U, cv::Scalar(0));
    stbtt_MakeGlyphBitmap(&font->info, glyph.coverage.data, x1 - x0, y1 - y0,
                          static_cast<int>(glyph.coverage.step), scale, scale, index);
    return glyph;
  }

  static void Blend(cv::Mat& bgr, const cv::Mat& coverage, cv::Point at, uint32_t rgb) {
    const cv::Rect area = cv::Rect(at, coverage.size()) & cv::Rect({}, bgr.size());
    const int colour[] = {static_cast<int>(rgb & 255), static_cast<int>(rgb >> 8 & 255),
                          static_cast<int>(rgb >> 16 & 255)};
    for (int y = area.y; y < area.y + area.height; ++y) {
      const auto* from = coverage.ptr<unsigned char>(y - at.y);
      auto* to = bgr.ptr<unsigned char>(y);
      for (int x = area.x; x < area.x + area.width; ++x) {
        const int alpha = from[x - at.x];
        for (int c = 0; c < 3; ++c) {
          unsigned char& pixel = to[3 * x + c];
          pixel =
              static_cast<unsigned char>((pixel * (255 - alpha) + colour[c] * alpha + 127) / 255);
        }
      }
    }
  }

  std::vector<OpenFont> regular_, bold_;
  std::map<std::tuple<int, int, bool>, Glyph> glyphs_;
};

}  // namespace

StatusOr<std::unique_ptr<TextPainter>> TextPainter::Create() {
  auto painter = std::make_unique<StbTextPainter>();
  ZJ_RETURN_IF_ERROR(painter->Load());
  return painter;
}

std::string TextPainter::Shorten(const std::string& text, const TextStyle& style, double width) {
  if (Width(text, style) <= width) return text;
  const double room = width - Width(kEllipsis, style);
  double used = 0;
  size_t at = 0;
  while (at < text.size()) {
    const size_t bytes = Utf8Bytes(text, at);
    used += Width(text.substr(at, bytes), style);
    if (used > room) break;
    at += bytes;
  }
  return text.substr(0, at) + kEllipsis;
}

std::vector<std::string> TextPainter::Wrap(const std::string& text, const TextStyle& style,
                                           double width) {
  std::vector<std::string> lines;
  size_t begin = 0, last_break = 0;
  double used = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = Utf8Bytes(text, at);
    used += Width(text.substr(at, bytes), style);
    const bool closing = ClosesPhrase(std::string_view(text).substr(at, bytes));
    if (at > begin && !closing && (bytes >= 3 || text[at - 1] == ' ')) last_break = at;
    if (used > width && at > begin) {
      const size_t end = last_break > begin ? last_break : at;
      lines.push_back(text.substr(begin, end - begin));
      begin = last_break = at = end;
      used = 0;
      continue;
    }
    at += bytes;
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return lines;
}

}  // namespace zhaojian
