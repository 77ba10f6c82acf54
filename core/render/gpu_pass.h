// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/render/gpu_renderer.h"

namespace zhaojian {

/// One draw over a whole target.
struct GpuRenderer::Pass {
  std::string shader;
  cv::Size size;
  PixelKind kind;
  std::vector<std::pair<const char*, const GpuImage*>> images;
  std::vector<std::pair<const char*, std::variant<int, float, std::array<int, 3>>>> values;
};

}  // namespace zhaojian
