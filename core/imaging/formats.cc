// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/formats.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace zhaojian {
namespace {

// Display and camera profiles have 0.5-50 kB, press profiles about 2 MB.
constexpr size_t kMaxIccBytes = 4u << 20;

uint32_t Byte(std::string_view bytes, size_t at) { return static_cast<unsigned char>(bytes[at]); }

uint32_t Big32(std::string_view b, size_t at) {
  return Byte(b, at) << 24 | Byte(b, at + 1) << 16 | Byte(b, at + 2) << 8 | Byte(b, at + 3);
}

uint32_t Little16(std::string_view b, size_t at) { return Byte(b, at) | Byte(b, at + 1) << 8; }

uint32_t Little24(std::string_view b, size_t at) { return Little16(b, at) | Byte(b, at + 2) << 16; }

uint32_t Little32(std::string_view b, size_t at) {
  return Little16(b, at) | Little16(b, at + 2) << 16;
}

bool StartsWith(std::string_view bytes, std::string_view head) {
  return bytes.substr(0, head.size()) == head;
}

// "1234ftypBRND": HEIF and AVIF share the container and differ in the brands.
FileFormat SniffBrands(std::string_view bytes) {
  const size_t box = std::min<size_t>(Big32(bytes, 0), std::min<size_t>(bytes.size(), 256));
  bool heif = false;
  for (size_t at = 8; at + 4 <= box; at += at == 8 ? 8 : 4) {
    const std::string_view brand = bytes.substr(at, 4);
    if (brand == "avif" || brand == "avis") return FileFormat::kAvif;
    heif = heif || brand == "heic" || brand == "heix" || brand == "heim" || brand == "heis" ||
           brand == "hevc" || brand == "mif1" || brand == "msf1";
  }
  return heif ? FileFormat::kHeif : FileFormat::kUnknown;
}

// The first tag may stand behind a byte-order mark, blanks, an XML prologue or comments.
bool LooksLikeSvg(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 1024);
  const size_t tag = head.find("<svg");
  return tag != std::string_view::npos && head.find('\0') == std::string_view::npos &&
         head.find('<') <= tag;
}

// PNG keeps the profile deflated; a bomb stops at the limit.
std::optional<std::string> Inflate(std::string_view packed) {
  std::string out(64 << 10, '\0');
  z_stream stream = {};
  if (inflateInit(&stream) != Z_OK) return std::nullopt;
  std::string input(packed);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  int result = Z_OK;
  while (result == Z_OK) {
    if (stream.total_out == out.size()) {
      if (out.size() >= kMaxIccBytes) break;
      out.resize(out.size() * 2);
    }
    stream.next_out = reinterpret_cast<Bytef*>(out.data()) + stream.total_out;
    stream.avail_out = static_cast<uInt>(out.size() - stream.total_out);
    result = inflate(&stream, Z_NO_FLUSH);
  }
  out.resize(stream.total_out);
  inflateEnd(&stream);
  if (result != Z_STREAM_END) return std::nullopt;
  return out;
}

int PngBytesPerPixel(uint32_t depth, uint32_t colour_type) {
  // OpenCV widens everything but grey to three or four channels.
  const int channels = colour_type == 0 ? 1 : (colour_type & 4u) != 0 ? 4 : 3;
  return channels * (depth == 16 ? 2 : 1);
}

// ISO/IEC 15948 §5.4: an upper-case first letter. `at` is where the chunk starts.
bool IsCritical(std::string_view png, size_t at) { return (Byte(png, at + 4) & 0x20u) == 0; }

// @param chunk type, data and checksum (ISO/IEC 15948 §5.3).
bool ChecksumFits(std::string_view chunk) {
  const size_t covered = chunk.size() - 4;
  const auto* data = reinterpret_cast<const Bytef*>(chunk.data());
  return crc32(0, data, static_cast<uInt>(covered)) == Big32(chunk, covered);
}

void TakePngIcc(std::string_view chunk, HeaderFacts* facts) {
  const size_t name = chunk.find('\0');
  if (name == std::string_view::npos || name + 2 >= chunk.size()) {
    facts->broken_icc = true;
    return;
  }
  const auto icc = Inflate(chunk.substr(name + 2));
  facts->broken_icc = !icc;
  if (icc) facts->icc = *icc;
}

}  // namespace

FileFormat SniffFormat(std::string_view bytes) {
  if (StartsWith(bytes, "\xFF\xD8\xFF")) return FileFormat::kJpeg;
  if (StartsWith(bytes, "\x89PNG\r\n\x1A\n")) return FileFormat::kPng;
  if (StartsWith(bytes, "GIF87a") || StartsWith(bytes, "GIF89a")) return FileFormat::kGif;
  if (StartsWith(bytes, std::string_view("II*\0", 4)) ||
      StartsWith(bytes, std::string_view("MM\0*", 4))) {
    return FileFormat::kTiff;
  }
  if (bytes.size() >= 12 && StartsWith(bytes, "RIFF") && bytes.substr(8, 4) == "WEBP") {
    return FileFormat::kWebp;
  }
  if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp") return SniffBrands(bytes);
  // "BM" alone is two letters of any text: the size of the second header must be a known one too.
  if (bytes.size() >= 26 && StartsWith(bytes, "BM")) {
    const uint32_t header = Little32(bytes, 14);
    if (header == 12 || header == 40 || header == 52 || header == 56 || header == 108 ||
        header == 124) {
      return FileFormat::kBmp;
    }
  }
  return LooksLikeSvg(bytes) ? FileFormat::kSvg : FileFormat::kUnknown;
}

std::optional<HeaderFacts> ReadPngHeader(std::string_view bytes) {
  if (bytes.size() < 33 || bytes.substr(12, 4) != "IHDR") return std::nullopt;
  const uint32_t width = Big32(bytes, 16);
  const uint32_t height = Big32(bytes, 20);
  if (width == 0 || height == 0 || width > 0x7fffffffu || height > 0x7fffffffu) return std::nullopt;
  HeaderFacts facts;
  facts.size = cv::Size(static_cast<int>(width), static_cast<int>(height));
  facts.bytes_per_pixel = PngBytesPerPixel(Byte(bytes, 24), Byte(bytes, 25));
  facts.complete = false;
  for (size_t at = 8; at + 12 <= bytes.size();) {
    const size_t length = Big32(bytes, at);
    const std::string_view type = bytes.substr(at + 4, 4);
    if (length > bytes.size() - at - 12) break;
    const std::string_view data = bytes.substr(at + 8, length);
    // libpng would notice too, but prints it; a fault in any chunk of the pixels is a damaged file.
    if (IsCritical(bytes, at) && !ChecksumFits(bytes.substr(at + 4, length + 8))) break;
    if (type == "iCCP") TakePngIcc(data, &facts);
    if (type == "eXIf") facts.exif = std::string(data);
    if (type == "acTL") facts.animated = true;
    at += length + 12;
    facts.used_bytes = at;
    if (type == "IEND") {
      facts.complete = true;
      break;
    }
  }
  return facts;
}

std::string KeepPixelChunks(std::string_view png) {
  std::string out(png.substr(0, 8));
  for (size_t at = 8; at + 12 <= png.size();) {
    const size_t length = Big32(png, at);
    if (length > png.size() - at - 12) break;
    const std::string_view type = png.substr(at + 4, 4);
    if (IsCritical(png, at) || type == "tRNS") out += png.substr(at, length + 12);
    if (type == "IEND") break;
    at += length + 12;
  }
  return out;
}

std::optional<HeaderFacts> ReadWebpHeader(std::string_view bytes) {
  if (bytes.size() < 30) return std::nullopt;
  HeaderFacts facts;
  facts.bytes_per_pixel = 4;
  const size_t end = static_cast<size_t>(Little32(bytes, 4)) + 8;
  facts.complete = end <= bytes.size();
  facts.used_bytes = std::min(end, bytes.size());
  for (size_t at = 12; at + 8 <= facts.used_bytes;) {
    const std::string_view type = bytes.substr(at, 4);
    const size_t length = Little32(bytes, at + 4);
    const size_t left = facts.used_bytes - at - 8;
    const std::string_view data = bytes.substr(at + 8, std::min(length, left));
    if (type == "VP8X" && data.size() >= 10) {
      facts.animated = (Byte(data, 0) & 2u) != 0;
      facts.size = cv::Size(static_cast<int>(Little24(data, 4)) + 1,
                            static_cast<int>(Little24(data, 7)) + 1);
    } else if (type == "VP8 " && data.size() >= 10 && facts.size.empty()) {
      facts.size = cv::Size(static_cast<int>(Little16(data, 6) & 0x3fffu),
                            static_cast<int>(Little16(data, 8) & 0x3fffu));
    } else if (type == "VP8L" && data.size() >= 5 && facts.size.empty()) {
      const uint32_t packed = Little32(data, 1);
      facts.size = cv::Size(static_cast<int>(packed & 0x3fffu) + 1,
                            static_cast<int>(packed >> 14 & 0x3fffu) + 1);
    } else if (type == "ICCP" && length <= left && length <= kMaxIccBytes) {
      facts.icc = std::string(data);
    } else if (type == "EXIF" && length <= left) {
      facts.exif = std::string(data);
    }
    if (length > left) {
      facts.complete = false;
      break;
    }
    at += 8 + length + (length & 1u);
  }
  if (facts.size.empty()) return std::nullopt;
  return facts;
}

std::optional<HeaderFacts> ReadBmpHeader(std::string_view bytes) {
  if (bytes.size() < 26) return std::nullopt;
  HeaderFacts facts;
  facts.used_bytes = bytes.size();
  if (Little32(bytes, 14) == 12) {
    facts.size =
        cv::Size(static_cast<int>(Little16(bytes, 18)), static_cast<int>(Little16(bytes, 20)));
  } else {
    const int64_t width = static_cast<int32_t>(Little32(bytes, 18));
    const int64_t height = static_cast<int32_t>(Little32(bytes, 22));
    // A negative height means rows from the top.
    if (width <= 0 || height == 0 || std::llabs(height) > 0x7fffffff) return std::nullopt;
    facts.size = cv::Size(static_cast<int>(width), static_cast<int>(std::llabs(height)));
  }
  if (facts.size.empty()) return std::nullopt;
  facts.bytes_per_pixel = 4;
  return facts;
}

// "2026:05:07 16:59:00", of which the day is kept.
std::optional<absl::CivilDay> ReadExifDay(std::string_view text) {
  constexpr size_t kDayLength = 10;
  if (text.size() < kDayLength || text[4] != ':' || text[7] != ':') return std::nullopt;
  const auto digits = [&](size_t at, size_t count) {
    int value = 0;
    for (size_t i = at; i < at + count; ++i)
      value = text[i] >= '0' && text[i] <= '9' && value >= 0 ? 10 * value + (text[i] - '0') : -1;
    return value;
  };
  const int year = digits(0, 4);
  const int month = digits(5, 2);
  const int day = digits(8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  // "0000:00:00" and the 31st of June become another day: no day was stated.
  const absl::CivilDay out(year, month, day);
  if (out.year() != year || out.month() != month || out.day() != day) return std::nullopt;
  return out;
}

ExifFacts ReadExif(std::string_view tiff) {
  constexpr uint32_t kMaker = 0x010F;
  constexpr uint32_t kModel = 0x0110;
  constexpr uint32_t kOrientation = 0x0112;
  constexpr uint32_t kExifDirectory = 0x8769;
  constexpr uint32_t kTaken = 0x9003;
  constexpr uint32_t kFocal35 = 0xA405;
  constexpr uint32_t kTextType = 2;
  constexpr uint32_t kShortType = 3;
  // No lens is longer.
  constexpr uint32_t kLongestFocal = 2000;
  ExifFacts facts;
  if (StartsWith(tiff, std::string_view("Exif\0\0", 6))) tiff.remove_prefix(6);
  if (tiff.size() < 14) return facts;
  const bool little = StartsWith(tiff, "II");
  if (!little && !StartsWith(tiff, "MM")) return facts;
  const auto word = [&](size_t at) {
    return little ? Little16(tiff, at) : Byte(tiff, at) << 8 | Byte(tiff, at + 1);
  };
  const auto number = [&](size_t at) { return little ? Little32(tiff, at) : Big32(tiff, at); };
  if (word(2) != 42) return facts;
  // The main directory, then the one it points to; pointers to themselves end there.
  size_t directory = number(4);
  for (int depth = 0; depth < 2 && directory > 0; ++depth) {
    if (directory > tiff.size() - 2) return facts;
    size_t next = 0;
    const size_t entries = word(directory);
    for (size_t i = 0; i < entries; ++i) {
      const size_t at = directory + 2 + 12 * i;
      if (at + 12 > tiff.size()) return facts;
      const uint32_t tag = word(at);
      const bool is_short = word(at + 2) == kShortType;
      const uint32_t value = word(at + 8);
      if (tag == kMaker || tag == kModel) facts.has_camera = true;
      if (tag == kExifDirectory) next = number(at + 8);
      if (tag == kOrientation && is_short && value >= 1 && value <= 8)
        facts.orientation = static_cast<int>(value);
      if (tag == kFocal35 && is_short && value <= kLongestFocal)
        facts.focal_35mm = static_cast<int>(value);
      if (tag == kTaken && word(at + 2) == kTextType && number(at + 8) < tiff.size())
        facts.taken_on = ReadExifDay(tiff.substr(number(at + 8)));
    }
    directory = next;
  }
  return facts;
}

std::string FormatName(FileFormat format) {
  switch (format) {
    case FileFormat::kJpeg:
      return "JPEG";
    case FileFormat::kPng:
      return "PNG";
    case FileFormat::kWebp:
      return "WebP";
    case FileFormat::kHeif:
      return "HEIC";
    case FileFormat::kAvif:
      return "AVIF";
    case FileFormat::kBmp:
      return "BMP";
    case FileFormat::kGif:
      return "GIF";
    case FileFormat::kTiff:
      return "TIFF";
    case FileFormat::kSvg:
      return "SVG";
    case FileFormat::kUnknown:
      break;
  }
  return "unknown";
}

}  // namespace zhaojian
