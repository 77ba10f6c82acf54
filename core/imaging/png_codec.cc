// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/png_codec.h"

#include <png.h>
#include <zlib.h>

#include <csetjmp>
#include <cstring>
#include <vector>

namespace zhaojian {
namespace {

void OnError(png_structp png, png_const_charp) { longjmp(png_jmpbuf(png), 1); }
void OnWarning(png_structp, png_const_charp) {}

void Read(png_structp png, png_bytep out, png_size_t count) {
  auto* left = static_cast<std::string_view*>(png_get_io_ptr(png));
  if (left->size() < count) png_error(png, "cut");
  std::memcpy(out, left->data(), count);
  left->remove_prefix(count);
}

void Write(png_structp png, png_bytep data, png_size_t count) {
  static_cast<std::string*>(png_get_io_ptr(png))
      ->append(reinterpret_cast<const char*>(data), count);
}
void Flush(png_structp) {}

/// Frees libpng's memory on every way out.
struct Reading {
  png_structp png = nullptr;
  png_infop info = nullptr;
  ~Reading() { png_destroy_read_struct(&png, &info, nullptr); }
};
struct Writing {
  png_structp png = nullptr;
  png_infop info = nullptr;
  ~Writing() { png_destroy_write_struct(&png, &info); }
};

// The functions below run libpng under setjmp and hold nothing that would need destroying.
bool ReadHeader(const Reading& r, std::string_view* bytes) {
  if (setjmp(png_jmpbuf(r.png)) != 0) return false;
  png_set_read_fn(r.png, bytes, Read);
  png_read_info(r.png, r.info);
  const int colours = png_get_color_type(r.png, r.info);
  png_set_expand(r.png);
  const bool alpha =
      (colours & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(r.png, r.info, PNG_INFO_tRNS) != 0;
  if (alpha && (colours & PNG_COLOR_MASK_COLOR) == 0) png_set_gray_to_rgb(r.png);
  png_set_bgr(r.png);
  if (png_get_bit_depth(r.png, r.info) == 16) png_set_swap(r.png);
  png_set_interlace_handling(r.png);
  png_read_update_info(r.png, r.info);
  return true;
}

bool ReadRows(const Reading& r, png_bytepp rows) {
  if (setjmp(png_jmpbuf(r.png)) != 0) return false;
  png_read_image(r.png, rows);
  png_read_end(r.png, nullptr);
  return true;
}

bool WriteAll(const Writing& w, const cv::Size& size, int depth, int channels, png_bytepp rows,
              std::string* out) {
  if (setjmp(png_jmpbuf(w.png)) != 0) return false;
  png_set_write_fn(w.png, out, Write, Flush);
  png_set_filter(w.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
  png_set_compression_level(w.png, Z_BEST_SPEED);
  png_set_compression_strategy(w.png, Z_RLE);
  const int colours = channels == 1   ? PNG_COLOR_TYPE_GRAY
                      : channels == 3 ? PNG_COLOR_TYPE_RGB
                                      : PNG_COLOR_TYPE_RGBA;
  png_set_IHDR(w.png, w.info, static_cast<png_uint_32>(size.width),
               static_cast<png_uint_32>(size.height), depth, colours, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(w.png, w.info);
  png_set_bgr(w.png);
  if (depth == 16) png_set_swap(w.png);
  png_write_image(w.png, rows);
  png_write_end(w.png, w.info);
  return true;
}

std::vector<png_bytep> RowsOf(const cv::Mat& image) {
  std::vector<png_bytep> rows;
  for (int y = 0; y < image.rows; ++y) rows.push_back(const_cast<uchar*>(image.ptr(y)));
  return rows;
}

}  // namespace

cv::Mat DecodePng(std::string_view bytes) {
  Reading r;
  r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, OnError, OnWarning);
  if (r.png != nullptr) r.info = png_create_info_struct(r.png);
  if (r.info == nullptr || !ReadHeader(r, &bytes)) return {};
  const int channels = png_get_channels(r.png, r.info);
  const int depth = png_get_bit_depth(r.png, r.info) == 16 ? CV_16U : CV_8U;
  cv::Mat image(static_cast<int>(png_get_image_height(r.png, r.info)),
                static_cast<int>(png_get_image_width(r.png, r.info)), CV_MAKETYPE(depth, channels));
  if (png_get_rowbytes(r.png, r.info) != image.cols * image.elemSize()) return {};
  std::vector<png_bytep> rows = RowsOf(image);
  if (!ReadRows(r, rows.data())) return {};
  return image;
}

std::string WritePng(const cv::Mat& image) {
  const int channels = image.channels();
  if (image.empty() || channels == 2 || channels > 4) return {};
  if (image.depth() != CV_8U && image.depth() != CV_16U) return {};
  Writing w;
  w.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, OnError, OnWarning);
  if (w.png != nullptr) w.info = png_create_info_struct(w.png);
  if (w.info == nullptr) return {};
  std::string out;
  std::vector<png_bytep> rows = RowsOf(image);
  const int depth = image.depth() == CV_16U ? 16 : 8;
  if (!WriteAll(w, image.size(), depth, channels, rows.data(), &out)) return {};
  return out;
}

}  // namespace zhaojian
