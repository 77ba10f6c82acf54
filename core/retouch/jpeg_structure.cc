// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/jpeg_structure.h"

namespace zhaojian {
namespace {

/// Walks the segments up to the first scan. Returns false when the file is broken.
bool WalkHeader(std::string_view bytes, std::vector<std::string>* defects, size_t* scan) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(bytes[at]); };
  bool frame = false;
  for (size_t at = 2; at + 4 <= bytes.size();) {
    if (byte(at) != 0xFF) return false;
    const unsigned marker = byte(at + 1);
    const size_t length = static_cast<size_t>(byte(at + 2)) << 8 | byte(at + 3);
    if (length < 2 || at + 2 + length > bytes.size()) return false;
    if (marker == 0xE0) {
      if (bytes.compare(at + 4, 4, "JFIF") != 0) defects->push_back("application data");
    } else if (marker > 0xE0 && marker <= 0xEF) {
      defects->push_back(marker == 0xE1 ? "EXIF or XMP data" : "application data");
    } else if (marker == 0xFE) {
      defects->push_back("a comment");
    } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
               marker != 0xCC) {
      frame = true;
      if (marker != 0xC0) defects->push_back("not baseline");
      if (length < 8 || byte(at + 4) != 8 || byte(at + 9) != 3) {
        defects->push_back("not 8 bit with three channels");
      }
    } else if (marker == 0xDA) {
      *scan = at + 2 + length;
      return frame;
    }
    at += 2 + length;
  }
  return false;
}

}  // namespace

std::vector<std::string> JpegDefects(std::string_view bytes) {
  std::vector<std::string> defects;
  size_t scan = 0;
  if (bytes.size() < 4 || bytes.compare(0, 2, "\xFF\xD8") != 0 ||
      !WalkHeader(bytes, &defects, &scan)) {
    return {"not a JPEG"};
  }
  // A baseline file of ours has one scan: its end marker is the first one inside it and the last
  // bytes.
  const size_t end = bytes.find("\xFF\xD9", scan);
  if (end == std::string_view::npos) {
    defects.push_back("no end marker");
  } else if (end + 2 != bytes.size()) {
    defects.push_back("bytes after the end");
  }
  return defects;
}

}  // namespace zhaojian
