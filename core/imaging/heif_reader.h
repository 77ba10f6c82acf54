// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <string_view>

#include "core/base/status.h"

namespace zhaojian {

/// A HEIC as libheif gives it: turned upright by its own transformations.
struct RawHeif {
  /// CV_8UC3 BGR or CV_8UC4 BGRA.
  cv::Mat pixels;
  std::string icc;
};

/// Decodes the primary image of a HEIC on the calling thread.
/// Errors: as DecodePhoto.
StatusOr<RawHeif> ReadHeif(std::string_view bytes);

}  // namespace zhaojian
