// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/base/status.h"
#include "core/vision/convert_tflite.h"

namespace zhaojian {

/// The parameters of the crop operators between the parts of the attention mesh, as JSON text: for
/// lips, left_eye and right_eye the two landmarks that give the angle, the scale, the size of the
/// crop and the mesh indices that the part refines. Errors: kDataLoss MODEL_SOURCE_BAD.
StatusOr<std::string> AttentionRegionsJson(const TfliteModel& model);

/// The canonical face (468 points, centimetres, x to image right, y up, z towards the camera) and
/// the weighted landmarks for rigid fits, as JSON text, from MediaPipe's geometry metadata (a
/// protobuf). Errors: kDataLoss MODEL_SOURCE_BAD.
StatusOr<std::string> CanonicalFaceJson(std::string_view metadata);

}  // namespace zhaojian
