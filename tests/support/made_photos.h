// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>

namespace zhaojian::testing {

/// A smooth coloured picture with a red square top left and a blue square bottom right.
cv::Mat MarkedPicture(int width, int height);

/// How a test JPEG is stored.
struct JpegOptions {
  int quality = 90;
  bool progressive = false;
  bool grey = false;
  /// Stored as CMYK, inverted and marked as Adobe's programs do.
  bool cmyk = false;
  /// EXIF orientation to state; 0 writes no EXIF.
  int orientation = 0;
  /// Byte order of the EXIF block.
  bool big_endian_exif = false;
  /// ICC profile bytes; empty writes none.
  std::string icc;
  int dpi = 0;
};

/// Stores pixels (as they are, not turned) as a JPEG.
std::string MakeJpeg(const cv::Mat& bgr, const JpegOptions& options = {});

/// The picture as it must be stored so that a reader who honours `orientation` shows it upright.
cv::Mat StoredFor(const cv::Mat& upright, int orientation);

/// A PNG of any cv::Mat that PNG can hold.
std::string MakePng(const cv::Mat& image);

/// A PNG of nothing but a header that claims this size.
std::string PngHeaderOnly(uint32_t width, uint32_t height);

/// An ICC profile with Display P3's primaries and sRGB's curve.
std::string DisplayP3Profile();

/// A colour that reads `rgb` under sRGB, as the numbers a Display P3 file stores for it.
cv::Vec3b SrgbAsDisplayP3(const cv::Vec3b& bgr);

}  // namespace zhaojian::testing
