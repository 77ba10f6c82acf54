// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/heif_reader.h"

#include <libheif/heif.h>

#include <memory>
#include <opencv2/imgproc.hpp>

#include "core/imaging/limits.h"

namespace zhaojian {
namespace {

struct FreeContext {
  void operator()(heif_context* context) const { heif_context_free(context); }
};
struct FreeHandle {
  void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
};
struct FreeImage {
  void operator()(heif_image* image) const { heif_image_release(image); }
};

// libheif's limit is on either side; the longest of a 100 MP photo of the widest shape.
constexpr int kMaxSide = 20'000;
constexpr size_t kMaxIccBytes = 4u << 20;

Status Refused(const heif_error& error) {
  return Damaged(std::string("HEIC: ") +
                 (error.message != nullptr ? error.message : "not readable"));
}

}  // namespace

StatusOr<RawHeif> ReadHeif(std::string_view bytes) {
  const std::unique_ptr<heif_context, FreeContext> context(heif_context_alloc());
  heif_context_set_maximum_image_size_limit(context.get(), kMaxSide);
  heif_context_set_max_decoding_threads(context.get(), 0);  // 0 = on the calling thread
  heif_error error = heif_context_read_from_memory_without_copy(context.get(), bytes.data(),
                                                                bytes.size(), nullptr);
  if (error.code != heif_error_Ok) return Refused(error);
  heif_image_handle* raw_handle = nullptr;
  error = heif_context_get_primary_image_handle(context.get(), &raw_handle);
  const std::unique_ptr<heif_image_handle, FreeHandle> handle(raw_handle);
  if (error.code != heif_error_Ok) return Refused(error);
  const bool alpha = heif_image_handle_has_alpha_channel(handle.get()) != 0;
  const cv::Size size(heif_image_handle_get_width(handle.get()),
                      heif_image_handle_get_height(handle.get()));
  ZJ_RETURN_IF_ERROR(CheckSize(size, 4));

  heif_image* raw_image = nullptr;
  error = heif_decode_image(handle.get(), &raw_image, heif_colorspace_RGB,
                            alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB,
                            nullptr);
  const std::unique_ptr<heif_image, FreeImage> image(raw_image);
  if (error.code != heif_error_Ok) return Refused(error);
  int stride = 0;
  uint8_t* data = heif_image_get_plane(image.get(), heif_channel_interleaved, &stride);
  const cv::Size decoded(heif_image_get_width(image.get(), heif_channel_interleaved),
                         heif_image_get_height(image.get(), heif_channel_interleaved));
  if (data == nullptr || stride <= 0 || decoded != size)
    return Damaged("HEIC: size and pixels disagree");

  RawHeif out;
  const cv::Mat view(decoded, alpha ? CV_8UC4 : CV_8UC3, data, static_cast<size_t>(stride));
  cv::cvtColor(view, out.pixels, alpha ? cv::COLOR_RGBA2BGRA : cv::COLOR_RGB2BGR);
  const size_t icc_size = heif_image_handle_get_raw_color_profile_size(handle.get());
  if (icc_size > 0 && icc_size <= kMaxIccBytes) {
    out.icc.resize(icc_size);
    if (heif_image_handle_get_raw_color_profile(handle.get(), out.icc.data()).code !=
        heif_error_Ok) {
      out.icc.clear();
    }
  }
  return out;
}

}  // namespace zhaojian
