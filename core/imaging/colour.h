// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string_view>

#include "core/imaging/photo.h"

namespace zhaojian {

/// Largest difference, in 8-bit levels, at which a profile counts as sRGB and is skipped: the
/// published sRGB profiles differ from each other by rounding of their curves.
inline constexpr int kSrgbTolerance = 2;

/// Converts pixels to sRGB by an embedded ICC profile, relative colorimetric, in place.
/// @param bgr CV_8UC3; for `channels` 1 its three channels are equal.
/// @param channels 1 when the file's pixels were grey, else 3.
/// @return kSrgb (nothing to do), kConverted, or kBroken (not a profile, or not for such pixels;
/// the pixels are then untouched).
ColourProfile ConvertToSrgb(std::string_view icc, int channels, cv::Mat* bgr);

/// Converts CMYK to sRGB, by the profile when it is a usable CMYK one, else by the plain product.
/// @param cmyk CV_8UC4, inverted as Adobe writes it (255 = no ink).
ColourProfile ConvertCmykToSrgb(std::string_view icc, const cv::Mat& cmyk, cv::Mat* bgr);

}  // namespace zhaojian
