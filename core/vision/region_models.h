// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <vector>

#include "core/vision/level_frame.h"

namespace zhaojian {

/// Colours of a frame in the two forms that the models compare. Internal to vision.
struct RegionColours {
  /// CIE L*a*b*, CV_32FC3.
  cv::Mat lab;
  /// ln(R/G) and ln(G/B) of linear light, CV_32FC2: shading leaves them as they are.
  cv::Mat ratios;
};

/// Both forms of a CV_8UC3 BGR picture.
RegionColours ColoursOf(const cv::Mat& bgr);

/// Skin of one place of the face.
struct SkinPlace {
  cv::Vec3f lab;
  /// 1 / (3 sigma) of a* and b*; 1 / (2 sigma) of L*.
  cv::Vec3f lab_scale;
  cv::Vec2f ratios;
  /// 1 / (2.6 sigma).
  cv::Vec2f ratio_scale;
};

/// Skin as this photo shows it: cheeks, nose and chin.
struct SkinModel {
  std::vector<SkinPlace> places;
  /// L* of the brightest place.
  float brightest = 0;
  /// Squared distance of one pixel, the nearest place counts; about 1 at the edge of skin.
  float Distance(const cv::Vec3f& lab, const cv::Vec2f& ratios) const;
};

/// Hair as this photo shows it: three groups from dark to bright.
struct HairModel {
  struct Group {
    cv::Vec3f mean;
    cv::Vec3f scale;  // 1 / sigma, widened
  };
  std::array<Group, 3> groups;
  /// Squared distance of one pixel, the nearest group counts.
  float Distance(const cv::Vec3f& lab) const;
};

/// Learns skin from discs inside the face. Empty `places` when the face has too few pixels.
SkinModel LearnSkin(const LevelFrame& frame, const RegionColours& colours);

/// Learns hair from the pixels of `seeds` (CV_8U). Needs at least three pixels.
HairModel LearnHair(const RegionColours& colours, const cv::Mat& seeds);

/// Edge-preserving smoothing of several planes along one guide (guided filter, He, Sun, Tang 2010).
class GuidedSmoother {
 public:
  /// @param guide CV_32F in [0, 255]. @param radius pixels of the box. @param epsilon in guide
  /// levels squared.
  GuidedSmoother(const cv::Mat& guide, int radius, float epsilon);
  /// Smooths a CV_32F plane of the guide's size.
  cv::Mat Smooth(const cv::Mat& plane) const;

 private:
  cv::Mat Box(const cv::Mat& plane) const;
  cv::Mat guide_;
  cv::Mat mean_;
  cv::Mat variance_;  // with epsilon
  int radius_;
};

}  // namespace zhaojian
