// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/cut_out.h"

#include <opencv2/imgproc.hpp>

#include "core/compliance/face_zone.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// The fill of a delivered file keeps to one level, JPEG to less than one; walls
// have noise, texture and a gradient of several.
constexpr double kMostSpread = 0.5;
// Further than this is no longer the background's colour; JPEG rings by less.
constexpr float kSameColour = 3.0f;

// Every third row and column: enough for a spread.
cv::Mat Thinned(const cv::Mat& picture) {
  cv::Mat out;
  cv::resize(picture, out, picture.size() / 3, 0, 0, cv::INTER_NEAREST);
  return out;
}

}  // namespace

std::optional<CutOut> FindCutOut(const Scene& scene) {
  const Overview& view = scene.overview;
  if (!scene.head || !view.HasBackground()) return std::nullopt;
  CutOut out;
  double spread = 0;
  for (int c = 0; c < 3; ++c) {
    cv::Mat channel;
    cv::extractChannel(view.lab, channel, c);
    auto values = ValuesOf(Thinned(channel), Thinned(view.background));
    out.colour[c] = static_cast<float>(Percentile(&values, 0.5));
    spread = std::max(spread, Percentile(&values, 0.95) - Percentile(&values, 0.05));
  }
  if (spread > kMostSpread) return std::nullopt;
  cv::Mat difference;
  cv::absdiff(view.lab,
              cv::Scalar(static_cast<double>(out.colour[0]), static_cast<double>(out.colour[1]),
                         static_cast<double>(out.colour[2])),
              difference);
  cv::Mat channels[3];
  cv::split(difference, channels);
  out.background = cv::max(cv::max(channels[0], channels[1]), channels[2]) < kSameColour;
  return out;
}

}  // namespace zhaojian
