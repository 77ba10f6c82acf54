// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/compliance/profile.h"
#include "core/compliance/report.h"
#include "core/imaging/encode.h"
#include "core/imaging/photo.h"
#include "core/retouch/policy.h"
#include "core/retouch/recipe.h"
#include "core/vision/analysis.h"

namespace zhaojian {

class CpuRenderer;

/// The automatic edit: crop plan, matte, white balance and exposure within the policy, light
/// balance and shine where the report remarks on them (auto_light.h), background, sharpening. All
/// operations are authored "auto" at `time`, within the policy's limits, and the recipe names it; a
/// tool that the policy keeps from retouchers is left out. Errors: kFailedPrecondition with a
/// reason code (GEO-..., FILE-02, ID-04, ID-05) when no crop meets the profile.
StatusOr<Recipe> MakeAutomaticRecipe(const Photo& photo, const Analysis& analysis,
                                     const Profile& profile, const EditPolicy& policy,
                                     absl::Time time);

/// One line of the gate's checklist.
struct GateItem {
  /// Stable id, for example gate.bytes, gate.hair_top, gate.identity.
  std::string id;
  double value = 0;
  std::string unit;
  Band band;
  bool green = false;
  /// Reason code or empty.
  std::string reason;
  /// Where to look, delivered pixels; empty for what has no place.
  std::optional<cv::Point2d> at = std::nullopt;
};

/// Verdict on delivered bytes.
struct GateReport {
  std::vector<GateItem> items;
  /// True when there are items and every one is green.
  bool Green() const;
  /// The item with this id, or nullptr.
  const GateItem* Find(const std::string& id) const;
};

/// JSON forms of a gate report, for the wire and the store.
Json GateToJson(const GateReport& gate);
/// Errors: kInvalidArgument BAD_JSON.
StatusOr<GateReport> GateFromJson(const Json& json);

/// A delivered file with its verdict.
struct DeliveredPhoto {
  /// Baseline JPEG, exactly what the student gets.
  std::string jpeg;
  std::string sha256;
  int jpeg_quality = 0;
  GateReport gate;
};

/// Encodes a delivered picture into the profile's byte window; one that does not fit keeps the
/// nearest end, so that the gate can say by how much it misses. @param bgr CV_8UC3.
StatusOr<EncodedJpeg> EncodeDelivered(const cv::Mat& bgr, const Profile& profile);

/// Checks the bytes of a delivered file: size, density, format, byte window, quality, geometry
/// bands, background, landmark drift and identity distance against the source crop.
/// @param source_canvas the crop before editing (CpuRenderer::SourceCanvas).
StatusOr<GateReport> RunGate(const std::string& jpeg, const cv::Mat& source_canvas,
                             const Recipe& recipe, const Profile& profile, Analyzer& analyzer,
                             IdentityMeter& identity);

/// Renders a recipe, encodes into the profile's byte window and runs the gate. A red gate is not an
/// error: look at `gate`. Errors: as CpuRenderer::RenderDelivered.
StatusOr<DeliveredPhoto> RenderAndGate(std::shared_ptr<const Photo> photo, const Recipe& recipe,
                                       const Profile& profile, Analyzer& analyzer,
                                       IdentityMeter& identity);

/// The same through a renderer that is kept: what it holds from the recipe before is not computed
/// again, and the verdict is the same.
StatusOr<DeliveredPhoto> RenderAndGate(CpuRenderer& renderer, const Recipe& recipe,
                                       const Profile& profile, Analyzer& analyzer,
                                       IdentityMeter& identity);

/// A delivered file and the recipe that made it.
struct StandardPhoto {
  Recipe recipe;
  DeliveredPhoto delivered;
};

/// Everything automatic, from the bytes of an upload: decode, analyse, edit, render, encode, gate.
/// A red gate is not an error. Errors: as DecodePhoto, Analyzer::Analyze, MakeAutomaticRecipe,
/// RenderAndGate.
StatusOr<StandardPhoto> MakeStandardPhoto(std::string_view bytes, const Profile& profile,
                                          const EditPolicy& policy, Analyzer& analyzer,
                                          IdentityMeter& identity, absl::Time time);

}  // namespace zhaojian
