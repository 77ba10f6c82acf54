// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/base/status.h"

namespace zhaojian {

/// How a text is set.
struct TextStyle {
  /// Em in pixels.
  int em = 15;
  bool bold = false;
  /// 0xRRGGBB.
  uint32_t rgb = 0xF4F4F4;
};

/// Sets lines of text, Chinese and Latin, into pictures without a window: the same font as the
/// console (font_files.h). Not thread-safe.
class TextPainter {
 public:
  /// Errors: kNotFound FONT_MISSING naming the package; kInvalidArgument BAD_FONT.
  static StatusOr<std::unique_ptr<TextPainter>> Create();
  virtual ~TextPainter() = default;
  /// Width of a line, pixels.
  virtual double Width(const std::string& text, const TextStyle& style) = 0;
  /// Draws one line of UTF-8 over a CV_8UC3 BGR picture; what lies outside is cut off. @param
  /// left_middle left end, and the middle of the glyph bodies (baseline = middle + 0.375 em).
  /// Returns the width.
  virtual double Draw(cv::Mat& bgr, cv::Point2d left_middle, const std::string& text,
                      const TextStyle& style) = 0;
  /// The text itself, or its beginning with … so that it is no wider than `width` pixels.
  std::string Shorten(const std::string& text, const TextStyle& style, double width);
  /// Lines no wider than `width` pixels: broken between Chinese characters and at spaces, never
  /// before closing punctuation.
  std::vector<std::string> Wrap(const std::string& text, const TextStyle& style, double width);
};

}  // namespace zhaojian
