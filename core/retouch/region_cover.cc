// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/region_cover.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/retouch/op_heal.h"
#include "core/retouch/operations.h"

namespace zhaojian {
namespace {

/// The crop in force: delivered pixels per source pixel, 0 without one.
double CropScaleOf(const Recipe& recipe) {
  double crop_scale = 0;
  for (size_t i = 0; i < std::min(recipe.cursor, recipe.operations.size()); ++i) {
    const Operation& operation = recipe.operations[i];
    const auto scale = operation.parameters.find("scale");
    if (operation.kind == "geom.crop_scale" && scale != operation.parameters.end()) {
      crop_scale = scale->second;
    }
  }
  return crop_scale;
}

bool HealsOrClones(const Operation& operation) {
  const OperationSpec* spec = FindOperation(operation.kind);
  return spec != nullptr && spec->stage == Stage::kSource;
}

Status CheckRadius(const Operation& operation, const PolicyRule& rule, double crop_scale) {
  if (!rule.stroke_radius) return absl::OkStatus();
  for (const Stroke& stroke : operation.strokes) {
    if (stroke.radius * crop_scale > *rule.stroke_radius) {
      return PolicyBreach("POLICY_LIMIT", operation.kind + ".strokes", rule,
                          "are wider than the rule allows");
    }
  }
  return absl::OkStatus();
}

bool SameArea(const Stroke& a, const Stroke& b) {
  return a.radius == b.radius && a.points == b.points;
}

}  // namespace

/// Counts the operation's strokes in or out. @return false when one of them covers nothing.
bool RegionCover::Count(const Step& step, int by) {
  Cover& cover = covers_[step.kind];
  if (cover.strokes.empty()) cover.strokes = cv::Mat1i(regions_->map().size(), 0);
  const double scale = regions_->cells_per_pixel();
  bool all = true;
  for (const Stroke& stroke : step.strokes) {
    StrokeArea area = AreaOf(stroke, scale, regions_->map().size());
    if (!area.rect.empty()) regions_->Cut(step.region_kind, scale, &area);
    bool any = false;
    for (int y = 0; y < area.rect.height; ++y) {
      const unsigned char* inside = area.mask.ptr(y);
      int* counts = cover.strokes[area.rect.y + y] + area.rect.x;
      for (int x = 0; x < area.rect.width; ++x) {
        if (inside[x] == 0) continue;
        any = true;
        const int before = counts[x];
        counts[x] += by;
        cover.cells += (counts[x] > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
      }
    }
    all = all && any;
  }
  return all;
}

Status RegionCover::CountOperation(const Operation& operation, const PolicyRule& rule) {
  Step step{operation.kind, RegionKindOf(operation), operation.strokes};
  if (!Count(step, 1)) {
    Count(step, -1);
    return PolicyBreach("POLICY_REGION", operation.kind + ".strokes", rule,
                        "lie outside the region of this tool");
  }
  steps_.push_back(std::move(step));
  return absl::OkStatus();
}

Status RegionCover::CheckShares(const EditPolicy& policy) const {
  for (const auto& [kind, cover] : covers_) {
    const PolicyRule* rule = policy.Find(kind);
    if (rule == nullptr || !rule->region_share) continue;
    const double share = 1.0 * cover.cells / std::max(1, regions_->Size(kind));
    if (share <= *rule->region_share) continue;
    return PolicyBreach("POLICY_LIMIT", kind + ".strokes", *rule,
                        absl::StrCat("cover ", 100 * share, " % of their region, more than ",
                                     100 * *rule->region_share, " %"));
  }
  return absl::OkStatus();
}

Status RegionCover::Check(const Recipe& recipe, const EditPolicy& policy, const Operation* next) {
  std::vector<const Operation*> wanted;
  for (size_t i = 0; i < std::min(recipe.cursor, recipe.operations.size()); ++i) {
    if (HealsOrClones(recipe.operations[i])) wanted.push_back(&recipe.operations[i]);
  }
  if (next != nullptr && HealsOrClones(*next)) wanted.push_back(next);
  // A tool without a rule is CheckOperation's to refuse.
  wanted.erase(std::remove_if(wanted.begin(), wanted.end(),
                              [&](const Operation* o) { return policy.Find(o->kind) == nullptr; }),
               wanted.end());
  const double crop_scale = CropScaleOf(recipe);
  for (const Operation* operation : wanted) {
    ZJ_RETURN_IF_ERROR(CheckRadius(*operation, *policy.Find(operation->kind), crop_scale));
  }
  const auto counted = [](const Step& step, const Operation* o) {
    return step.kind == o->kind && step.region_kind == RegionKindOf(*o) &&
           std::equal(step.strokes.begin(), step.strokes.end(), o->strokes.begin(),
                      o->strokes.end(), SameArea);
  };
  const auto [end, first] =
      std::mismatch(steps_.begin(), steps_.end(), wanted.begin(), wanted.end(), counted);
  for (const auto from = end - steps_.begin(); std::ssize(steps_) > from; steps_.pop_back()) {
    Count(steps_.back(), -1);
  }
  for (auto it = first; it != wanted.end(); ++it) {
    ZJ_RETURN_IF_ERROR(CountOperation(**it, *policy.Find((*it)->kind)));
  }
  return CheckShares(policy);
}

Status CheckRegions(const Recipe& recipe, const EditPolicy& policy,
                    std::shared_ptr<const EditRegions> regions) {
  if (!HasSourceStrokes(recipe)) return absl::OkStatus();
  if (regions == nullptr) regions = std::make_shared<const EditRegions>(recipe.analysis);
  return RegionCover(std::move(regions)).Check(recipe, policy);
}

}  // namespace zhaojian
