// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "app/console/panel_review.h"
#include "app/console/photo_canvas.h"
#include "app/console/signs.h"
#include "app/console/widgets.h"
#include "app/console/widgets_check.h"

namespace zhaojian {
namespace {

using desk::ReviewDesk;
using desk::ReviewItem;
using desk::StageState;

// Logical px per delivered px when a problem is looked at closely.
constexpr float kProblemZoom = 3.0f;

struct StageHint {
  const char* id;
  const char* key;
  const char* word;
  void (*act)(ReviewDesk&);
};

void DrawHints(View& view, const std::vector<StageHint>& hints) {
  const Rect& photo = view.layout.photo;
  float x = photo.x;
  const float y = photo.Bottom() + (view.layout.compact ? 12.0f : 21.0f);
  for (const StageHint& hint : hints) {
    const std::string& word = view.T(hint.word);
    const float w = KeyPlateWidth(view.kit, hint.key) + 8 + view.kit.TextWidth(Type::kCap, word);
    if (x + w > view.layout.stage.Right() - 4) break;  // what does not fit stands under "?"
    Touch touch;
    x = DrawKeyHint(view.kit, x, y, {hint.id, hint.key, word, false}, &touch);
    if (touch.clicked) hint.act(view.state.review());
  }
}

void DrawKeyRow(View& view) {
  ReviewDesk& desk = view.state.review();
  if (desk.mode() == desk::ReviewMode::kRegion) {
    return DrawHints(
        view,
        {{"hint.region", "W", "hint.region_done", [](ReviewDesk& d) { d.CloseMode(); }},
         {"hint.region_bind", "1–9", "hint.region_bind", [](ReviewDesk&) {}},
         {"hint.region_nudge", "↑↓←→", "hint.region_nudge", [](ReviewDesk&) {}},
         {"hint.region_drop", "Del", "hint.region_drop", [](ReviewDesk& d) { d.DropRegion(); }}});
  }
  const char* guides[] = {"hint.guides_all", "hint.guides_problem", "hint.guides_none"};
  std::vector<StageHint> hints = {
      {"hint.guides", "G", guides[static_cast<int>(desk.guides())],
       [](ReviewDesk& d) { d.CycleGuides(); }},
      {"hint.problem", "D", "hint.problem", [](ReviewDesk& d) { d.NextProblem(); }},
      {"hint.one_to_one", "X", "hint.one_to_one", [](ReviewDesk& d) { d.ToggleOneToOne(); }},
      {"hint.region", "W", "hint.region", [](ReviewDesk& d) { d.OpenRegion(); }},
      {"hint.marks", "H", desk.marks_shown() ? "hint.marks" : "hint.marks_back",
       [](ReviewDesk& d) { d.ToggleMarks(); }},
      {"hint.cover", "B", "hint.cover", [](ReviewDesk& d) { d.ToggleCover(); }}};
  const auto item = desk.Current();
  if (item != nullptr && !item->earlier.empty()) {
    hints.insert(hints.begin() + 3,
                 {"hint.compare", "C", "hint.compare", [](ReviewDesk& d) { d.CycleCompared(); }});
  }
  DrawHints(view, hints);
}

/// Zoomed to the place of a problem, or 1:1 about the face.
PhotoPlacement Placement(View& view, const ReviewItem& item, const Rect& frame) {
  const ReviewDesk& desk = view.state.review();
  float zoom = 0;
  auto cx = static_cast<float>(item.delivered.width) / 2,
       cy = static_cast<float>(item.delivered.height) / 2;
  if (desk.one_to_one()) {
    zoom = static_cast<float>(item.standard.cols) / static_cast<float>(item.delivered.width);
    if (const auto face = desk::PlaceOfMeasure(item, "face.size")) {
      cx = static_cast<float>(face->x + face->width / 2);
      cy = static_cast<float>(face->y + face->height / 2);
    }
  }
  const int problem = desk.focused_problem();
  if (problem >= 0 && problem < static_cast<int>(item.lines.size())) {
    const auto place = desk::PlaceOfMeasure(item, item.lines[static_cast<size_t>(problem)].id);
    if (place && place->width > 0 && place->height > 0) {
      const float fit = std::min(frame.w / static_cast<float>(item.delivered.width),
                                 frame.h / static_cast<float>(item.delivered.height));
      const auto whole = static_cast<float>(std::min(static_cast<double>(frame.w) / place->width,
                                                     static_cast<double>(frame.h) / place->height));
      zoom = std::clamp(whole, fit, kProblemZoom);
      cx = static_cast<float>(place->x + place->width / 2);
      cy = static_cast<float>(place->y + place->height / 2);
    }
  }
  return PlacePhoto(frame, item.delivered, zoom, cx, cy);
}

/// What is explained, in words on the lower edge of the photo: the clothes lie there, not the face.
void DrawExplanation(View& view, const ReviewItem& item, const desk::CheckLine& line) {
  Kit& kit = view.kit;
  const Rect& photo = view.layout.photo;
  const Sign sign = SignOf(line.verdict);
  const Rect strip{photo.x + 8, photo.Bottom() - 50, photo.w - 16, 42};
  kit.Fill(strip, Token::kInk, metric::kRoundChip, 0.86f);
  kit.probe().Add("stage.explained", strip, view.T(line.name_key) + " " + line.value);
  kit.Sign(IconOf(sign), strip.x + 20, strip.CentreY(), TokenOf(sign), 18);
  float right = strip.Right() - 12;
  const desk::VerdictCounts counts = desk::CountVerdicts(item.lines);
  const int problems = counts.block + counts.warn + counts.unknown;
  const int focused = view.state.review().focused_problem();
  if (focused >= 0 && focused < problems) {
    const std::string at = std::to_string(focused + 1) + "/" + std::to_string(problems);
    right -= kit.TextWidth(Type::kCap, at);
    kit.TextAt(Type::kCap, Token::kDim, right, strip.CentreY(), at);
    right -= 16;
  }
  const bool why = sign == Sign::kNotAssessed && !line.cause_key.empty();
  const std::string& limit = why ? view.T(line.cause_key) : line.limit;
  const float limit_w = std::min(kit.TextWidth(Type::kCap, limit) + 1, strip.w * 0.5f);
  kit.Text(Type::kCap, Token::kText, {right - limit_w, strip.y, limit_w, strip.h}, limit,
           Align::kRight);
  right -= limit_w + 14;
  const float value_w = kit.TextWidth(Type::kStrong, line.value);
  kit.TextAt(Type::kStrong, Token::kHi, right - value_w, strip.CentreY(), line.value);
  kit.Text(Type::kBodyBold, Token::kHi,
           {strip.x + 38, strip.y, right - value_w - 12 - strip.x - 38, strip.h},
           view.T(line.name_key));
}

/// Only the source photo: while Space is held, or where no standard picture could be made.
void DrawSource(View& view, const ReviewItem& item, const Rect& frame) {
  const PhotoPlacement p = PlacePhoto(frame, item.preview.size(), 0, 0, 0);
  DrawPicture(view.kit, view.pictures.Get("source", item.serial, item.preview), p,
              item.preview.size());
  if (!view.state.review().original_held()) DrawReviewRegions(view, p, item);
}

void DrawItem(View& view, const ReviewItem& item) {
  ReviewDesk& desk = view.state.review();
  const Rect& frame = view.layout.photo;
  if (desk.covered()) {
    view.kit.Fill(frame, Token::kPanel);
    view.kit.Sign(Icon::kLock, frame.CentreX(), frame.CentreY() - 20, Token::kDim, 40);
    view.kit.Text(Type::kBody, Token::kText, {frame.x, frame.CentreY() + 16, frame.w, 24},
                  view.T("stage.covered"), Align::kCentre);
    return;
  }
  view.shown_serial = item.serial;
  if (desk.original_held() || item.standard.empty()) {
    DrawSource(view, item, frame);
    if (!desk.original_held()) {
      view.kit.Text(Type::kCap, Token::kHi, {frame.x, frame.y - 20, frame.w, 20},
                    view.F("stage.no_standard", {item.bundle.standard_reason}), Align::kCentre);
    }
    return;
  }
  const PhotoPlacement p = Placement(view, item, frame);
  DrawPicture(view.kit, view.pictures.Get("stage", item.serial, item.standard), p, item.delivered);
  if (desk.marks_hidden()) return;
  const bool zoomed = desk.one_to_one() || desk.focused_problem() >= 0;
  const bool all = desk.guides() == desk::GuideMode::kAll;
  if (all && !zoomed) DrawGuides(view, p, item);
  if (zoomed) view.kit.PushClip(frame);
  if (all && desk.landmarks()) DrawLandmarks(view.kit, p, item);
  // Asked for, a measure is explained whatever the guides are; else the worst one shows.
  const desk::CheckLine* explained = desk.explained();
  if (explained != nullptr) {
    DrawProblem(view, p, item, *explained, true);
  } else if (desk.marks_shown() && !item.lines.empty()) {
    const Verdict worst = item.lines.front().verdict;
    if (worst == Verdict::kBlock || worst == Verdict::kWarn)
      DrawProblem(view, p, item, item.lines.front(), false);
  }
  if (zoomed) view.kit.PopClip();
  DrawReviewRegions(view, p, item);
  if (explained != nullptr) DrawExplanation(view, item, *explained);
}

void DrawInterruption(View& view, const desk::Interruption& what) {
  using Kind = desk::Interruption::Kind;
  BannerData banner;
  banner.id = "interruption";
  const std::string tail = view.F("order.tail", {what.order_tail});
  switch (what.kind) {
    case Kind::kWithdrawn:
      banner = {"interruption",
                BannerKind::kInfo,
                Icon::kUndo,
                view.T("lost.withdrawn"),
                {view.T("lost.withdrawn_more"), tail},
                {},
                0.0f};
      banner.countdown = 1.0f - static_cast<float>(std::min(
                                    1.0, absl::ToDoubleSeconds(view.state.now() - what.since)));
      break;
    case Kind::kLeaseLost:
      banner = {"interruption",
                BannerKind::kFail,
                Icon::kNone,
                view.T("lost.lease"),
                {view.T("lost.lease_more"), tail + " ・ " + view.T("lost.not_counted")},
                {},
                -1};
      break;
    case Kind::kNotAccepted:
      banner = {"interruption",
                BannerKind::kFail,
                Icon::kNone,
                what.decided.empty() ? view.T("lost.not_accepted")
                                     : view.F("lost.not_accepted_codes", {what.decided}),
                {ErrorWords(view, what.reason), tail + " ・ " + view.T("lost.not_counted")},
                {},
                -1};
      break;
    case Kind::kUndoTooLate:
      banner = {"interruption",
                BannerKind::kCaution,
                Icon::kNone,
                view.T("lost.undo_late"),
                {view.T("lost.undo_late_more"), tail},
                {},
                -1};
      break;
  }
  banner.keys = {{"enter", "Enter", view.T("lost.next"), false}};
  const Rect& photo = view.layout.photo;
  view.kit.Fill(photo, Token::kPanel);
  view.kit.Sign(Icon::kLock, photo.CentreX(), photo.y + photo.h * 0.3f, Token::kDim, 40);
  const Rect rect{photo.CentreX() - 300, photo.CentreY() - 40, 600, 150};
  view.kit.BeginLayer("interruption", rect);
  if (Banner(view.kit, rect, banner) == 0) view.state.review().Continue();
  view.kit.EndLayer();
}

void DrawEmpty(View& view, const std::string& title, const std::string& more, Icon icon) {
  Kit& kit = view.kit;
  const Rect& photo = view.layout.photo;
  const float y = photo.y + photo.h * 0.36f;
  kit.Sign(icon, photo.CentreX(), y, Token::kHi, 48);
  kit.Text(Type::kTitle, Token::kHi, {photo.x, y + 44, photo.w, 34}, title, Align::kCentre);
  kit.Text(Type::kBody, Token::kText, {photo.x, y + 84, photo.w, 24}, more, Align::kCentre);
}

void DrawQueueEmpty(View& view) {
  DrawEmpty(view, view.T("empty.title"), view.T("empty.more"), Icon::kOk);
  const Rect& photo = view.layout.photo;
  const desk::Pace pace = view.state.review().pace();
  const struct {
    std::string name, value;
  } cards[] = {{view.T("top.mine_today"), CountWords(pace.today)},
               {view.T("pace.median"), pace.today == 0 ? "–" : SpanWords(pace.median)},
               {view.T("top.retouch_pending"), CountWords(view.state.counts().retouch_pending)}};
  float x = photo.CentreX() - 258;
  for (const auto& card : cards) {
    const Rect rect{x, photo.y + photo.h * 0.36f + 130, 164, 64};
    view.kit.Fill(rect, Token::kRaised, metric::kRoundCard);
    view.kit.Text(Type::kCap, Token::kDim, {rect.x, rect.y + 6, rect.w, 22}, card.name,
                  Align::kCentre);
    view.kit.Text(Type::kStrong, Token::kHi, {rect.x, rect.y + 30, rect.w, 26}, card.value,
                  Align::kCentre);
    x += 176;
  }
}

}  // namespace

void DrawReviewStage(View& view) {
  Kit& kit = view.kit;
  kit.Fill(view.layout.stage, Token::kStage);
  ReviewDesk& desk = view.state.review();
  switch (desk.stage()) {
    case StageState::kReady: {
      const auto item = desk.Current();
      if (desk.compared() >= 0 && !desk.covered()) {
        DrawReviewCompared(view, *item);
      } else {
        DrawItem(view, *item);
        DrawReviewGutters(view, *item);
      }
      DrawKeyRow(view);
      break;
    }
    case StageState::kStarting:
      DrawEmpty(view, view.T("stage.starting"), "", Icon::kWaiting);
      break;
    case StageState::kLoading:
      kit.Fill(view.layout.photo, Token::kPanel);
      DrawEmpty(view, view.T("stage.loading"), view.T("stage.loading_more"), Icon::kWaiting);
      break;
    case StageState::kEmpty:
      DrawQueueEmpty(view);
      break;
    case StageState::kRefused:
      DrawEmpty(view, view.T("stage.refused"), ErrorWords(view, ReasonOf(desk.feed().refusal())),
                Icon::kLock);
      break;
    case StageState::kOffline:
      DrawEmpty(view, view.T("stage.offline"),
                view.F("stage.offline_more", {std::to_string(desk.sender().unanswered())}),
                Icon::kLinkDown);
      break;
    case StageState::kFailed:
      DrawEmpty(view, view.T("stage.failed"),
                ErrorWords(view, ReasonOf(desk.feed().Front()->error)), Icon::kCaution);
      break;
    case StageState::kStopped:
      DrawInterruption(view, *desk.interruption());
      break;
  }
}

}  // namespace zhaojian
