// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>

#include "core/compliance/crop_plan.h"
#include "core/imaging/photo.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// The whole photo, small, for what is measured on background and frame. Internal to compliance.
struct Overview {
  /// CV_8UC3 BGR. The face has kOverviewFaceWidth pixels, or fewer where that would enlarge the
  /// photo or make a side longer than kOverviewLongSide.
  cv::Mat bgr;
  /// CIE Lab (D65), CV_32FC3.
  cv::Mat lab;
  /// Person probability, CV_32F in [0, 1], size of bgr; empty without a mask.
  cv::Mat person;
  /// Surely background, away from hair: CV_8U 0 or 255; empty without a mask or a face.
  cv::Mat background;
  /// Overview pixels per upright source pixel.
  double scale = 1;

  /// Overview pixel to upright source pixel.
  cv::Point2f ToSource(const cv::Point2f& p) const;
  /// The background covers enough of the picture to be judged.
  bool HasBackground() const;
};

/// ISO/IEC 29794-5's reference measures its background on a picture whose eye distance is about
/// 68 px, that is a face about 150 px wide.
inline constexpr double kOverviewFaceWidth = 150.0;
/// A tiny face would keep the whole picture large; 1000 px show every frame and bar.
inline constexpr int kOverviewLongSide = 1000;

/// cv::INTER_AREA, without its header.
inline constexpr int kMeanOfArea = 3;

/// A picture at `zoom` (0..1) of its size, each pixel the mean of its area. Halving exactly is many
/// times faster than any other factor, and the mean of means is the mean, so it halves first; an
/// odd last row or column is left out. @param from CV_8UC1 or CV_8UC3. @param last interpolation of
/// the last step, which shrinks by less than two: cv::INTER_AREA or the faster cv::INTER_LINEAR.
cv::Mat Shrunk(const cv::Mat& from, double zoom, int last = kMeanOfArea);

/// Makes the overview. Without a face the long side becomes 640 px.
Overview MakeOverview(const Photo& photo, const Analysis& analysis,
                      const std::optional<HeadGeometry>& head);

}  // namespace zhaojian
