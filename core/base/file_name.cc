// SPDX-License-Identifier: Apache-2.0
#include "core/base/file_name.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace zhaojian {
namespace {

constexpr size_t kMaxBytes = 180;

// How long the UTF-8 character at `at` is; 0 when no whole, well-formed one stands there.
size_t CharacterLength(const std::string& text, size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  const size_t length = byte < 0x80                    ? 1
                        : byte >= 0xC2 && byte <= 0xDF ? 2
                        : byte >= 0xE0 && byte <= 0xEF ? 3
                        : byte >= 0xF0 && byte <= 0xF4 ? 4
                                                       : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

bool IsReservedCharacter(char letter) {
  return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F ||
         std::string_view("/\\:*?\"<>|").find(letter) != std::string_view::npos;
}

// Windows opens a device for these, whatever follows the first dot.
bool IsDevice(const std::string& name) {
  std::string stem = name.substr(0, name.find('.'));
  for (char& letter : stem) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  constexpr std::array<std::string_view, 4> kDevices = {"CON", "PRN", "AUX", "NUL"};
  for (const std::string_view device : kDevices) {
    if (stem == device) return true;
  }
  const bool numbered = stem.size() == 4 && stem[3] >= '1' && stem[3] <= '9';
  return numbered && (stem.rfind("COM", 0) == 0 || stem.rfind("LPT", 0) == 0);
}

}  // namespace

std::string SafeFileName(const std::string& typed, const std::string& fallback) {
  std::string name;
  for (size_t at = 0; at < typed.size();) {
    const size_t length = CharacterLength(typed, at);
    const bool plain = length > 1 || (length == 1 && !IsReservedCharacter(typed[at]));
    const std::string piece = plain ? typed.substr(at, length) : "_";
    if (name.size() + piece.size() > kMaxBytes) break;
    name += piece;
    at += length == 0 ? 1 : length;
  }
  const size_t first = name.find_first_not_of(" .");
  if (first == std::string::npos) return fallback;
  name = name.substr(first, name.find_last_not_of(" .") - first + 1);
  return IsDevice(name) ? "_" + name : name;
}

}  // namespace zhaojian
