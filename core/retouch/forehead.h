// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/retouch/canvas_face.h"

namespace zhaojian {

/// The skin between the landmarks' upper end, which lies on the middle of the forehead, and the
/// hairline, where a forehead shines most. Grown upwards from the face's skin over what is as light
/// as it, without dark gaps, at most 0.28 of the distance from forehead to chin (landmarks 10,
/// 152): hair, dark or grey, and single strands stop it.
/// @param lightness CIE L* of the field, CV_32FC1. @param skin FaceSkin of the same field.
/// @return CV_32FC1, 0 or 1, without `skin` itself.
cv::Mat Forehead(const cv::Mat& lightness, const cv::Mat& skin, const CanvasFace& face);

}  // namespace zhaojian
