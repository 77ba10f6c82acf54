// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/civil_time.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/compliance/profile.h"
#include "core/compliance/report.h"
#include "core/imaging/photo.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// A photo that was seen before.
struct KnownPhoto {
  /// SHA-256 of the file's bytes, hex.
  std::string sha256;
  /// Report::perceptual_hashes of the time; empty when they were not kept.
  std::vector<uint64_t> perceptual_hashes;
};

class RegionProvider;

/// Everything the measures may look at.
struct CheckInput {
  const Photo& photo;
  const Analysis& analysis;
  const Profile& profile;
  /// Photos of the same student that were rejected; nullptr: nobody keeps them, and file.duplicate
  /// is not assessed.
  const std::vector<KnownPhoto>* rejected = nullptr;
  /// Finds skin, hair and clothes; nullptr: ClassicRegions.
  const RegionProvider* regions = nullptr;
  /// The day on which the file says it was taken (TakenOn), and today; without either, file.age is
  /// not assessed.
  std::optional<absl::CivilDay> taken_on = std::nullopt;
  std::optional<absl::CivilDay> today = std::nullopt;
};

/// Runs every measure of the profile. Pure: same input, same report.
Report CheckPhoto(const CheckInput& input);

/// Takes some of the profile's measures, in its order, without the rest of a report; one that does
/// not apply or is not in the profile is left out. @param ids for example matte.halo.
std::vector<Measure> TakeMeasures(const CheckInput& input, const std::set<std::string>& ids);

/// Decodes, analyses and checks the bytes of one file. A file that cannot be read gives a report
/// with `refused` set, not an error. Errors: kInternal only.
/// @param today for file.age, see CheckInput.
StatusOr<Report> CheckBytes(std::string_view bytes, Analyzer& analyzer, const Profile& profile,
                            std::optional<absl::CivilDay> today = std::nullopt);

/// Short side to decode to for analysis: 2 x the delivered width, so that the crop never enlarges
/// what a full decode would not.
inline constexpr int kAnalysisShortSide = 960;

}  // namespace zhaojian
