// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cfloat>
#include <cmath>
#include <string_view>

#include "app/console/kit.h"
#include "app/console/widgets.h"
#include "core/base/utf8.h"

namespace zhaojian {
namespace {

constexpr char kEllipsis[] = "…";

/// End of the line that begins at `begin` and fits the width; the rest starts there.
size_t LineEnd(const ImFont* font, const std::string& text, size_t begin, float width) {
  float used = 0;
  size_t last_break = begin;
  for (size_t at = begin; at < text.size();) {
    if (text[at] == '\n') return at;
    const size_t bytes = Utf8Bytes(text, at);
    used += font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, &text[at], &text[at] + bytes).x;
    const bool closing = ClosesPhrase(std::string_view(text).substr(at, bytes));
    // A line may break before a wide character and after a space.
    if (at > begin && !closing && (bytes >= 3 || text[at - 1] == ' ')) last_break = at;
    if (used > width && at > begin) return last_break > begin ? last_break : at;
    at += bytes;
  }
  return text.size();
}

}  // namespace

size_t Utf8Prefix(const std::string& text, size_t characters) {
  size_t at = 0;
  while (characters > 0 && at < text.size()) {
    at += Utf8Bytes(text, at);
    --characters;
  }
  return at;
}

float Kit::TextWidth(Type type, const std::string& text) const {
  const ImFont* font = fonts_.Get(type);
  return font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, text.data(), text.data() + text.size()).x /
         scale_;
}

float Kit::TextAt(Type type, Token token, float x, float cy, const std::string& text, float alpha) {
  ImFont* font = fonts_.Get(type);
  const float baseline = std::round(cy * scale_ + 0.375f * EmOf(type) * scale_);
  const ImVec2 at(std::round(x * scale_), baseline - std::round(font->Ascent));
  draw_->AddText(font, font->FontSize, at, ColourOf(token, alpha), text.data(),
                 text.data() + text.size());
  return TextWidth(type, text);
}

float Kit::Text(Type type, Token token, const Rect& rect, const std::string& text, Align align,
                float alpha) {
  float width = TextWidth(type, text);
  std::string shown = text;
  if (width > rect.w + 0.5f) {
    const float room = rect.w - TextWidth(type, kEllipsis);
    size_t fits = 0;
    float used = 0;
    while (fits < text.size()) {
      const size_t bytes = Utf8Bytes(text, fits);
      used += TextWidth(type, text.substr(fits, bytes));
      if (used > room) break;
      fits += bytes;
    }
    shown = text.substr(0, fits) + kEllipsis;
    width = TextWidth(type, shown);
  }
  const float x = align == Align::kLeft     ? rect.x
                  : align == Align::kCentre ? rect.CentreX() - width / 2
                                            : rect.Right() - width;
  return TextAt(type, token, x, rect.CentreY(), shown, alpha);
}

float Kit::Paragraph(Type type, Token token, const Rect& rect, const std::string& text,
                     float line_height) {
  const ImFont* font = fonts_.Get(type);
  float y = rect.y;
  size_t begin = 0;
  while (begin < text.size() && y + line_height <= rect.Bottom() + 0.5f) {
    const size_t end = LineEnd(font, text, begin, rect.w * scale_);
    TextAt(type, token, rect.x, y + line_height / 2, text.substr(begin, end - begin));
    y += line_height;
    begin = end;
    while (begin < text.size() && (text[begin] == ' ' || text[begin] == '\n')) ++begin;
  }
  return y - rect.y;
}

}  // namespace zhaojian
