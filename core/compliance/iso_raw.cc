// SPDX-License-Identifier: Apache-2.0
// Native values of the measures of ISO/IEC 29794-5:2025 (formulas: photo standard §3.2), taken on
// our 478 landmarks instead of the reference's 98.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

using Raw = std::map<std::string, double>;
using Histogram = std::array<double, 256>;

// The reference's aligned picture has 616 x 616 pixels with the eyes at (251, 272) and (364, 272);
// its background is measured on that picture without 62 columns on either side and 108 rows below,
// shrunk to 354 x 295.
constexpr double kAlignedEyeLeft = 251;
constexpr double kAlignedEyeRight = 364;
constexpr double kAlignedEyeY = 272;
constexpr double kCropSide = 62;
const cv::Size kCropped(616 - 2 * 62, 616 - 108);
const cv::Size kBackgroundSize(354, 295);
constexpr int kUnderLevel = 25;
constexpr int kOverLevel = 247;

cv::Point2f Middle(const Scene& scene, int a, int b) {
  return (LandmarkAt(scene, a) + LandmarkAt(scene, b)) * 0.5f;
}

// Share of the masked luminance in each of 256 levels.
Histogram HistogramOf(const cv::Mat& luminance, const cv::Mat& mask) {
  Histogram bins{};
  double count = 0;
  for (int y = 0; y < luminance.rows; ++y) {
    const auto* row = luminance.ptr<float>(y);
    for (int x = 0; x < luminance.cols; ++x) {
      if (!mask.empty() && mask.at<unsigned char>(y, x) == 0) continue;
      ++bins[static_cast<size_t>(std::clamp(row[x] + 0.5f, 0.0f, 255.0f))];
      ++count;
    }
  }
  for (double& bin : bins) bin /= std::max(1.0, count);
  return bins;
}

void FromLuminance(const FacePatch& patch, Raw* raw) {
  const Histogram bins = HistogramOf(patch.luminance, patch.hull);
  double mean = 0;
  double square = 0;
  double entropy = 0;
  for (size_t i = 0; i < bins.size(); ++i) {
    const double level = static_cast<double>(i) / 255;
    mean += bins[i] * level;
    square += bins[i] * level * level;
    if (bins[i] > 0) entropy -= bins[i] * std::log2(bins[i]);
  }
  (*raw)["0x44"] = mean;
  (*raw)["0x45"] = square - mean * mean;
  (*raw)["0x46"] = std::accumulate(bins.begin(), bins.begin() + kUnderLevel + 1, 0.0);
  (*raw)["0x47"] = std::accumulate(bins.begin() + kOverLevel, bins.end(), 0.0);
  (*raw)["0x48"] = entropy;
  const auto cheeks = CheekSquares(patch);
  if (cheeks[0].area() == 0 || cheeks[1].area() == 0) return;
  const Histogram left = HistogramOf(patch.luminance(cheeks[0]), {});
  const Histogram right = HistogramOf(patch.luminance(cheeks[1]), {});
  double common = 0;
  for (size_t i = 0; i < left.size(); ++i) common += std::min(left[i], right[i]);
  (*raw)["0x43"] = common;
  if (const auto colour = NaturalColourDistance(patch)) (*raw)["0x4b"] = *colour;
}

void FromGeometry(const Scene& scene, Raw* raw) {
  const cv::Point2f left = Middle(scene, 33, 133);
  const cv::Point2f right = Middle(scene, 362, 263);
  const cv::Point2f eyes = (left + right) * 0.5f;
  const double between = cv::norm(left - right);
  const double length = cv::norm(eyes - scene.head->chin);
  const cv::Size& size = scene.photo.info.upright_size;
  const Pose& pose = scene.analysis.pose;
  (*raw)["0x58"] = static_cast<double>(pose.yaw);
  (*raw)["0x59"] = static_cast<double>(pose.pitch);
  (*raw)["0x5a"] = static_cast<double>(pose.roll);
  if (between < 1 || length < 1 || size.height < 1) return;
  const double yaw = static_cast<double>(pose.yaw) * CV_PI / 180;
  if (std::cos(yaw) > 0.01) (*raw)["0x52"] = between / std::cos(yaw);
  (*raw)["0x53"] = length / size.height;
  (*raw)["0x54"] = static_cast<double>(eyes.x) / between;
  (*raw)["0x55"] = (size.width - static_cast<double>(eyes.x)) / between;
  (*raw)["0x56"] = static_cast<double>(eyes.y) / length;
  (*raw)["0x57"] = (size.height - static_cast<double>(eyes.y)) / length;
  (*raw)["0x4d"] = EyeOpening(scene) / length;
  (*raw)["0x4e"] = LipOpening(scene) / length;
}

// Mean Sobel gradient of the luminance on the eroded background of the aligned picture.
void FromBackground(const Scene& scene, Raw* raw) {
  const cv::Point2f left = Middle(scene, 33, 133);
  const cv::Point2f right = Middle(scene, 362, 263);
  const double between = cv::norm(left - right);
  if (between < 1 || scene.analysis.person_mask.empty()) return;
  // Similarity: decoded picture -> aligned picture -> crop -> 354 x 295.
  const double zoom = (kAlignedEyeRight - kAlignedEyeLeft) / between;
  const cv::Point2f along = (right - left) * static_cast<float>(1 / between);
  const cv::Point2f middle = (left + right) * 0.5f;
  const double fx = static_cast<double>(kBackgroundSize.width) / kCropped.width;
  const double fy = static_cast<double>(kBackgroundSize.height) / kCropped.height;
  const double c = zoom * static_cast<double>(along.x);
  const double s = zoom * static_cast<double>(along.y);
  const double mx = static_cast<double>(middle.x);
  const double my = static_cast<double>(middle.y);
  const double tx = (kAlignedEyeLeft + kAlignedEyeRight) / 2 - kCropSide - c * mx - s * my;
  const double ty = kAlignedEyeY + s * mx - c * my;
  const auto warp = [&](const cv::Mat& from, double kx, double ky, const cv::Scalar& outside) {
    // from: kx, ky pixels per source pixel.
    const cv::Matx23d map(fx * c / kx, fx * s / ky, fx * tx, -fy * s / kx, fy * c / ky, fy * ty);
    cv::Mat out;
    cv::warpAffine(from, out, map, kBackgroundSize, cv::INTER_LINEAR, cv::BORDER_CONSTANT, outside);
    return out;
  };
  const Overview& view = scene.overview;
  const cv::Mat picture = warp(view.bgr, view.scale, view.scale, cv::Scalar::all(0));
  const cv::Mat& mask = scene.analysis.person_mask;
  const cv::Size& size = scene.photo.info.upright_size;
  // Outside the photo is nobody's background.
  cv::Mat background = warp(mask, static_cast<double>(mask.cols) / size.width,
                            static_cast<double>(mask.rows) / size.height, cv::Scalar(1)) < 0.5;
  cv::erode(background, background, cv::Mat::ones(5, 5, CV_8U));
  if (cv::countNonZero(background) == 0) return;
  const cv::Mat luminance = LinearLuminance(picture);
  cv::Mat dx;
  cv::Mat dy;
  cv::Mat magnitude;
  cv::Sobel(luminance, dx, CV_32F, 1, 0);
  cv::Sobel(luminance, dy, CV_32F, 0, 1);
  cv::magnitude(dx, dy, magnitude);
  (*raw)["0x42"] = cv::mean(magnitude, background)[0];
}

}  // namespace

std::vector<IsoMeasure> TakeIsoMeasures(const Scene& scene) {
  Raw raw;
  const auto& faces = scene.analysis.faces;
  if (!faces.empty()) {
    raw["0x4c"] = faces.size() < 2 ? 0.0
                                   : static_cast<double>(faces[1].box.area()) /
                                         static_cast<double>(faces[0].box.area());
  }
  if (scene.head) {
    FromGeometry(scene, &raw);
    FromBackground(scene, &raw);
    if (scene.patch) FromLuminance(*scene.patch, &raw);
  }
  std::vector<IsoMeasure> all = IsoMeasures();
  for (IsoMeasure& measure : all) {
    const auto found = raw.find(measure.number);
    if (found == raw.end()) continue;
    measure.raw = found->second;
    measure.scalar = IsoScalar(measure.number, found->second);
  }
  return all;
}

}  // namespace zhaojian
