// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/console/panel_review.h"
#include "app/console/widgets.h"
#include "app/console/widgets_retouch.h"

namespace zhaojian {
namespace {

using desk::ReviewDesk;
using desk::ReviewItem;
using desk::ReviewMode;

// The corners of a box that is being drawn (visual target §7, pin / region).
constexpr float kHandle = 10;

Rect OnScreen(const PhotoPlacement& p, const ReviewItem& item, const cv::Rect2d& region) {
  const cv::Rect2d at = desk::ToDelivered(item, region);
  const ImVec2 a = p.ToScreen(static_cast<float>(at.x), static_cast<float>(at.y));
  const ImVec2 b =
      p.ToScreen(static_cast<float>(at.x + at.width), static_cast<float>(at.y + at.height));
  return {a.x, a.y, b.x - a.x, b.y - a.y};
}

void DrawBox(Kit& kit, const Rect& box, bool handles) {
  DrawRegionBox(kit, box);
  if (!handles) return;
  for (const float x : {box.x, box.Right()}) {
    for (const float y : {box.y, box.Bottom()}) {
      const Rect handle{x - kHandle / 2, y - kHandle / 2, kHandle, kHandle};
      kit.Fill(handle, Token::kHi);
      kit.Outline(handle, Token::kInk, 1.5f);
    }
  }
}

/// Code and words on a chip left of the box, else right of it.
void DrawBoxWords(View& view, const Rect& frame, const Rect& box, const std::string& code) {
  Kit& kit = view.kit;
  const Reason* reason = view.state.reasons().Find(code);
  const std::string words = code.empty()        ? view.T("region.unbound")
                            : reason == nullptr ? std::string()
                                                : desk::WordsOf(*reason, view.language());
  const float w = std::min(
      220.0f,
      std::max(kit.TextWidth(Type::kBodyBold, code), kit.TextWidth(Type::kCap, words)) + 20);
  const float h = code.empty() ? 30 : 50;
  const bool left = box.x - w - 12 >= frame.x;
  const float x = left ? box.x - w - 12 : std::min(box.Right() + 12, frame.Right() - w);
  const Rect chip{x, std::clamp(box.CentreY() - h / 2, frame.y, frame.Bottom() - h), w, h};
  kit.Fill(chip, Token::kInk, metric::kRoundChip, 0.86f);
  float y = chip.y + 15;
  if (!code.empty()) {
    kit.TextAt(Type::kBodyBold, Token::kHi, chip.x + 10, y, code);
    y += 21;
  }
  kit.Text(Type::kCap, Token::kText, {chip.x + 10, y - 10, w - 20, 20}, words);
}

void TakeMouse(View& view, const PhotoPlacement& p) {
  ReviewDesk& desk = view.state.review();
  const Touch touch = view.kit.Area("stage.region", p.frame);
  const ImVec2 at = p.ToDelivered(touch.mouse_x, touch.mouse_y);
  const cv::Point2d point(static_cast<double>(at.x), static_cast<double>(at.y));
  if (touch.pressed) desk.BeginRegion(point);
  if (touch.held) desk.MoveRegion(point);
  if (touch.released) desk.EndRegion();
}

}  // namespace

void DrawReviewRegions(View& view, const PhotoPlacement& p, const ReviewItem& item) {
  Kit& kit = view.kit;
  ReviewDesk& desk = view.state.review();
  const bool marking = desk.mode() == ReviewMode::kRegion;
  if (marking) TakeMouse(view, p);
  if (!marking && desk.marks_hidden()) return;
  kit.PushClip(p.frame);
  int number = 0;
  for (const desk::ReasonMark& mark : desk.palette().chosen()) {
    ++number;
    const bool live = marking && mark.code == desk.region_code() && desk.region().box();
    if (!mark.region || live) continue;
    const Rect box = OnScreen(p, item, *mark.region);
    DrawBox(kit, box, false);
    Pin(kit, "pin." + mark.code, box.x, box.y, box.x, box.y, number, PinState::kBound);
  }
  if (marking && desk.region().box()) {
    const Rect box = OnScreen(p, item, *desk.region().box());
    DrawBox(kit, box, true);
    kit.probe().Add("region.box", box, desk.region_code());
    if (!desk.region().drawing()) DrawBoxWords(view, p.frame, box, desk.region_code());
  }
  kit.PopClip();
}

}  // namespace zhaojian
