// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "app/desk/review_item.h"

namespace zhaojian::desk {

/// Heights of the rows of the check list, logical pixels.
struct CheckHeights {
  /// The first failing check, the others, cautions, not assessed, passing lines, gap below a card.
  float worst = 128, fail = 60, caution = 60, unknown = 52, ok = 22, gap = 8;
  /// Heading above the passing checks.
  float heading = 30;
  /// A card where room is short: one line.
  float tight = 30, tight_gap = 4;
  /// Width of a close-up; its height follows its picture.
  float close_up_width = 504;
};

/// One row of the list.
struct CheckPlace {
  /// Index into the item's lines.
  size_t line = 0;
  float y = 0;
  /// Without the close-up.
  float height = 0;
  /// Of the close-up below the row; 0 = none.
  float close_up = 0;
};

/// Where everything stands.
struct CheckLayout {
  std::vector<CheckPlace> rows;
  /// Heading of the passing checks; negative when it does not fit.
  float heading_y = -1;
  /// Problems and passing checks that did not fit, and where the line that says so stands.
  int problems_left = 0;
  int ok_left = 0;
  float left_y = 0;
  /// Below the last thing drawn.
  float bottom = 0;
};

/// Places the checks between `top` and `end`: problems first, each as its card while there is room
/// for the cards and their close-ups, else all but the worst as one line; what still does not fit
/// is counted, never dropped in silence. Close-ups go whole to the focused problem first, then down
/// the list, reduced alike so that as many as possible fit; passing checks take the rest.
/// @param focused index of the problem that is zoomed to, or -1.
CheckLayout PlaceChecks(const ReviewItem& item, float top, float end, int focused,
                        const CheckHeights& heights);

}  // namespace zhaojian::desk
