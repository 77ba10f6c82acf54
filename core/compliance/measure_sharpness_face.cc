// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Neighbour difference, 8-bit levels, that is an edge and not noise or rounding: eyes, brows,
// nostrils and lips have some in every focused face.
constexpr double kEdge = 4.0;

// Blurring a sharp picture again takes much of its neighbour differences away, blurring a blurred
// one little: the share that goes (after Crete et al. 2007, with a 9-tap box). Along rows or
// columns.
double Lost(const cv::Mat& grey, const cv::Mat& where, bool along_rows) {
  constexpr int kTaps = 9;
  cv::Mat blurred;
  cv::blur(grey, blurred, along_rows ? cv::Size(kTaps, 1) : cv::Size(1, kTaps));
  const cv::Mat step = (cv::Mat_<float>(1, 3) << -1, 1, 0);
  const auto differences = [&](const cv::Mat& image) {
    cv::Mat out;
    cv::filter2D(image, out, CV_32F, along_rows ? step : step.t());
    return cv::Mat(cv::abs(out));
  };
  const cv::Mat before = differences(grey);
  cv::Mat gone = before - differences(blurred);
  cv::max(gone, 0, gone);
  const cv::Mat edges = (before >= kEdge) & where;
  const double all = cv::mean(before, edges)[0];
  return all <= 0 ? 0 : cv::mean(gone, edges)[0] / all;
}

}  // namespace

Measure MeasureSharpnessFace(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "sharpness.face", "ratio", WhyNoFace(scene));
  cv::Mat grey;
  cv::cvtColor(scene.patch->bgr, grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(grey, CV_32F);
  cv::GaussianBlur(grey, grey, {3, 3}, 0);
  const double value =
      std::min(Lost(grey, scene.patch->hull, true), Lost(grey, scene.patch->hull, false));
  return Judged(scene, "sharpness.face", value, "ratio", "QUAL-01", 0.8);
}

}  // namespace zhaojian
