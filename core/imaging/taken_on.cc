// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/taken_on.h"

#include <string>

#include "core/imaging/formats.h"

namespace zhaojian {
namespace {

size_t ByteAt(std::string_view bytes, size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

// The first APP1 segment with EXIF before the picture's data (ITU-T T.81 B.1, Exif 2.32 §4.7).
std::string_view ExifOfJpeg(std::string_view bytes) {
  constexpr size_t kApp1 = 0xE1;
  constexpr size_t kStartOfScan = 0xDA;
  size_t at = 2;
  while (at + 4 <= bytes.size() && ByteAt(bytes, at) == 0xFF) {
    const size_t marker = ByteAt(bytes, at + 1);
    const size_t length = ByteAt(bytes, at + 2) << 8 | ByteAt(bytes, at + 3);
    if (marker == kStartOfScan || length < 2 || at + 2 + length > bytes.size()) return {};
    const std::string_view segment = bytes.substr(at + 4, length - 2);
    if (marker == kApp1 && segment.substr(0, 4) == "Exif") return segment;
    at += 2 + length;
  }
  return {};
}

}  // namespace

std::optional<absl::CivilDay> TakenOn(std::string_view bytes) {
  switch (SniffFormat(bytes)) {
    case FileFormat::kJpeg:
      return ReadExif(ExifOfJpeg(bytes)).taken_on;
    case FileFormat::kPng: {
      const auto facts = ReadPngHeader(bytes);
      return facts ? ReadExif(facts->exif).taken_on : std::nullopt;
    }
    case FileFormat::kWebp: {
      const auto facts = ReadWebpHeader(bytes);
      return facts ? ReadExif(facts->exif).taken_on : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace zhaojian
