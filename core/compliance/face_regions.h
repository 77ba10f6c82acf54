// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <initializer_list>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/compliance/glasses.h"
#include "core/compliance/report.h"
#include "core/vision/regions.h"

namespace zhaojian {

/// Levelled frames and regions of one photo, each made when a measure first asks for it and then
/// shared. Not thread-safe; one photo, one thread. Internal to compliance.
class FaceRegions {
 public:
  /// All three must outlive this object.
  FaceRegions(const Photo& photo, const Analysis& analysis, const RegionProvider& provider);

  /// Head and shoulders (kHeadWindow), or nullptr when the photo cannot be levelled.
  const LevelFrame* Head();
  /// The eyes (kEyeWindow), or nullptr.
  const LevelFrame* Eyes();
  /// Labels of Head(), or nullptr.
  const RegionMap* Map();
  /// CIE L*a*b* of Head(), CV_32FC3; empty without it.
  const cv::Mat& Lab();
  /// CV_8U, 255 on hair of Head() that hangs together with the hair above the forehead, thin
  /// bridges cut; empty without a map.
  const cv::Mat& HangingHair();
  /// Spectacles found in Eyes(); empty without it.
  const std::optional<Glasses>& Spectacles();

 private:
  const Photo& photo_;
  const Analysis& analysis_;
  const RegionProvider& provider_;
  bool head_done_ = false;
  bool eyes_done_ = false;
  bool glasses_done_ = false;
  std::optional<LevelFrame> head_;
  std::optional<LevelFrame> eyes_;
  std::optional<RegionMap> map_;
  std::optional<Glasses> glasses_;
  cv::Mat lab_;
  cv::Mat hanging_;
};

struct Scene;

/// What a measure on regions demands of the photo. The causes are catalogue keys.
struct RegionNeeds {
  /// Both sides of the face must show: |yaw| up to 12 degrees.
  bool frontal = false;
  /// Hair must differ from skin in colour, or there is none.
  bool hair_apart = false;
};

/// Catalogue key of why regions of this scene cannot be measured, or "" when they can: no face,
/// a face too small (reference regions.md §5), or what `needs` asks for.
std::string WhyNoRegions(const Scene& scene, const RegionNeeds& needs);

/// Frame points of landmarks.
std::vector<cv::Point2f> PointsOf(const LevelFrame& frame, std::initializer_list<int> indices);

/// CV_8U mask of a polygon in frame pixels.
cv::Mat FillPolygon(const LevelFrame& frame, const std::vector<cv::Point2f>& polygon);

/// Share (0..1) of the set pixels of `mask` that are also set in `what`; nullopt below
/// `least_pixels`.
std::optional<double> ShareOf(const cv::Mat& mask, const cv::Mat& what, int least_pixels);

/// CV_8U, 255 where the map has this label.
cv::Mat Labelled(const RegionMap& map, Region region);

/// Pixels of `mask` that lie within `distance` pixels of `other`.
cv::Mat WithinOf(const cv::Mat& mask, const cv::Mat& other, float distance);

/// Median of each channel of a CV_32FC3 picture over a non-empty mask.
cv::Vec3f MedianOf(const cv::Mat& picture, const cv::Mat& mask);

/// The polygon in upright source pixels.
Evidence PolygonEvidence(const LevelFrame& frame, const std::vector<cv::Point2f>& polygon,
                         const std::string& label = "");

/// Outlines of the largest parts of a mask in upright source pixels, at most `most`, smaller than
/// `least_area` frame pixels left out.
std::vector<Evidence> OutlineEvidence(const LevelFrame& frame, const cv::Mat& mask, size_t most,
                                      double least_area);

}  // namespace zhaojian
