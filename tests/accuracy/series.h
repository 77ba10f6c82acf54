// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/vision/analysis.h"

namespace zhaojian::accuracy {

/// A compliant photo that series are made from.
struct Base {
  std::string name;
  /// CV_8UC3 BGR, reduced so that the face is at most kFaceWidth wide.
  cv::Mat bgr;
  /// 478 landmarks, pixels of `bgr`.
  std::vector<cv::Point2f> points;
  /// Person probability, CV_32F, the size of `bgr`.
  cv::Mat person;
};

/// Face width of a base, pixels: the delivered 215 and some room for a rotation or a crop.
inline constexpr double kFaceWidth = 300;

/// What a step of a series makes of a base.
struct Derived {
  cv::Mat bgr;
  int jpeg_quality = 95;
};

/// A fault in known amounts, the first amount being none.
struct Series {
  std::string name;
  std::string unit;
  std::vector<double> amounts;
  /// Measures that should see it, the first one most of all; an id that no profile has yet is
  /// reported as such.
  std::vector<std::string> watched;
  /// First step (index into amounts) that a reviewer looking at the sheet would object to.
  int objectionable = 1;
  /// Needs a face with glasses.
  bool glasses = false;
  Derived (*make)(const Base& base, double amount);
};

/// All series, in the order of the tables.
const std::vector<Series>& AllSeries();

}  // namespace zhaojian::accuracy
