// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/base/status.h"
#include "core/retouch/edit_regions.h"
#include "core/retouch/policy.h"
#include "core/retouch/recipe.h"

namespace zhaojian {

/// How much of the photo's regions the heal and clone strokes of a recipe cover. It remembers the
/// strokes that it has counted: one more costs its own area, however many there are. Not
/// thread-safe.
class RegionCover {
 public:
  /// @param regions of the photo; must not be null.
  explicit RegionCover(std::shared_ptr<const EditRegions> regions) : regions_(std::move(regions)) {}

  /// CheckRegions of operations[0, cursor) and, when there is one, of the operation that is to
  /// follow them. Errors: as CheckRegions.
  Status Check(const Recipe& recipe, const EditPolicy& policy, const Operation* next = nullptr);

 private:
  /// A counted operation.
  struct Step {
    std::string kind, region_kind;
    std::vector<Stroke> strokes;
  };
  /// Strokes over every cell of EditRegions::map, and the cells with at least one.
  struct Cover {
    cv::Mat1i strokes;
    int cells = 0;
  };

  bool Count(const Step& step, int by);
  Status CountOperation(const Operation& operation, const PolicyRule& rule);
  Status CheckShares(const EditPolicy& policy) const;

  std::shared_ptr<const EditRegions> regions_;
  std::vector<Step> steps_;
  std::map<std::string, Cover> covers_;
};

}  // namespace zhaojian
