// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/compliance/check.h"

namespace zhaojian::testing {

/// A face drawn by numbers on a plain wall, so that every measure's answer can be worked out by
/// hand.
struct MadeFace {
  cv::Size picture = {480, 640};
  double hair_top = 80;
  double eye_y = 250;
  double centre_x = 240;
  /// Cheek to cheek as the profile counts it.
  double face_width = 220;
  double chin_y = 400;
  /// Distance of the lids of the image-left and image-right eye.
  double lids_left = 12;
  double lids_right = 12;
  /// Distance of the inner lips.
  double lips = 0;
  Pose pose;
  /// Skin colour of the image-left and image-right half, BGR.
  cv::Scalar skin_left = {130, 160, 205};
  cv::Scalar skin_right = {130, 160, 205};
  cv::Scalar wall = {200, 200, 200};
  int faces = 1;
};

/// The picture and what the networks would have seen in it.
struct MadeCase {
  Photo photo;
  Analysis analysis;
};

/// Draws the face and fills in box, landmarks and person mask.
MadeCase MakeCase(const MadeFace& face);

}  // namespace zhaojian::testing
