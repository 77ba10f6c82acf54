// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/glasses.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/vision/regions.h"

namespace zhaojian {
namespace {

// All distances below are in eye units, all responses in percent of the cheeks' lightness
// (reference regions.md §4.1, where they were fitted).
constexpr float kCheekLightness = 68.0f;
constexpr float kCheekBlue = 55.0f;
constexpr float kCheekRadius = 0.11f;
constexpr float kGammaLow = 0.45f;
constexpr float kGammaHigh = 2.2f;
constexpr std::array<float, 2> kScales = {1.5f, 2.5f};  // Gauss sigma in pixels at 160 a unit
constexpr float kBridgeScale = 4.0f;
constexpr float kStepPrice = 0.3f;
constexpr float kResponseLow = -3.0f;
constexpr float kResponseHigh = 12.0f;
constexpr double kFloor = 0.3;
// The bridge of a pair of spectacles has 6 to 30; a deep fold between the brows must not stand for
// rim and temples.
constexpr double kMostBridge = 14;
constexpr double kUsualBridge = 7;
constexpr double kUsualTemple = 4.5;
constexpr double kUsualRim = 5;
constexpr double kTempleWeight = 1.5;
constexpr double kRimWeight = 0.7;
constexpr int kRimColumns = 60;
constexpr int kRimRows = 100;
constexpr float kRimAbove = 0.07f;
constexpr float kRimDepth = 0.42f;
constexpr float kRimReach = 1.05f;  // eye widths
constexpr int kTempleColumns = 60;
constexpr int kTempleRows = 40;
constexpr float kTempleGap = 0.06f;
constexpr float kTempleUp = 0.10f;
constexpr float kTempleDown = 0.16f;
constexpr int kBridgeRows = 80;
constexpr int kBridgeColumns = 15;
constexpr float kBridgeHalf = 0.045f;
constexpr float kBridgeStart = -0.25f;

struct Eye {
  size_t inner;
  size_t outer;
  std::array<size_t, 7> lower;  // lower lid, inner to outer
  size_t face_edge;
  size_t face_edge_up;
};
constexpr std::array<Eye, 2> kEyes = {{{133, 33, {155, 154, 153, 145, 144, 163, 7}, 127, 127},
                                       {362, 263, {382, 381, 380, 374, 373, 390, 249}, 356, 356}}};

float MedianLightness(const cv::Mat& lightness, const cv::Point2f& centre, float radius) {
  std::vector<float> values;
  for (int y = cvFloor(centre.y - radius); y <= cvCeil(centre.y + radius); ++y) {
    for (int x = cvFloor(centre.x - radius); x <= cvCeil(centre.x + radius); ++x) {
      if (cv::Rect({0, 0}, lightness.size()).contains({x, y}))
        values.push_back(lightness.at<float>(y, x));
    }
  }
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// sigma^2 times the second derivative across the rows of the Gauss-smoothed picture, percent of the
// cheeks: dark lines are positive.
cv::Mat Ridges(const cv::Mat& lightness, float sigma, float cheek) {
  const int radius = cvCeil(3.5f * sigma);
  cv::Mat smooth(2 * radius + 1, 1, CV_32F);
  cv::Mat second(2 * radius + 1, 1, CV_32F);
  float sum = 0;
  float mean = 0;
  for (int i = -radius; i <= radius; ++i) {
    const auto t = static_cast<float>(i) / sigma;
    const float g = std::exp(-t * t / 2);
    smooth.at<float>(i + radius) = g;
    second.at<float>(i + radius) = (t * t - 1) * g;
    sum += g;
  }
  smooth /= sum;
  second /= sum;
  mean = static_cast<float>(cv::mean(second)[0]);
  second -= mean;  // a flat area answers with nothing
  cv::Mat out;
  cv::sepFilter2D(lightness, out, CV_32F, smooth, second * (100.0f / cheek), {-1, -1}, 0,
                  cv::BORDER_REPLICATE);
  return out;
}

// A map of sample positions; bilinear, edges repeated.
cv::Mat SampleAt(const cv::Mat& picture, const cv::Mat& positions) {
  cv::Mat out;
  cv::remap(picture, out, positions, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return out;
}

// Rows below the lower lid, columns from the inner corner outwards.
cv::Mat RimPositions(const LevelFrame& frame, const Eye& eye) {
  const float unit = frame.window.unit;
  const cv::Point2f inner = frame.points[eye.inner];
  const cv::Point2f outer = frame.points[eye.outer];
  std::vector<cv::Point2f> lid = {inner};
  for (const size_t index : eye.lower) lid.push_back(frame.points[index]);
  lid.push_back(outer);
  cv::Mat positions(kRimRows, kRimColumns, CV_32FC2);
  for (int c = 0; c < kRimColumns; ++c) {
    const float t = kRimReach * static_cast<float>(c) / (kRimColumns - 1);
    const float x = inner.x + t * (outer.x - inner.x);
    float base = outer.y;
    for (size_t i = 0; i + 1 < lid.size(); ++i) {
      const bool between = (x - lid[i].x) * (x - lid[i + 1].x) <= 0;
      if (!between || lid[i].x == lid[i + 1].x) continue;
      base = lid[i].y + (lid[i + 1].y - lid[i].y) * (x - lid[i].x) / (lid[i + 1].x - lid[i].x);
      break;
    }
    for (int r = 0; r < kRimRows; ++r) {
      const float y =
          base + unit * (kRimAbove + kRimDepth * static_cast<float>(r) / (kRimRows - 1));
      positions.at<cv::Vec2f>(r, c) = {x, y};
    }
  }
  return positions;
}

cv::Mat TemplePositions(const LevelFrame& frame, const Eye& eye) {
  const float unit = frame.window.unit;
  const cv::Point2f outer = frame.points[eye.outer];
  const float edge = frame.points[eye.face_edge].x;
  const float outward = edge < outer.x ? -1.0f : 1.0f;
  const float from = outer.x + outward * kTempleGap * unit;
  cv::Mat positions(kTempleRows, kTempleColumns, CV_32FC2);
  for (int c = 0; c < kTempleColumns; ++c) {
    const float x = from + (edge - from) * static_cast<float>(c) / (kTempleColumns - 1);
    for (int r = 0; r < kTempleRows; ++r) {
      const float t = static_cast<float>(r) / (kTempleRows - 1);
      positions.at<cv::Vec2f>(r, c) = {
          x, outer.y + unit * (-kTempleUp + (kTempleUp + kTempleDown) * t)};
    }
  }
  return positions;
}

cv::Mat BridgePositions(const LevelFrame& frame) {
  const cv::Point2f top = frame.points[168];
  const cv::Point2f along = frame.points[195] - top;
  const auto length = std::max(1.0f, static_cast<float>(cv::norm(along)));
  const cv::Point2f across(-along.y / length, along.x / length);
  cv::Mat positions(kBridgeRows, kBridgeColumns, CV_32FC2);
  for (int r = 0; r < kBridgeRows; ++r) {
    const float t = kBridgeStart + (1 - kBridgeStart) * static_cast<float>(r) / (kBridgeRows - 1);
    for (int c = 0; c < kBridgeColumns; ++c) {
      const float side =
          kBridgeHalf * frame.window.unit * (2 * static_cast<float>(c) / (kBridgeColumns - 1) - 1);
      const cv::Point2f at = top + along * t + across * side;
      positions.at<cv::Vec2f>(r, c) = {at.x, at.y};
    }
  }
  return positions;
}

float BridgeStrength(const std::vector<cv::Mat>& ridges, const cv::Mat& positions) {
  float best = 0;
  for (const cv::Mat& plane : ridges) {
    const cv::Mat strip = SampleAt(plane, positions);
    for (int r = 0; r < strip.rows; ++r) {
      std::vector<float> row(strip.ptr<float>(r), strip.ptr<float>(r) + strip.cols);
      const auto middle = row.begin() + strip.cols / 2;
      std::nth_element(row.begin(), middle, row.end());
      best = std::max(best, std::abs(*middle));
    }
  }
  return best;
}

// The strongest dark or bright path over the scales.
float PathStrength(const std::vector<cv::Mat>& ridges, const cv::Mat& positions,
                   std::vector<cv::Point2f>* path) {
  float best = kResponseLow;
  for (size_t scale = 0; scale < kScales.size(); ++scale) {
    const cv::Mat sampled = SampleAt(ridges[scale], positions);
    for (const float sign : {1.0f, -1.0f}) {
      cv::Mat response = sign * sampled;
      cv::min(cv::max(response, kResponseLow), kResponseHigh, response);
      float mean = 0;
      const std::vector<int> rows = BestPath(response, kStepPrice, &mean);
      if (mean <= best) continue;
      best = mean;
      path->clear();
      for (int c = 0; c < positions.cols; ++c) {
        const auto& at = positions.at<cv::Vec2f>(rows[static_cast<size_t>(c)], c);
        path->emplace_back(at[0], at[1]);
      }
    }
  }
  return best;
}

// A picture whose cheeks lie at a fixed level, so that exposure does not matter.
struct Toned {
  cv::Mat picture;  // CV_32F 0..100
  float cheek = 0;
};

Toned ToneToCheeks(const LevelFrame& eyes, const cv::Mat& picture, float target) {
  const float radius = kCheekRadius * eyes.window.unit;
  const float cheek = std::max(MedianLightness(picture, eyes.Middle(50, 205), radius),
                               MedianLightness(picture, eyes.Middle(280, 425), radius));
  const float level = std::clamp(cheek, 1.0f, 99.0f) / 100.0f;
  const float gamma =
      std::clamp(std::log(target / 100.0f) / std::log(level), kGammaLow, kGammaHigh);
  Toned toned;
  cv::pow(picture * 0.01, gamma, toned.picture);
  toned.picture *= 100.0f;
  toned.cheek = 100.0f * std::pow(level, gamma);
  return toned;
}

// Strengths of the three traces in one plane.
struct Traces {
  double bridge = 0;
  double temple = 0;
  double rim = 0;
};

// With `keep`, stores paths and ridges there.
Traces FindTraces(const LevelFrame& eyes, const Toned& toned, Glasses* keep) {
  std::vector<cv::Mat> ridges;
  for (const float scale : kScales) ridges.push_back(Ridges(toned.picture, scale, toned.cheek));
  Traces traces;
  std::vector<std::vector<cv::Point2f>> paths;
  for (const Eye& eye : kEyes) {
    traces.rim += 0.5 * static_cast<double>(
                            PathStrength(ridges, RimPositions(eyes, eye), &paths.emplace_back()));
  }
  for (const Eye& eye : kEyes) {
    traces.temple += 0.5 * static_cast<double>(PathStrength(ridges, TemplePositions(eyes, eye),
                                                            &paths.emplace_back()));
  }
  if (keep != nullptr) {
    keep->paths = std::move(paths);
    keep->ridges = ridges.back();
  }
  ridges.push_back(Ridges(toned.picture, kBridgeScale, toned.cheek));
  traces.bridge = static_cast<double>(BridgeStrength(ridges, BridgePositions(eyes)));
  traces.bridge = std::clamp(traces.bridge, kFloor, kMostBridge);
  traces.temple = std::max(traces.temple, kFloor);
  traces.rim = std::max(traces.rim, kFloor);
  return traces;
}

// Share of the fine detail (sigma 1) in the coarse (sigma 3) between brows and cheeks.
double SharpnessOf(const cv::Mat& lightness) {
  cv::Mat fine;
  cv::Mat coarse;
  cv::GaussianBlur(lightness, fine, {0, 0}, 1.5);
  cv::GaussianBlur(lightness, coarse, {0, 0}, 4.5);
  const double detail = cv::norm(lightness, fine, cv::NORM_L1);
  const double all = cv::norm(lightness, coarse, cv::NORM_L1);
  return all > 0 ? detail / all : 0;
}

}  // namespace

std::vector<int> BestPath(const cv::Mat& response, float step_price, float* mean) {
  const int rows = response.rows;
  const int columns = response.cols;
  cv::Mat sum(columns, rows, CV_32F);
  cv::Mat from(columns, rows, CV_32S);
  for (int r = 0; r < rows; ++r) sum.at<float>(0, r) = response.at<float>(r, 0);
  for (int c = 1; c < columns; ++c) {
    const float* before = sum.ptr<float>(c - 1);
    for (int r = 0; r < rows; ++r) {
      float best = before[r];
      int origin = r;
      for (int step = -2; step <= 2; ++step) {
        const int other = r + step;
        if (other < 0 || other >= rows) continue;
        const float value = before[other] - step_price * static_cast<float>(std::abs(step));
        if (value > best) {
          best = value;
          origin = other;
        }
      }
      sum.at<float>(c, r) = best + response.at<float>(r, c);
      from.at<int>(c, r) = origin;
    }
  }
  int row = 0;
  for (int r = 1; r < rows; ++r) {
    if (sum.at<float>(columns - 1, r) > sum.at<float>(columns - 1, row)) row = r;
  }
  *mean = sum.at<float>(columns - 1, row) / static_cast<float>(columns);
  std::vector<int> path(static_cast<size_t>(columns));
  for (int c = columns - 1; c >= 0; --c) {
    path[static_cast<size_t>(c)] = row;
    if (c > 0) row = from.at<int>(c, row);
  }
  return path;
}

Glasses FindGlasses(const LevelFrame& eyes) {
  Glasses found;
  cv::Mat lightness;
  cv::extractChannel(LabOf(eyes.bgr), lightness, 0);
  cv::Mat blue;
  cv::extractChannel(eyes.bgr, blue, 0);
  blue.convertTo(blue, CV_32F, 100.0 / 255.0);
  const Toned light = ToneToCheeks(eyes, lightness, kCheekLightness);
  const Toned short_wave = ToneToCheeks(eyes, blue, kCheekBlue);
  found.lightness = light.picture;
  found.cheek = light.cheek;
  const Traces in_light = FindTraces(eyes, light, &found);
  const Traces in_blue = FindTraces(eyes, short_wave, nullptr);
  found.bridge = std::sqrt(in_light.bridge * in_blue.bridge);
  found.temple = std::sqrt(in_light.temple * in_blue.temple);
  found.rim = std::sqrt(in_light.rim * in_blue.rim);
  found.score = std::log(found.bridge / kUsualBridge) +
                kTempleWeight * std::log(found.temple / kUsualTemple) +
                kRimWeight * std::log(found.rim / kUsualRim);
  found.sharpness = SharpnessOf(found.lightness);
  return found;
}

}  // namespace zhaojian
