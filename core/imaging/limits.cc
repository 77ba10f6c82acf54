// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/limits.h"

#include <algorithm>

#include "core/imaging/photo.h"

namespace zhaojian {

Status CheckSize(const cv::Size& upright, int bytes_per_pixel) {
  const std::string size =
      std::to_string(upright.width) + " x " + std::to_string(upright.height) + " pixels";
  const int64_t pixels = static_cast<int64_t>(upright.width) * upright.height;
  if (pixels > kMaxPhotoPixels || pixels > kMaxDecodedBytes / bytes_per_pixel) {
    return MakeError(
        StatusCode::kResourceExhausted, "FILE-01",
        "too many pixels (" + size + "); upload a photo of at most " +
            std::to_string(std::min(kMaxPhotoPixels, kMaxDecodedBytes / bytes_per_pixel) /
                           1'000'000) +
            " megapixels");
  }
  const int longer = std::max(upright.width, upright.height);
  const int shorter = std::min(upright.width, upright.height);
  if (upright.width < kMinWidth || upright.height < kMinHeight) {
    return MakeError(
        StatusCode::kInvalidArgument, "FILE-02",
        "too small (" + size + "); upload the original photo of at least 480 x 640 pixels");
  }
  if (longer > kMaxAspect * shorter) {
    return MakeError(StatusCode::kInvalidArgument, "FILE-02",
                     "not the shape of a photo (" + size + "); upload an uncropped portrait");
  }
  return absl::OkStatus();
}

Status Damaged(const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "FILE-01",
                   "the file is damaged (" + what + "); upload the original photo again");
}

}  // namespace zhaojian
