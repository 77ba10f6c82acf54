// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/encode.h"

// clang-format off: jpeglib.h needs FILE
#include <jpeglib.h>

#include <cstdio>
// clang-format on

#include <algorithm>
#include <cmath>
#include <csetjmp>
#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

#include "core/imaging/png_codec.h"

namespace zhaojian {
namespace {

struct Writer {
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  jmp_buf escape;
  unsigned char* buffer;
  unsigned long size;
};

void OnError(j_common_ptr info) { longjmp(static_cast<Writer*>(info->client_data)->escape, 1); }
void Silent(j_common_ptr) {}
void SilentMessage(j_common_ptr, int) {}

struct Settings {
  int quality = 0;
  int dpi = 0;
  bool full_chroma = false;
};

// Runs libjpeg under setjmp; holds nothing that would need destroying.
bool Write(const unsigned char* data, size_t stride, int width, int height,
           const Settings& settings, Writer* w) {
  w->info.err = jpeg_std_error(&w->errors);
  w->errors.error_exit = OnError;
  w->errors.output_message = Silent;
  w->errors.emit_message = SilentMessage;
  w->info.client_data = w;
  if (setjmp(w->escape) != 0) return false;
  jpeg_create_compress(&w->info);
  w->info.client_data = w;
  jpeg_mem_dest(&w->info, &w->buffer, &w->size);
  w->info.image_width = static_cast<JDIMENSION>(width);
  w->info.image_height = static_cast<JDIMENSION>(height);
  w->info.input_components = 3;
  w->info.in_color_space = JCS_EXT_BGR;
  jpeg_set_defaults(&w->info);
  jpeg_set_quality(&w->info, settings.quality, TRUE);
  w->info.dct_method = JDCT_ISLOW;
  w->info.optimize_coding = TRUE;
  w->info.write_JFIF_header = TRUE;
  w->info.density_unit = 1;  // dots per inch
  w->info.X_density = static_cast<UINT16>(settings.dpi);
  w->info.Y_density = static_cast<UINT16>(settings.dpi);
  const int sampling = settings.full_chroma ? 1 : 2;
  w->info.comp_info[0].h_samp_factor = sampling;
  w->info.comp_info[0].v_samp_factor = sampling;
  jpeg_start_compress(&w->info, TRUE);
  while (w->info.next_scanline < w->info.image_height) {
    // libjpeg's type lacks const; it does not write to the row.
    JSAMPROW row = const_cast<unsigned char*>(data + stride * w->info.next_scanline);
    jpeg_write_scanlines(&w->info, &row, 1);
  }
  jpeg_finish_compress(&w->info);
  return true;
}

StatusOr<std::string> WriteJpeg(const cv::Mat& bgr, const Settings& settings) {
  if (bgr.type() != CV_8UC3 || bgr.empty() || bgr.cols > 65500 || bgr.rows > 65500) {
    return MakeError(StatusCode::kInternal, "ENCODE_FAILED",
                     "a JPEG needs 8-bit BGR pixels of at most 65500 a side");
  }
  Writer writer = {};
  const bool done = Write(bgr.data, bgr.step, bgr.cols, bgr.rows, settings, &writer);
  std::string bytes;
  if (done) bytes.assign(reinterpret_cast<const char*>(writer.buffer), writer.size);
  jpeg_destroy_compress(&writer.info);
  std::free(writer.buffer);
  if (!done) return MakeError(StatusCode::kInternal, "ENCODE_FAILED", "the JPEG encoder gave up");
  return bytes;
}

// Encodes each quality at most once.
class Search {
 public:
  Search(const cv::Mat& bgr, int dpi, bool full_chroma)
      : bgr_(bgr), dpi_(dpi), full_chroma_(full_chroma) {}

  StatusOr<int> Size(int quality) {
    auto found = files_.find(quality);
    if (found == files_.end()) {
      ZJ_ASSIGN_OR_RETURN(std::string bytes, WriteJpeg(bgr_, {quality, dpi_, full_chroma_}));
      found = files_.emplace(quality, std::move(bytes)).first;
    }
    return static_cast<int>(found->second.size());
  }

  // Highest quality in [low, high] whose file has at most `limit` bytes; low - 1 when none has.
  StatusOr<int> Highest(int low, int high, int limit) {
    int fits = low - 1;
    int above = high + 1;
    for (int tried = 0; fits + 1 < above; ++tried) {
      // A picture that does not behave as guessed must not be crept along.
      const int guess = tried < kGuesses ? Guess(limit) : (fits + above) / 2;
      const int quality = std::clamp(guess, fits + 1, above - 1);
      ZJ_ASSIGN_OR_RETURN(const int size, Size(quality));
      (size <= limit ? fits : above) = quality;
    }
    return fits;
  }

  EncodedJpeg Take(int quality) { return {std::move(files_[quality]), quality, full_chroma_}; }

 private:
  // Encodes by guess before halving takes over; three find nearly every quality.
  static constexpr int kGuesses = 5;
  static constexpr int kFirstGuess = 88;
  // Bytes fall with about this power of the tables' scale on portraits of the delivered size.
  static constexpr double kPower = -0.62;

  // libjpeg's scale of the quantisation tables, percent.
  static double TableScale(int quality) {
    return quality < 50 ? 5000.0 / quality : std::max(0.5, 200.0 - 2.0 * quality);
  }

  // The quality expected to end just below `limit`: bytes are nearly a power of the tables' scale,
  // so on logarithms a line through the two nearest sizes known tells the scale.
  int Guess(int limit) const {
    if (files_.empty()) return kFirstGuess;
    const auto miss = [&](const std::pair<const int, std::string>& file) {
      return std::abs(std::log(static_cast<double>(file.second.size()) / limit));
    };
    std::vector<std::pair<double, int>> known;
    for (const auto& file : files_) known.emplace_back(miss(file), file.first);
    std::sort(known.begin(), known.end());
    const auto scale = [&](size_t i) { return std::log(TableScale(known[i].second)); };
    const auto bytes = [&](size_t i) {
      return std::log(static_cast<double>(files_.at(known[i].second).size()));
    };
    double power = kPower;
    if (known.size() > 1) {
      const double line = (bytes(1) - bytes(0)) / (scale(1) - scale(0));
      if (line < kPower / 4 && line > kPower * 4) power = line;
    }
    const double wanted = std::exp(scale(0) + (std::log(1.0 * limit) - bytes(0)) / power);
    // Up, so that the picture still fits: the larger scale is the smaller file.
    return wanted > 100 ? static_cast<int>(5000 / wanted)
                        : static_cast<int>(std::floor((200 - wanted) / 2));
  }

  const cv::Mat& bgr_;
  int dpi_;
  bool full_chroma_;
  std::map<int, std::string> files_;
};

Status OutOfWindow(int size, int quality, const JpegTarget& target) {
  return MakeError(StatusCode::kFailedPrecondition, "BYTES_OUT_OF_WINDOW",
                   "the nearest size is " + std::to_string(size) + " bytes at quality " +
                       std::to_string(quality) + ", wanted " + std::to_string(target.min_bytes) +
                       " to " + std::to_string(target.max_bytes),
                   "bytes", {{"nearest", std::to_string(size)}});
}

}  // namespace

StatusOr<EncodedJpeg> EncodeJpegToWindow(const cv::Mat& bgr, const JpegTarget& target) {
  for (const bool full_chroma : {false, true}) {
    Search search(bgr, target.dpi, full_chroma);
    // The best picture that fits: highest quality below the target's upper end, else below the
    // gate's.
    ZJ_ASSIGN_OR_RETURN(int quality, search.Highest(target.min_quality, target.max_quality,
                                                    target.target_max_bytes));
    if (quality < target.min_quality) {
      ZJ_ASSIGN_OR_RETURN(quality,
                          search.Highest(target.min_quality, target.max_quality, target.max_bytes));
    }
    if (quality < target.min_quality) {
      ZJ_ASSIGN_OR_RETURN(const int size, search.Size(target.min_quality));
      return OutOfWindow(size, target.min_quality, target);
    }
    ZJ_ASSIGN_OR_RETURN(const int size, search.Size(quality));
    if (size >= target.target_min_bytes) return search.Take(quality);
    // Too small for the target: full chroma may lift it; if it already did, the gate decides.
    if (!full_chroma) continue;
    if (size < target.min_bytes) return OutOfWindow(size, quality, target);
    return search.Take(quality);
  }
  return MakeError(StatusCode::kInternal, "ENCODE_FAILED", "no quality was tried");
}

StatusOr<std::string> EncodeJpeg(const cv::Mat& bgr, int quality, int dpi) {
  return WriteJpeg(bgr, {quality, dpi, false});
}

StatusOr<std::string> EncodePng(const cv::Mat& image) {
  std::string bytes = WritePng(image);
  if (bytes.empty()) {
    return MakeError(StatusCode::kInternal, "ENCODE_FAILED", "the PNG encoder refused the pixels");
  }
  return bytes;
}

}  // namespace zhaojian
