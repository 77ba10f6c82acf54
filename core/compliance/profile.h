// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <opencv2/core.hpp>
#include <optional>
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

/// What a school, or the standard itself, says about glasses. kAny: nothing is said. kUsual: who
/// wears them usually wears them here. kDiscouraged: wearing them warns. kForbidden: it is a fault
/// (EYE-08). The last two become the limits of glasses.present.
enum class GlassesRule { kAny, kUsual, kDiscouraged, kForbidden };

/// What is said about uniforms (CLO-04). A person judges it; no measure does.
enum class UniformRule { kAny, kForbidden, kRequired };

/// Rules that are no bands of a measure. Measures and reviewers read them.
struct ProfileRules {
  GlassesRule glasses = GlassesRule::kAny;
  UniformRule uniform = UniformRule::kAny;
  /// Oldest photo that counts as recent, days; absent: the standard names none.
  std::optional<int> recency_days;
  /// True: religious, medical or cultural head coverings may be exempted (ACC-01).
  bool head_covering_exemption = false;
};

/// How far a delivered face may differ from the crop it was made from, see core/retouch/gate_face.h
/// for how each is measured. The numbers stand beside their measured reason in the profile.
struct GateLimits {
  /// Largest drift of a landmark, share of the distance between the iris centres.
  double landmark_drift = 0;
  /// Identity distance that warns and that is refused.
  double identity_warn = 0, identity_block = 0;
  /// Least share of the automatic matte's area that brush strokes leave.
  double matte_kept = 0;
  /// Largest residual, levels; largest shift, delivered pixels; least share of fine detail kept.
  double residual = 0, shift = 0, texture = 0;
  /// Light that a recipe may declare and that is then no residual: largest smooth gain either way,
  /// a factor above 1, and largest drop of shine, L*.
  double light_gain = 1, shine_drop = 0;
};

/// One photo standard, from assets/profiles/<id>.json, in which every number stands beside its
/// source; or a school's own rules laid over one.
struct Profile {
  std::string id;
  /// The file's version and those of the files it is based on, joined by '+'.
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
  ProfileRules rules;
  GateLimits gate;
  /// Limits by measure id. A measure without an entry is not taken; one with an empty entry is
  /// taken and shown, and nothing is held against it.
  std::map<std::string, MeasureLimits> limits;
  /// All of the above as one line of JSON without a base, for ParseProfile: what a service hands to
  /// a console that does not have its files.
  std::string document;
};

/// True for 1-64 characters of [a-z0-9.-], not starting with a dot: what an id may be made of.
bool IsProfileId(const std::string& id);

/// Reads one profile and the files it is based on. @param bases folders where a base is looked for
/// when it does not lie beside the file.
/// Errors: kInvalidArgument BAD_PROFILE or BAD_JSON naming file, line and key; the whole file is
/// refused.
StatusOr<Profile> LoadProfile(const std::filesystem::path& file,
                              const std::vector<std::filesystem::path>& bases = {});

/// Reads Profile::document back. Errors: as LoadProfile.
StatusOr<Profile> ParseProfile(const std::string& document);

/// Finds a profile by id in assets/profiles. Errors: kNotFound PROFILE_UNKNOWN listing the known
/// ids; those of LoadProfile.
StatusOr<Profile> FindProfile(const std::filesystem::path& asset_folder, const std::string& id);

/// Id of the default standard.
inline constexpr char kDefaultProfile[] = "cn.chsi.graduate.2017-99";

}  // namespace zhaojian
