// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/compliance/report.h"

namespace zhaojian {

/// Limits of one measure in one profile.
struct MeasureLimits {
  Band band;
  /// True: outside the band only warns, never blocks.
  bool warn_only = false;
};

/// One photo standard, from assets/profiles/<id>.json, in which every number stands beside its
/// source.
struct Profile {
  std::string id;
  std::string version;
  std::string name_zh;
  std::string name_en;
  /// Delivered size in pixels.
  cv::Size size;
  int dpi = 300;
  /// Hard gate and preferred window of the delivered file, bytes.
  int min_bytes = 0;
  int max_bytes = 0;
  int target_min_bytes = 0;
  int target_max_bytes = 0;
  int min_jpeg_quality = 60;
  /// RGB, 0..255; the first is the default.
  std::vector<std::array<int, 3>> backgrounds;
  /// Largest channel deviation of the background's median, and largest sigma, on the delivered
  /// file.
  double background_deviation = 6;
  double background_sigma = 2;
  /// Where the automatic crop puts things, in delivered pixels.
  double target_hair_top = 0;
  double target_eye_line = 0;
  double target_face_width = 0;
  /// Enlarging beyond the first factor warns, beyond the second is refused.
  double scale_warn = 1.00;
  double scale_block = 1.15;
  /// Limits by measure id.
  std::map<std::string, MeasureLimits> limits;
};

/// Reads one profile. Errors: kInvalidArgument BAD_PROFILE naming file and key; the whole file is
/// refused.
StatusOr<Profile> LoadProfile(const std::filesystem::path& file);

/// Finds a profile by id in assets/profiles. Errors: kNotFound PROFILE_UNKNOWN listing the known
/// ids.
StatusOr<Profile> FindProfile(const std::filesystem::path& asset_folder, const std::string& id);

/// Id of the default standard.
inline constexpr char kDefaultProfile[] = "cn.chsi.graduate.2017-99";

}  // namespace zhaojian
