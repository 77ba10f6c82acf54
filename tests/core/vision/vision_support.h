// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/imaging/photo.h"
#include "core/vision/analysis.h"

namespace zhaojian::testing {

/// What a renderer knows about one of its portraits.
struct PortraitTruth {
  std::string file;
  Pose pose;
  /// Eyeball centres in pixels: at image left and at image right.
  cv::Point2d eye_left;
  cv::Point2d eye_right;
  /// Less than half closed, so that an iris can be seen.
  bool open_left = true;
  bool open_right = true;
};

/// Reads a truth.json. Fails the test when it cannot.
std::vector<PortraitTruth> ReadTruth(const std::filesystem::path& path);

/// Decodes a photo; an empty one, and a failed test, when it cannot.
Photo ReadPhoto(const std::filesystem::path& path);

/// A photo made of pixels.
Photo PhotoOf(const cv::Mat& bgr);

/// One analyzer for the whole test program, on one OpenCV thread.
Analyzer& SharedAnalyzer();

/// Middle value; of an even number the mean of the middle two.
double Median(std::vector<double> values);

/// Folder of this test's own data files.
std::filesystem::path VisionTestData();

}  // namespace zhaojian::testing
