// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/vision/matte_canvas.h"
#include "core/vision/matte_plate.h"

namespace zhaojian::matte {

/// What sampling found at one pixel of the band.
struct BandPixel {
  /// Half-canvas position.
  int x = 0;
  int y = 0;
  /// Opacity that the chosen pair of colours explains best.
  float alpha = 0;
  /// Trust in it, 0..1: small residual, contrast between the colours, a sure background colour.
  float confidence = 0;
  /// Distance of the pixel's colour from the chosen mix, [0, 1] units.
  float residual = 0;
  /// Expected error of the background plate here, [0, 1] units.
  float plate_error = 0;
  /// The chosen colours, [0, 1].
  cv::Vec3f foreground;
  cv::Vec3f background;
};

/// Finds for every pixel of the band a pair of foreground and background colours that explains it
/// (global sampling, He et al. 2011, with the plate as one more background sample). Fixed seed.
/// @param plate_only uses no background samples: right where the plate is known well.
/// @param wanted not 0 where a pixel of the band is asked for; empty: all of it.
/// @return pixels in scan order; empty when band or foreground is empty.
std::vector<BandPixel> SampleBand(const Canvas& canvas, const cv::Mat1b& trimap, const Plate& plate,
                                  bool plate_only, const cv::Mat1b& wanted = {});

}  // namespace zhaojian::matte
