// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/webp_codec.h"

#include <webp/decode.h>

namespace zhaojian {

cv::Mat DecodeWebp(std::string_view bytes) {
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  WebPBitstreamFeatures facts;
  if (WebPGetFeatures(data, bytes.size(), &facts) != VP8_STATUS_OK) return {};
  const bool alpha = facts.has_alpha != 0;
  cv::Mat image(facts.height, facts.width, alpha ? CV_8UC4 : CV_8UC3);
  const size_t size = image.step * static_cast<size_t>(image.rows);
  const auto stride = static_cast<int>(image.step);
  const uint8_t* done = alpha ? WebPDecodeBGRAInto(data, bytes.size(), image.data, size, stride)
                              : WebPDecodeBGRInto(data, bytes.size(), image.data, size, stride);
  return done == nullptr ? cv::Mat() : image;
}

}  // namespace zhaojian
