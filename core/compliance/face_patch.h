// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "core/compliance/crop_plan.h"
#include "core/imaging/photo.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// The face resampled so that its width has kPatchFaceWidth pixels, whatever the source's size:
/// pixel measures then mean the same for every photo. Internal to compliance.
struct FacePatch {
  /// CV_8UC3 BGR.
  cv::Mat bgr;
  /// Linear luminance, CV_32F in [0, 255] (ISO/IEC 29794-5: sRGB linearised, Rec. 709 weights).
  cv::Mat luminance;
  /// CIE Lab (D65), CV_32FC3.
  cv::Mat lab;
  /// Convex hull of the landmarks, CV_8U 0 or 255.
  cv::Mat hull;
  /// 478 landmarks in patch pixels.
  std::vector<cv::Point2f> points;
  /// Patch pixels per upright source pixel.
  double scale = 1;
  /// Upright source position of the patch's top-left corner.
  cv::Point2d origin;

  /// Patch pixel to upright source pixel.
  cv::Point2f ToSource(const cv::Point2f& p) const;
};

/// The face width the automatic crop aims at (profile target of the default standard), so that the
/// patch shows the detail a delivered photo can hold.
inline constexpr double kPatchFaceWidth = 215.0;

/// Cuts the patch. Empty when the face lies outside the picture.
std::optional<FacePatch> CutFacePatch(const Photo& photo, const Analysis& analysis,
                                      const HeadGeometry& head);

/// Linear luminance 0..255 of BGR pixels.
cv::Mat LinearLuminance(const cv::Mat& bgr);

/// The value below which `share` (0..1) of the masked luminance lies; 0 for an empty mask.
double LuminancePercentile(const cv::Mat& luminance, const cv::Mat& mask, double share);

/// The same over a whole photo, on every fourth row and column.
double PhotoLuminancePercentile(const Photo& photo, double share);

/// One square on each cheek, half-way from eye to mouth corner, side 0.3 x the eye distance
/// (ISO/IEC 29794-5 0x43), in patch pixels; image left first. Clipped to the patch.
std::array<cv::Rect, 2> CheekSquares(const FacePatch& patch);

}  // namespace zhaojian
