// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/standard.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

#include "core/compliance/check.h"
#include "core/compliance/crop_plan.h"
#include "core/retouch/auto_light.h"
#include "core/retouch/face_light.h"
#include "core/retouch/operations.h"
#include "core/retouch/policy.h"
#include "core/retouch/renderer.h"

namespace zhaojian {
namespace {

/// A second face smaller than this share of the first one's area is a picture on the wall or a
/// print on clothes, and goes with the background. GUESS.
constexpr float kSecondFaceShare = 0.15f;
/// Mild sharpening after the reduction; amount and radius of the visual target's example.
constexpr double kSharpenRadius = 0.6, kSharpenAmount = 0.3, kSharpenThreshold = 2;

Status Refuse(const std::string& reason, const std::string& why) {
  return MakeError(StatusCode::kFailedPrecondition, reason,
                   "no standard photo can be made: " + why);
}

std::string WhyNoCrop(const CropPlan& plan, const HeadGeometry& head, const Profile& profile) {
  const auto number = [](double value, int digits) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(digits) << value;
    return text.str();
  };
  if (plan.reason == "FILE-02") {
    const double face = head.face_right_x - head.face_left_x;
    return "the face is " + number(face, 0) + " px wide and could be enlarged " +
           number(profile.scale_block, 2) + " times at the most, to " +
           number(face * profile.scale_block, 0) +
           " px; use a photo with more pixels, taken closer";
  }
  if (plan.reason == "GEO-01") return "the head is too large in proportion for any crop";
  if (plan.reason == "GEO-03")
    return "the hair is cut off by the top edge of the photo, or lies too close to it";
  if (plan.reason == "GEO-06") return "no crop puts the eyes into their range";
  if (plan.reason == "GEO-07") {
    return "the photo ends " + number(plan.missing_rows, 0) +
           " px above the bottom edge in the best crop that keeps hair, eyes and face in their "
           "ranges; use a photo that shows more of the chest";
  }
  return "no crop meets the profile";
}

}  // namespace

StatusOr<Recipe> MakeAutomaticRecipe(const Photo& photo, const Analysis& analysis,
                                     const Profile& profile, const EditPolicy& policy,
                                     absl::Time time) {
  const auto head = MeasureHead(analysis);
  if (analysis.faces.empty() || !head) {
    return Refuse("ID-05", "no face was found; use a photo that shows one face from the front");
  }
  if (analysis.faces.size() > 1 &&
      analysis.faces[1].box.area() > kSecondFaceShare * analysis.faces[0].box.area()) {
    return Refuse("ID-04", "more than one face is in the photo");
  }
  const CropPlan plan = PlanCrop(*head, analysis.source_size, profile);
  if (!plan.feasible) {
    return Refuse(plan.reason.empty() ? "GEO-07" : plan.reason, WhyNoCrop(plan, *head, profile));
  }
  Recipe recipe;
  recipe.source_sha256 = photo.sha256;
  recipe.profile = profile.id;
  recipe.policy = policy.id;
  recipe.analysis = analysis;
  recipe.analysis.faces.clear();
  recipe.analysis.person_mask = StoredMask(analysis.person_mask);
  const auto push = [&](const std::string& kind, std::map<std::string, double> parameters) {
    Operation operation;
    operation.kind = kind;
    operation.parameters = std::move(parameters);
    operation.author = "auto";
    operation.time = time;
    recipe.Push(std::move(operation));
  };
  push("geom.crop_scale", {{"scale", plan.scale}, {"x", plan.offset.x}, {"y", plan.offset.y}});
  const auto gain = RangeFor(policy, "tone.white_balance", "red");
  const auto ev = RangeFor(policy, "tone.exposure", "ev");
  if (const auto light = MeasureFaceLight(photo, analysis)) {
    if (gain) {
      const cv::Vec3d gains = NaturalGains(light->cheek, gain->low, gain->high);
      push("tone.white_balance", {{"red", gains[0]}, {"green", gains[1]}, {"blue", gains[2]}});
    }
    if (ev) push("tone.exposure", {{"ev", NaturalExposure(*light, std::min(-ev->low, ev->high))}});
  }
  const LightPlan light = PlanLight(photo, analysis, *head, profile, policy);
  if (light.balance > 0) {
    push("tone.lowfreq_balance", {{"strength", light.balance}, {"limit", light.balance_limit}});
  }
  if (light.shine_drop > 0) {
    push("tone.highlight", {{"drop", light.shine_drop}, {"area", light.shine_area}});
  }
  if (!profile.backgrounds.empty()) {
    const auto& colour = profile.backgrounds[0];
    push("bg.replace", {{"red", colour[0]}, {"green", colour[1]}, {"blue", colour[2]}});
  }
  const auto radius = RangeFor(policy, "detail.sharpen", "radius");
  const auto amount = RangeFor(policy, "detail.sharpen", "amount");
  if (radius && amount) {
    push("detail.sharpen", {{"radius", std::min(kSharpenRadius, radius->high)},
                            {"amount", std::min(kSharpenAmount, amount->high)},
                            {"threshold", kSharpenThreshold}});
  }
  return recipe;
}

StatusOr<StandardPhoto> MakeStandardPhoto(std::string_view bytes, const Profile& profile,
                                          const EditPolicy& policy, Analyzer& analyzer,
                                          IdentityMeter& identity, absl::Time time) {
  DecodeOptions options;
  options.min_short_side = kAnalysisShortSide;
  ZJ_ASSIGN_OR_RETURN(Photo decoded, DecodePhoto(bytes, options));
  auto photo = std::make_shared<const Photo>(std::move(decoded));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer.Analyze(*photo));
  StandardPhoto made;
  ZJ_ASSIGN_OR_RETURN(made.recipe, MakeAutomaticRecipe(*photo, analysis, profile, policy, time));
  ZJ_ASSIGN_OR_RETURN(auto source, PhotoForOnce(bytes, made.recipe, profile, photo));
  photo.reset();
  ZJ_ASSIGN_OR_RETURN(made.delivered,
                      RenderAndGate(std::move(source), made.recipe, profile, analyzer, identity));
  return made;
}

}  // namespace zhaojian
