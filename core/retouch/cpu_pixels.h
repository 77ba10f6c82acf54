// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>

#include "core/retouch/canvas_face.h"
#include "core/retouch/renderer.h"

namespace zhaojian {

// What the stages do to the pixels, without what CpuStages remembers of them. Canvases are CV_8UC3
// BGR, opacities CV_8UC1. All may throw cv::Exception.

/// The canvas and how it looks at the photo.
struct CanvasView {
  cv::Size size;
  /// Upright source pixels to canvas pixels, the turn included.
  cv::Matx23d from_source;
};

/// What the matte is solved from. @param untouched the crop without any edit.
MatteProblem MatteProblemOf(const cv::Mat& untouched, const Analysis& analysis,
                            const CanvasView& view);

/// The subject's colours as the matte's edge and the defringe want them. @param alpha the matte's
/// opacity before its edge operation.
cv::Mat CleanColours(const cv::Mat& colours, const cv::Mat& alpha, const ChainState& state);

/// Tone table, saturation, red-eye. @param face whose pupils are looked at; none: no red-eye.
cv::Mat ToneColours(const cv::Mat& colours, const ChainState& state,
                    const std::optional<CanvasFace>& face);

/// True when an operation makes a gain field.
bool HasGain(const ChainState& state);

/// The product of the gain fields, CV_32FC1 on the field. @param toned the whole canvas after
/// ToneColours.
cv::Mat MakeGain(const cv::Mat& toned, const ChainState& state, const Analysis& analysis,
                 const CanvasView& view);

/// Smoothing and denoising. @param face whose skin is smoothed; none: no smoothing. @param canvas
/// the whole canvas's size, which `colours` must have when there is a face.
cv::Mat FinishColours(const cv::Mat& colours, const ChainState& state,
                      const std::optional<CanvasFace>& face, const cv::Size& canvas);

/// The new background, BGR.
cv::Vec3b BackgroundOf(const ChainState& state);

/// Half size and sharpening. @param opacity what was composited.
cv::Mat DeliveredOf(const cv::Mat& canvas, const cv::Mat& opacity, const ChainState& state);

}  // namespace zhaojian
