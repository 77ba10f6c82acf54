// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace zhaojian {

/// Bytes of the UTF-8 character that starts at byte `at` of a text; 1 for a broken byte, never past
/// the end.
inline size_t Utf8Bytes(std::string_view text, size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  const size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
  return std::min(length, text.size() - at);
}

/// True for punctuation that may not begin a line.
inline bool ClosesPhrase(std::string_view character) {
  constexpr std::string_view kClosing = "，。：；）、？！》」”’…,.:;)?!%";
  return kClosing.find(character) != std::string_view::npos;
}

}  // namespace zhaojian
