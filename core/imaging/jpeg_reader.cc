// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/jpeg_reader.h"

// clang-format off: jpeglib.h needs FILE, jerror.h needs jpeglib.h
#include <jerror.h>
#include <jpeglib.h>

#include <cstdio>
// clang-format on

#include <algorithm>
#include <array>
#include <cmath>
#include <csetjmp>
#include <cstdlib>

#include "core/imaging/formats.h"
#include "core/imaging/limits.h"

namespace zhaojian {
namespace {

// Progressive files of cameras and phones have 10 scans; libjpeg-turbo's own guard against files
// made of endless scans starts at a few hundred.
constexpr int kMaxScans = 100;

// Everything libjpeg calls back into. No member may need a destructor: setjmp jumps over them.
struct Session {
  jpeg_decompress_struct info;
  jpeg_error_mgr errors;
  jpeg_source_mgr source;
  jpeg_progress_mgr progress;
  jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
  bool cut;
  bool broken_off;
  bool too_many_scans;
};

Session* Of(j_common_ptr info) { return static_cast<Session*>(info->client_data); }

void OnError(j_common_ptr info) {
  info->err->format_message(info, Of(info)->message);
  longjmp(Of(info)->escape, 1);
}

void OnMessage(j_common_ptr info, int level) {
  if (level >= 0) return;  // traces
  info->err->num_warnings++;
  info->err->format_message(info, Of(info)->message);
  const int code = info->err->msg_code;
  if (code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_NOT_SEQUENTIAL) {
    Of(info)->broken_off = true;
  }
}

void Silent(j_common_ptr) {}
void OnStart(j_decompress_ptr) {}

// More bytes were wanted than the file has: pretend its end, remember that it was cut.
boolean OnEmpty(j_decompress_ptr info) {
  static const JOCTET kEnd[2] = {0xFF, JPEG_EOI};
  Of(reinterpret_cast<j_common_ptr>(info))->cut = true;
  info->src->next_input_byte = kEnd;
  info->src->bytes_in_buffer = 2;
  return TRUE;
}

void OnSkip(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  if (static_cast<size_t>(count) > info->src->bytes_in_buffer) {
    OnEmpty(info);
    return;
  }
  info->src->next_input_byte += count;
  info->src->bytes_in_buffer -= static_cast<size_t>(count);
}

void OnProgress(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kMaxScans) return;
  Of(info)->too_many_scans = true;
  longjmp(Of(info)->escape, 1);
}

void Prepare(std::string_view bytes, Session* s) {
  s->info.err = jpeg_std_error(&s->errors);
  s->errors.error_exit = OnError;
  s->errors.emit_message = OnMessage;
  s->errors.output_message = Silent;
  s->info.client_data = s;
  s->source.next_input_byte = reinterpret_cast<const JOCTET*>(bytes.data());
  s->source.bytes_in_buffer = bytes.size();
  s->source.init_source = OnStart;
  s->source.fill_input_buffer = OnEmpty;
  s->source.skip_input_data = OnSkip;
  s->source.resync_to_restart = jpeg_resync_to_restart;
  s->source.term_source = OnStart;
  s->progress.progress_monitor = OnProgress;
}

// Each step below runs libjpeg under setjmp and holds nothing that would need destroying.
bool ReadHeader(Session* s) {
  if (setjmp(s->escape) != 0) return false;
  jpeg_create_decompress(&s->info);
  s->info.client_data = s;
  s->info.src = &s->source;
  s->info.progress = &s->progress;
  s->info.mem->max_memory_to_use = kMaxDecodedBytes;
  for (const int marker : {JPEG_APP0 + 1, JPEG_APP0 + 2})
    jpeg_save_markers(&s->info, marker, 0xFFFF);
  jpeg_read_header(&s->info, TRUE);
  return true;
}

bool Start(Session* s) {
  if (setjmp(s->escape) != 0) return false;
  jpeg_start_decompress(&s->info);
  return true;
}

bool ReadRows(Session* s, JDIMENSION rows, unsigned char* data, size_t stride) {
  if (setjmp(s->escape) != 0) return false;
  while (s->info.output_scanline < rows) {
    JSAMPROW row = data + stride * s->info.output_scanline;
    jpeg_read_scanlines(&s->info, &row, 1);
  }
  if (rows == s->info.output_height) jpeg_finish_decompress(&s->info);
  return true;
}

// Frees libjpeg's memory on every way out of ReadJpeg.
class Closing {
 public:
  explicit Closing(Session* session) : session_(session) {}
  ~Closing() { jpeg_destroy_decompress(&session_->info); }
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;

 private:
  Session* session_;
};

Status Failure(const Session& s) {
  if (s.too_many_scans) return Damaged("a JPEG of endless scans");
  return s.cut ? Damaged("the JPEG ends too early") : Damaged(std::string("JPEG: ") + s.message);
}

// ICC profiles come in numbered APP2 pieces (ICC.1:2010 annex B.4).
std::string JoinIcc(const jpeg_decompress_struct& info) {
  constexpr size_t kHead = 14;
  std::array<std::string_view, 256> parts;
  size_t count = 0;
  for (const auto* marker = info.marker_list; marker != nullptr; marker = marker->next) {
    const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (marker->marker != JPEG_APP0 + 2 || data.size() <= kHead) continue;
    if (data.substr(0, 12) != std::string_view("ICC_PROFILE\0", 12)) continue;
    parts[static_cast<unsigned char>(data[12])] = data.substr(kHead);
    count = std::max<size_t>(count, static_cast<unsigned char>(data[12]));
  }
  std::string icc;
  for (size_t i = 1; i <= count; ++i) icc += parts[i];
  return icc;
}

ExifFacts ExifOf(const jpeg_decompress_struct& info) {
  for (const auto* marker = info.marker_list; marker != nullptr; marker = marker->next) {
    const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (marker->marker == JPEG_APP0 + 1 && data.substr(0, 6) == std::string_view("Exif\0\0", 6)) {
      return ReadExif(data);
    }
  }
  return {};
}

int Density(const jpeg_decompress_struct& info) {
  if (info.saw_JFIF_marker == 0) return 0;
  if (info.density_unit == 1) return info.X_density;
  constexpr double kCentimetresPerInch = 2.54;
  return info.density_unit == 2
             ? static_cast<int>(std::lround(info.X_density * kCentimetresPerInch))
             : 0;
}

void ChooseOutput(int min_short_side, jpeg_decompress_struct* info) {
  switch (info->jpeg_color_space) {
    case JCS_GRAYSCALE:
      info->out_color_space = JCS_GRAYSCALE;
      break;
    case JCS_CMYK:
    case JCS_YCCK:
      info->out_color_space = JCS_CMYK;
      break;
    default:
      info->out_color_space = JCS_EXT_BGR;
  }
  const unsigned shorter = std::min(info->image_width, info->image_height);
  info->scale_num = 1;
  info->scale_denom = 1;
  while (min_short_side > 0 && info->scale_denom < 8 &&
         shorter / (info->scale_denom * 2) >= static_cast<unsigned>(min_short_side)) {
    info->scale_denom *= 2;
  }
}

int ChannelsOf(const jpeg_decompress_struct& info) {
  return info.jpeg_color_space == JCS_GRAYSCALE                                   ? 1
         : info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK ? 4
                                                                                  : 3;
}

// Output rows of a started decoder that hold the wanted rows of the upright photo.
JDIMENSION RowsWanted(const jpeg_decompress_struct& info, int orientation, int rows) {
  if (rows <= 0 || orientation != 1) return info.output_height;
  const JDIMENSION scaled =
      (static_cast<JDIMENSION>(rows) + info.scale_denom - 1) / info.scale_denom;
  return std::clamp<JDIMENSION>(scaled, 1, info.output_height);
}

void ReadFacts(const jpeg_decompress_struct& info, RawJpeg* out) {
  out->full_size =
      cv::Size(static_cast<int>(info.image_width), static_cast<int>(info.image_height));
  out->icc = JoinIcc(info);
  const ExifFacts exif = ExifOf(info);
  out->orientation = exif.orientation;
  out->has_camera = exif.has_camera;
  out->focal_35mm = exif.focal_35mm;
  out->density_dpi = Density(info);
  if (info.quant_tbl_ptrs[0] != nullptr) {
    out->quality = EstimateJpegQuality(info.quant_tbl_ptrs[0]->quantval);
  }
}

}  // namespace

int EstimateJpegQuality(const unsigned short* table) {
  // ITU-T T.81 table K.1, the base of the IJG quality scale.
  static constexpr std::array<int, 64> kLuminance = {
      16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
      14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
      18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
      49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
  int best = 1;
  long best_error = -1;
  for (int quality = 1; quality <= 100; ++quality) {
    const int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    long error = 0;
    for (size_t i = 0; i < 64; ++i) {
      error += std::labs(std::clamp((kLuminance[i] * scale + 50) / 100, 1, 255) - long{table[i]});
    }
    if (best_error < 0 || error < best_error) {
      best_error = error;
      best = quality;
    }
  }
  return best;
}

StatusOr<RawJpeg> ReadJpeg(std::string_view bytes, const DecodeOptions& options) {
  Session session = {};
  Prepare(bytes, &session);
  const bool header = ReadHeader(&session);
  const Closing closing(&session);
  if (!header) return Failure(session);
  jpeg_decompress_struct& info = session.info;
  RawJpeg out;
  ReadFacts(info, &out);
  const bool sideways = out.orientation >= 5;
  const cv::Size upright =
      sideways ? cv::Size(out.full_size.height, out.full_size.width) : out.full_size;
  ZJ_RETURN_IF_ERROR(CheckSize(upright, 3));
  ChooseOutput(options.min_short_side, &info);
  const int channels = ChannelsOf(info);
  const bool inverted = info.saw_Adobe_marker != 0;
  if (!Start(&session)) return Failure(session);
  const JDIMENSION rows = RowsWanted(info, out.orientation, options.rows);
  out.pixels.create(static_cast<int>(rows), static_cast<int>(info.output_width), CV_8UC(channels));
  if (!ReadRows(&session, rows, out.pixels.data, out.pixels.step)) return Failure(session);
  if (session.cut || session.broken_off) return Failure(session);
  if (session.errors.num_warnings > 0) {
    out.warnings.push_back(std::string("The JPEG has a fault: ") + session.message + ".");
  }
  out.trailing_bytes = rows == info.output_height && session.source.bytes_in_buffer > 0;
  // Without Adobe's marker CMYK means ink, with it the opposite (Adobe Technical Note 5116).
  if (channels == 4 && !inverted) cv::bitwise_not(out.pixels, out.pixels);
  return out;
}

}  // namespace zhaojian
