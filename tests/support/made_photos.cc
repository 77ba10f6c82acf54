// SPDX-License-Identifier: Apache-2.0
#include "tests/support/made_photos.h"

// clang-format off: jpeglib.h needs FILE
#include <jpeglib.h>

#include <cstdio>
// clang-format on
#include <lcms2.h>

#include <cstdlib>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace zhaojian::testing {
namespace {

void Append16(std::string* out, unsigned value, bool big) {
  const auto high = static_cast<char>(value >> 8);
  const auto low = static_cast<char>(value & 0xff);
  out->push_back(big ? high : low);
  out->push_back(big ? low : high);
}

void Append32(std::string* out, uint32_t value, bool big) {
  Append16(out, big ? value >> 16 : value & 0xffff, big);
  Append16(out, big ? value & 0xffff : value >> 16, big);
}

// The smallest EXIF block: one directory with one entry, the orientation.
std::string ExifBlock(int orientation, bool big) {
  std::string out("Exif\0\0", 6);
  out += big ? "MM" : "II";
  Append16(&out, 42, big);
  Append32(&out, 8, big);
  Append16(&out, 1, big);
  Append16(&out, 0x0112, big);
  Append16(&out, 3, big);
  Append32(&out, 1, big);
  Append16(&out, static_cast<unsigned>(orientation), big);
  Append16(&out, 0, big);
  Append32(&out, 0, big);
  return out;
}

cv::Mat ToInvertedCmyk(const cv::Mat& bgr) {
  cv::Mat out(bgr.size(), CV_8UC4);
  for (int y = 0; y < bgr.rows; ++y) {
    for (int x = 0; x < bgr.cols; ++x) {
      const auto& p = bgr.at<cv::Vec3b>(y, x);
      out.at<cv::Vec4b>(y, x) = {p[2], p[1], p[0], 255};  // no black ink
    }
  }
  return out;
}

cmsHPROFILE OpenP3() {
  // SMPTE EG 432-1 primaries, D65 white.
  const cmsCIExyY white = {0.3127, 0.3290, 1.0};
  const cmsCIExyYTRIPLE primaries = {{0.680, 0.320, 1.0}, {0.265, 0.690, 1.0}, {0.150, 0.060, 1.0}};
  // sRGB's curve, IEC 61966-2-1.
  const cmsFloat64Number curve[5] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* tone = cmsBuildParametricToneCurve(nullptr, 4, curve);
  cmsToneCurve* tones[3] = {tone, tone, tone};
  const cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, tones);
  cmsFreeToneCurve(tone);
  return profile;
}

}  // namespace

cv::Mat MarkedPicture(int width, int height) {
  cv::Mat out(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      out.at<cv::Vec3b>(y, x) = cv::Vec3b(static_cast<unsigned char>(60 + 120 * x / width),
                                          static_cast<unsigned char>(80 + 100 * y / height), 150);
    }
  }
  const cv::Size mark(width / 5, height / 5);
  cv::rectangle(out, cv::Rect({0, 0}, mark), {0, 0, 255}, cv::FILLED);
  cv::rectangle(out, cv::Rect({width - mark.width, height - mark.height}, mark), {255, 0, 0},
                cv::FILLED);
  return out;
}

std::string MakeJpeg(const cv::Mat& bgr, const JpegOptions& options) {
  cv::Mat pixels = bgr;
  if (options.grey) cv::cvtColor(bgr, pixels, cv::COLOR_BGR2GRAY);
  if (options.cmyk) pixels = ToInvertedCmyk(bgr);
  jpeg_compress_struct info = {};
  jpeg_error_mgr errors = {};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &buffer, &size);
  info.image_width = static_cast<JDIMENSION>(pixels.cols);
  info.image_height = static_cast<JDIMENSION>(pixels.rows);
  info.input_components = pixels.channels();
  info.in_color_space = options.grey ? JCS_GRAYSCALE : options.cmyk ? JCS_CMYK : JCS_EXT_BGR;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, options.quality, TRUE);
  if (options.progressive) jpeg_simple_progression(&info);
  if (options.dpi > 0) {
    info.density_unit = 1;
    info.X_density = info.Y_density = static_cast<UINT16>(options.dpi);
  }
  jpeg_start_compress(&info, TRUE);
  if (options.orientation > 0) {
    const std::string exif = ExifBlock(options.orientation, options.big_endian_exif);
    jpeg_write_marker(&info, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif.data()),
                      static_cast<unsigned>(exif.size()));
  }
  if (!options.icc.empty()) {
    jpeg_write_icc_profile(&info, reinterpret_cast<const JOCTET*>(options.icc.data()),
                           static_cast<unsigned>(options.icc.size()));
  }
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = pixels.ptr(static_cast<int>(info.next_scanline));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  std::string out(reinterpret_cast<const char*>(buffer), size);
  jpeg_destroy_compress(&info);
  std::free(buffer);
  return out;
}

cv::Mat StoredFor(const cv::Mat& upright, int orientation) {
  // The reader turns by `orientation`; what is stored is turned the other way.
  cv::Mat out;
  switch (orientation) {
    case 2:
      cv::flip(upright, out, 1);
      break;
    case 3:
      cv::rotate(upright, out, cv::ROTATE_180);
      break;
    case 4:
      cv::flip(upright, out, 0);
      break;
    case 5:
      cv::transpose(upright, out);
      break;
    case 6:
      cv::rotate(upright, out, cv::ROTATE_90_COUNTERCLOCKWISE);
      break;
    case 7:
      cv::rotate(upright, out, cv::ROTATE_180);
      cv::transpose(out, out);
      break;
    case 8:
      cv::rotate(upright, out, cv::ROTATE_90_CLOCKWISE);
      break;
    default:
      out = upright.clone();
  }
  return out;
}

std::string MakePng(const cv::Mat& image) {
  std::vector<unsigned char> bytes;
  cv::imencode(".png", image, bytes);
  return {bytes.begin(), bytes.end()};
}

std::string PngHeaderOnly(uint32_t width, uint32_t height) {
  std::string out("\x89PNG\r\n\x1A\n", 8);
  Append32(&out, 13, true);
  out += "IHDR";
  Append32(&out, width, true);
  Append32(&out, height, true);
  out += std::string("\x08\x02\0\0\0", 5);
  Append32(&out, 0, true);  // a wrong checksum: nobody gets as far as reading it
  Append32(&out, 0, true);
  out += "IEND";
  Append32(&out, 0xAE426082u, true);
  return out;
}

std::string DisplayP3Profile() {
  const cmsHPROFILE profile = OpenP3();
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::string out(size, '\0');
  cmsSaveProfileToMem(profile, out.data(), &size);
  cmsCloseProfile(profile);
  return out;
}

cv::Vec3b SrgbAsDisplayP3(const cv::Vec3b& bgr) {
  const cmsHPROFILE srgb = cmsCreate_sRGBProfile();
  const cmsHPROFILE p3 = OpenP3();
  const cmsHTRANSFORM transform =
      cmsCreateTransform(srgb, TYPE_BGR_8, p3, TYPE_BGR_8, INTENT_RELATIVE_COLORIMETRIC, 0);
  cv::Vec3b out;
  cmsDoTransform(transform, bgr.val, out.val, 1);
  cmsDeleteTransform(transform);
  cmsCloseProfile(p3);
  cmsCloseProfile(srgb);
  return out;
}

}  // namespace zhaojian::testing
