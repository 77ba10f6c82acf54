// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string>

#include "core/compliance/report.h"
#include "core/imaging/text.h"

namespace zhaojian::explain {

/// Colours of the sheet, 0xRRGGBB: those of the console's visual target.
inline constexpr uint32_t kPage = 0x141414, kCard = 0x262626, kStage = 0x3D3D3D,
                          kBandRgb = 0x707070, kHair = 0x808080, kHi = 0xF4F4F4, kBody = 0xD6D6D6,
                          kDim = 0xA8A8A8, kInk = 0x101010;

/// Colour of a verdict; it never stands without its icon and word.
uint32_t RgbOf(Verdict verdict);

/// 0xRRGGBB as OpenCV takes it.
cv::Scalar Bgr(uint32_t rgb);

/// The verdict's sign in a square of `size` pixels around a centre: square with a cross, triangle
/// with an exclamation mark, ring with a question mark, tick.
void PaintSign(cv::Mat& image, cv::Point centre, int size, Verdict verdict);

/// A measure on its band: thick = allowed, thin = caution, hair line = outside, marker = value in
/// the verdict's shape; dashed without a value or limits.
void PaintBandBar(cv::Mat& image, const cv::Rect& rect, const Measure& measure);

/// Evidence in the colour of the verdict (white when ok) on black, clipped to `area`.
/// @param to 2 x 3, upright source pixels to pixels of the image.
void PaintEvidence(cv::Mat& image, const cv::Rect& area, const cv::Matx23d& to,
                   const Evidence& evidence, Verdict verdict);

/// A point mapped by a 2 x 3 matrix.
cv::Point2d Map(const cv::Matx23d& to, const cv::Point2d& point);

/// A dashed white line on black, horizontal or vertical.
void PaintDashed(cv::Mat& image, cv::Point a, cv::Point b);

/// Lightens a rectangle by a white veil. @param alpha 0..1.
void PaintVeil(cv::Mat& image, const cv::Rect& rect, double alpha);

}  // namespace zhaojian::explain
