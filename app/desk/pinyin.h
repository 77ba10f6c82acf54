// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace zhaojian::desk {

/// One character of a text and the letters it may be typed by.
struct InitialsOf {
  /// Bytes in the UTF-8 text.
  size_t offset = 0;
  size_t length = 0;
  /// Lower-case first letters of its readings, a letter or digit itself, or empty for punctuation.
  std::string initials;
};

/// A part of a text, in bytes.
struct TextHit {
  size_t offset = 0;
  size_t length = 0;
};

/// The letters of each character of a UTF-8 text: pinyin initials for Chinese.
std::vector<InitialsOf> ReadInitials(const std::string& text);

/// Finds lower-case `letters` as consecutive initials, punctuation skipped: tfzd finds 头发遮挡.
std::optional<TextHit> FindByInitials(const std::string& text, const std::string& letters);

}  // namespace zhaojian::desk
