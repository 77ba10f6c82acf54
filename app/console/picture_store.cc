// SPDX-License-Identifier: Apache-2.0
#include "app/console/picture_store.h"

namespace zhaojian {

cv::Mat ShrinkForScreen(const cv::Mat& image, int height) {
  const int factor = height > 0 ? image.rows / height : 1;
  if (factor < 2 || image.type() != CV_8UC3) return image;
  cv::Mat out(image.rows / factor, image.cols / factor, CV_8UC3);
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      int sum[3] = {};
      for (int dy = 0; dy < factor; ++dy) {
        const unsigned char* row = image.ptr<unsigned char>(y * factor + dy) + x * factor * 3;
        for (int dx = 0; dx < factor * 3; ++dx) sum[dx % 3] += row[dx];
      }
      unsigned char* pixel = out.ptr<unsigned char>(y) + x * 3;
      for (int c = 0; c < 3; ++c) {
        pixel[c] = static_cast<unsigned char>((sum[c] + factor * factor / 2) / (factor * factor));
      }
    }
  }
  return out;
}

ImTextureID FakePictureStore::Get(const std::string& slot, uint64_t serial, const cv::Mat& image,
                                  bool /*smooth*/) {
  if (image.empty()) return nullptr;
  const auto [it, fresh] = serials_.try_emplace(slot, serial);
  if (fresh || it->second != serial) ++uploads_;
  it->second = serial;
  // Any non-null id will do: nothing is drawn.
  return reinterpret_cast<ImTextureID>(static_cast<uintptr_t>(serials_.size() + 1));
}

ImTextureID FakePictureStore::Small(const std::string& slot, uint64_t serial, const cv::Mat& image,
                                    int /*height*/) {
  return Get(slot, serial, image, true);
}

}  // namespace zhaojian
