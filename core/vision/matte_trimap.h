// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/vision/matte_canvas.h"
#include "core/vision/matte_plate.h"

namespace zhaojian::matte {

/// Trimap from the person mask alone: foreground where it is above 0.9, background where it is
/// below 0.1, the rest and a margin unknown.
/// @param erode,dilate margin inwards and outwards, half-canvas pixels.
cv::Mat1b BaseTrimap(const cv::Mat1f& mask, float erode, float dilate);

/// Standard deviation of one channel's noise over the background, [0, 1] units, at least 0.5/255
/// (from the median difference of a pixel to its four neighbours).
float NoiseLevel(const cv::Mat3b& half8, const cv::Mat1b& trimap);

/// Non-zero where the picture has fine texture (hair), zero on smooth walls and soft shadows.
cv::Mat1b TextureMap(const cv::Mat3b& half8, float noise);

/// True when the background away from the person has next to no texture, as out of focus.
bool IsCalm(const Canvas& canvas, const cv::Mat1b& texture, const cv::Mat1b& trimap);

/// Turns background that is textured, unlike the wall and connected to the band into band: flying
/// hair outside the mask. For backgrounds without texture of their own.
/// @param wall_image the background as it would look without the hair.
void GrowBand(const Canvas& canvas, const cv::Mat3f& wall_image, const cv::Mat1b& texture,
              float noise, cv::Mat1b* trimap);

/// Turns band that is certainly wall, or wall in the person's shadow, into background.
/// @param person colours of the sure foreground, extended over the canvas.
void ShrinkBand(const Canvas& canvas, const Plate& plate, const cv::Mat3f& person,
                const cv::Mat1b& texture, float noise, cv::Mat1b* trimap);

/// Opens sure foreground that is the wall itself, seen past the person where the mask saw none of
/// it: between hair and the photo's edge, under an arm. It must look like the wall, reach the
/// band or a side of the photo, and end sharply: a white garment that fades into a white wall
/// does not, a collar inside a dark jacket reaches neither.
/// @param wall_image the wall as it would look without the person. The mask is cleared in a gap.
void OpenGaps(const cv::Mat3f& wall_image, float noise, Canvas* canvas, cv::Mat1b* trimap);

/// Sharpens the mask on a busy background with two rounds of graph cut on a small copy and blends
/// it into `mask`. What the mask is sure of stays.
void RefineMaskByGraphCut(const Canvas& canvas, cv::Mat1f* mask);

/// Writes the retoucher's strokes over a trimap.
void ApplyStrokes(const cv::Mat1b& force, cv::Mat1b* trimap);

}  // namespace zhaojian::matte
