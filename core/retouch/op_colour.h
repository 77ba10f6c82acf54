// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <opencv2/core.hpp>

#include "core/retouch/canvas_face.h"

namespace zhaojian {

/// Saturation in coded values: Y = 0.299 R + 0.587 G + 0.114 B;
///   out_c = clamp(round(Y + (1 + amount) * (c - Y)), 0, 255).
/// @param bgr CV_8UC3. @param amount -1 (grey) .. 1; 0 returns `bgr` itself.
cv::Mat Saturate(const cv::Mat& bgr, double amount);

/// A pupil on the canvas.
struct Pupil {
  cv::Point2f centre;
  float radius = 0;
};

/// The pupils of both eyes: the iris centres with `share` of the iris radius (mean distance of its
/// four rim landmarks). Image left first.
std::array<Pupil, 2> PupilsOf(const CanvasFace& face, double share);

/// Red-eye, inside the pupils only. With m = (G + B) / 2 and the redness
///   t = smoothstep(0.15, 0.45, (R - max(G, B)) / max(R, 1)) * (1 - smoothstep(0.85, 1, d /
///   radius)),
/// d the distance of the pixel's centre from the pupil's:  R' = round(R + strength * t * (m - R)).
/// After the red-chroma test of Gaubatz and Ulichney (2002). Green and blue stay, so the reflex of
/// the lamp stays too.
/// @param bgr CV_8UC3. @param strength 0..1; 0 returns `bgr` itself.
cv::Mat ReduceRedEye(const cv::Mat& bgr, const std::array<Pupil, 2>& pupils, double strength);

}  // namespace zhaojian
