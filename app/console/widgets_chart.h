// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/console/kit.h"

namespace zhaojian {

/// The frame of a chart: what (dim), n (right), answer (bold). Returns the rectangle left for the
/// plot.
Rect ChartFrame(Kit& kit, const Rect& rect, const std::string& id, const std::string& what,
                const std::string& n, const std::string& answer);

/// One bar of a list with its interval.
struct BarRowData {
  std::string id;
  std::string code;
  std::string words;
  /// Parts of the longest possible bar, 0..1.
  float value = 0;
  float low = 0;
  float high = 0;
  bool has_interval = false;
  std::string count_words;
  std::string share_words;
  bool chosen = false;
  /// Fewer than 50: hollow and dashed, without rank or alarm.
  bool small_sample = false;
};
/// @param plot_x where the bars start; @param plot_w the longest bar, logical px.
Touch BarRow(Kit& kit, const Rect& rect, float plot_x, float plot_w, const BarRowData& data);

/// A row of a table that can be chosen: accent fill and outline when it is.
Touch SelectRow(Kit& kit, const Rect& rect, const std::string& id, bool chosen,
                const std::string& words = {});

}  // namespace zhaojian
