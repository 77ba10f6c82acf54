// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/picture_memory.h"

#include <opencv2/core.hpp>

#include "core/base/page_pool.h"

// GCC says it by a macro, clang by a feature.
#if defined(__SANITIZE_ADDRESS__)
#define ZJ_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#define ZJ_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#define ZJ_ADDRESS_SANITIZER 0
#endif

namespace zhaojian {
namespace {

/// Smaller planes come from the ordinary allocator, which keeps them itself.
constexpr size_t kLeastPooled = size_t{64} << 10;
/// What may lie idle: the planes of one photo of 12 MP and its canvas.
constexpr size_t kKeep = size_t{192} << 20;

class PooledAllocator final : public cv::MatAllocator {
 public:
  cv::UMatData* allocate(int dims, const int* sizes, int type, void* given, size_t* step,
                         cv::AccessFlag access, cv::UMatUsageFlags usage) const override {
    size_t total = CV_ELEM_SIZE(type);
    for (int i = 0; i < dims; ++i) total *= static_cast<size_t>(sizes[i]);
    if (given != nullptr || total < kLeastPooled) {
      return cv::Mat::getStdAllocator()->allocate(dims, sizes, type, given, step, access, usage);
    }
    auto* block = static_cast<uchar*>(pool_.Take(total));
    if (block == nullptr) CV_Error(cv::Error::StsNoMem, "no memory for a picture");
    size_t width = CV_ELEM_SIZE(type);
    for (int i = dims - 1; i >= 0; --i) {
      if (step != nullptr) step[i] = width;
      width *= static_cast<size_t>(sizes[i]);
    }
    auto* data = new cv::UMatData(this);
    data->data = data->origdata = block;
    data->size = total;
    return data;
  }

  bool allocate(cv::UMatData* data, cv::AccessFlag, cv::UMatUsageFlags) const override {
    return data != nullptr;
  }

  void deallocate(cv::UMatData* data) const override {
    if (data == nullptr) return;
    CV_Assert(data->urefcount == 0 && data->refcount == 0);
    pool_.Give(data->origdata, data->size);
    delete data;
  }

 private:
  mutable PagePool pool_{kKeep};
};

}  // namespace

void PoolPictureMemory() {
#if !ZJ_ADDRESS_SANITIZER
  // Never destroyed: a plane may outlive every other object of the process.
  static auto* const allocator = new PooledAllocator;
  cv::Mat::setDefaultAllocator(allocator);
#endif
}

}  // namespace zhaojian
