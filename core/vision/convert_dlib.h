// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/base/status.h"

namespace zhaojian {

/// Builds the identity network (dlib's ResNet with 29 convolutions, He et al. 2016) as ONNX from
/// the quantised weights of face-api: input "input" [1,3,150,150], output "vector" [1,128]. The
/// scale layer behind each convolution is folded into it.
/// @param weights the .bin file. @param manifest its weights manifest, which names and sizes each
/// tensor. Errors: kDataLoss MODEL_SOURCE_BAD naming the tensor.
StatusOr<std::string> DlibToOnnx(std::string_view weights, const Json& manifest);

}  // namespace zhaojian
