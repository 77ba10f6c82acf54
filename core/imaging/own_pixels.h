// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

/// True when no other cv::Mat, of any thread, holds this image's pixels. What other threads read
/// from them before they let go happened before this: the count is read as OpenCV lowers it.
inline bool OwnsPixels(const cv::Mat& image) {
  return image.u != nullptr && CV_XADD(&image.u->refcount, 0) == 1;
}

/// Gives an image pixels of its own when somebody else holds them too, so that it can be written.
inline void MakeOwn(cv::Mat* image) {
  if (image->u != nullptr && !OwnsPixels(*image)) *image = image->clone();
}

}  // namespace zhaojian
