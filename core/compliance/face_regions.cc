// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/face_regions.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Degrees: beyond this one ear turns away (regions.md §5).
constexpr double kFrontal = 12;
// Distance of the outer eye corners in source pixels: the smallest that was tested is 60
// (regions.md §5).
constexpr float kLeastUnit = 60;
// See RegionMap::separation.
constexpr float kApart = 3;

}  // namespace

FaceRegions::FaceRegions(const Photo& photo, const Analysis& analysis,
                         const RegionProvider& provider)
    : photo_(photo), analysis_(analysis), provider_(provider) {}

const LevelFrame* FaceRegions::Head() {
  if (!head_done_) head_ = LevelFace(photo_, analysis_, kHeadWindow);
  head_done_ = true;
  return head_ ? &*head_ : nullptr;
}

const LevelFrame* FaceRegions::Eyes() {
  if (!eyes_done_) eyes_ = LevelFace(photo_, analysis_, kEyeWindow);
  eyes_done_ = true;
  return eyes_ ? &*eyes_ : nullptr;
}

const RegionMap* FaceRegions::Map() {
  if (!map_ && Head() != nullptr) map_ = provider_.Segment(*Head());
  return map_ ? &*map_ : nullptr;
}

const cv::Mat& FaceRegions::Lab() {
  if (lab_.empty() && Head() != nullptr) lab_ = LabOf(Head()->bgr);
  return lab_;
}

const cv::Mat& FaceRegions::HangingHair() {
  if (!hanging_.empty() || Map() == nullptr) return hanging_;
  cv::Mat hair = Labelled(*map_, Region::kHair);
  // Brows and lashes touch a fringe by single pixels.
  cv::morphologyEx(hair, hair, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  cv::Mat parts;
  const int count = cv::connectedComponents(hair, parts, 8, CV_32S);
  const int forehead = std::clamp(cvRound(head_->points[10].y), 0, parts.rows);
  std::vector<bool> held(static_cast<size_t>(count), false);
  for (int y = 0; y < forehead; ++y) {
    for (int x = 0; x < parts.cols; ++x) held[static_cast<size_t>(parts.at<int>(y, x))] = true;
  }
  held[0] = false;
  hanging_ = cv::Mat::zeros(hair.size(), CV_8U);
  for (int y = 0; y < parts.rows; ++y) {
    for (int x = 0; x < parts.cols; ++x) {
      if (held[static_cast<size_t>(parts.at<int>(y, x))]) hanging_.at<unsigned char>(y, x) = 255;
    }
  }
  return hanging_;
}

const std::optional<Glasses>& FaceRegions::Spectacles() {
  if (!glasses_done_ && Eyes() != nullptr) glasses_ = FindGlasses(*Eyes());
  glasses_done_ = true;
  return glasses_;
}

std::string WhyNoRegions(const Scene& scene, const RegionNeeds& needs) {
  if (!scene.head || !scene.regions || scene.regions->Head() == nullptr) return WhyNoFace(scene);
  if (scene.regions->Head()->source_unit < kLeastUnit * static_cast<float>(scene.photo.scale))
    return "cause.face_small";
  if (needs.frontal && std::abs(scene.analysis.pose.yaw) > kFrontal) return "cause.face_turned";
  if (!needs.hair_apart) return "";
  const RegionMap* map = scene.regions->Map();
  if (map == nullptr) return WhyNoFace(scene);
  return map->bald || map->separation >= kApart ? "" : "cause.hair_like_skin";
}

std::vector<cv::Point2f> PointsOf(const LevelFrame& frame, std::initializer_list<int> indices) {
  std::vector<cv::Point2f> points;
  for (const int index : indices) points.push_back(frame.points[static_cast<size_t>(index)]);
  return points;
}

cv::Mat FillPolygon(const LevelFrame& frame, const std::vector<cv::Point2f>& polygon) {
  std::vector<cv::Point> whole;
  for (const auto& p : polygon) whole.emplace_back(cvFloor(p.x), cvFloor(p.y));
  cv::Mat mask = cv::Mat::zeros(frame.bgr.size(), CV_8U);
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{whole}, cv::Scalar(255));
  cv::bitwise_and(mask, frame.inside, mask);
  return mask;
}

std::optional<double> ShareOf(const cv::Mat& mask, const cv::Mat& what, int least_pixels) {
  const int all = cv::countNonZero(mask);
  if (all < std::max(1, least_pixels)) return std::nullopt;
  return 1.0 * cv::countNonZero(mask & what) / all;
}

cv::Mat Labelled(const RegionMap& map, Region region) {
  return map.labels == static_cast<unsigned char>(region);
}

cv::Mat WithinOf(const cv::Mat& mask, const cv::Mat& other, float distance) {
  cv::Mat away;
  cv::distanceTransform(255 - other, away, cv::DIST_L2, 3);
  return mask & (away <= distance);
}

cv::Vec3f MedianOf(const cv::Mat& picture, const cv::Mat& mask) {
  cv::Vec3f out;
  std::vector<float> values;
  for (int channel = 0; channel < 3; ++channel) {
    values.clear();
    for (int y = 0; y < mask.rows; ++y) {
      const auto* set = mask.ptr<unsigned char>(y);
      const auto* from = picture.ptr<cv::Vec3f>(y);
      for (int x = 0; x < mask.cols; ++x) {
        if (set[x] != 0) values.push_back(from[x][channel]);
      }
    }
    if (values.empty()) return out;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    out[channel] = *middle;
  }
  return out;
}

Evidence PolygonEvidence(const LevelFrame& frame, const std::vector<cv::Point2f>& polygon,
                         const std::string& label) {
  Evidence evidence{Evidence::Kind::kPolygon, {}, label};
  for (const auto& p : polygon) evidence.points.push_back(frame.ToSource(p));
  return evidence;
}

std::vector<Evidence> OutlineEvidence(const LevelFrame& frame, const cv::Mat& mask, size_t most,
                                      double least_area) {
  std::vector<std::vector<cv::Point>> contours;
  cv::findContours(mask, contours, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  std::sort(contours.begin(), contours.end(),
            [](const auto& a, const auto& b) { return cv::contourArea(a) > cv::contourArea(b); });
  std::vector<Evidence> out;
  for (const auto& contour : contours) {
    if (out.size() == most || cv::contourArea(contour) < least_area) break;
    std::vector<cv::Point> simple;
    cv::approxPolyDP(contour, simple, 1.0, true);
    std::vector<cv::Point2f> polygon;
    for (const auto& p : simple) polygon.emplace_back(cv::Point2f(p) + cv::Point2f(0.5f, 0.5f));
    out.push_back(PolygonEvidence(frame, polygon));
  }
  return out;
}

}  // namespace zhaojian
