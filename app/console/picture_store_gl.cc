// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "app/console/picture_store.h"
#include "app/console/texture.h"

namespace zhaojian {
namespace {

class GlPictureStore final : public PictureStore {
 public:
  ImTextureID Get(const std::string& slot, uint64_t serial, const cv::Mat& image,
                  bool smooth) override {
    return Upload(slot, serial, image, 0, smooth);
  }
  ImTextureID Small(const std::string& slot, uint64_t serial, const cv::Mat& image,
                    int height) override {
    return Upload(slot, serial, image, height, true);
  }
  void EndFrame() override {
    for (auto it = slots_.begin(); it != slots_.end();) {
      it = it->second.used ? std::next(it) : slots_.erase(it);
    }
    for (auto& [name, slot] : slots_) slot.used = false;
  }

 private:
  struct Slot {
    Texture texture;
    uint64_t serial = 0;
    bool smooth = true;
    bool used = true;
  };

  ImTextureID Upload(const std::string& name, uint64_t serial, const cv::Mat& image, int height,
                     bool smooth) {
    if (image.empty()) return nullptr;
    const auto [it, fresh] = slots_.try_emplace(name);
    Slot& slot = it->second;
    if (fresh || slot.serial != serial) {
      slot.texture.Upload(height > 0 ? ShrinkForScreen(image, height) : image, smooth);
      slot.serial = serial;
      slot.smooth = smooth;
    } else if (slot.smooth != smooth) {
      slot.texture.SetSmooth(smooth);
      slot.smooth = smooth;
    }
    slot.used = true;
    return slot.texture.id();
  }

  std::map<std::string, Slot> slots_;
};

}  // namespace

std::unique_ptr<PictureStore> MakeGlPictureStore() { return std::make_unique<GlPictureStore>(); }

}  // namespace zhaojian
