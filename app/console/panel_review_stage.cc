// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "app/console/panel_review.h"
#include "app/console/photo_canvas.h"
#include "app/console/signs.h"
#include "app/console/widgets.h"

namespace zhaojian {
namespace {

using desk::ReviewDesk;
using desk::ReviewItem;
using desk::StageState;

// Logical px per delivered px when a problem is looked at closely.
constexpr float kProblemZoom = 3.0f;

/// Facts of the photo in the lower left gutter.
void DrawFacts(View& view, const ReviewItem& item) {
  if (view.layout.compact) return;
  Kit& kit = view.kit;
  const float x = view.layout.stage.x + 16, w = view.layout.photo.x - x - 12;
  float y = view.layout.stage.Bottom() - 210;
  kit.Text(Type::kStrong, Token::kHi, {x, y, w, 26}, view.F("order.tail", {item.grant.order_tail}));
  y += 30;
  const auto line = [&](const std::string& text, bool strong = false) {
    if (text.empty()) return;
    kit.Text(strong ? Type::kBodyBold : Type::kBody, strong ? Token::kHi : Token::kText,
             {x, y, w, 22}, text);
    y += 24;
  };
  line(item.bundle.school);
  line(view.F("order.attempt", {std::to_string(item.bundle.attempt)}));
  line(view.F("order.due", {DueWords(view, item.bundle.due)}));
  const std::string left = OpenTimeWords(view, view.state.now(), item.bundle.due);
  line(left.empty() ? view.T("order.overdue") : view.F("order.left", {left}), true);
  const absl::Duration rest = item.grant.lease_until - view.state.now();
  const float part = static_cast<float>(std::clamp(
      absl::FDivDuration(rest, std::max(item.grant.lease_ttl, absl::Seconds(1))), 0.0, 1.0));
  const bool ending = rest < absl::Seconds(20);
  const LeaseState state = ending      ? LeaseState::kEnding
                           : item.idle ? LeaseState::kIdle
                                       : LeaseState::kRenewing;
  const std::string words =
      ending      ? view.T("lease.ending")
      : item.idle ? view.F("lease.idle", {SpanWords(rest)})
                  : view.F("lease.renewing", {SpanWords(view.state.now() - item.presented_at)});
  LeaseClock(kit, x, y + 12, state, part, words);
}

/// The untouched photo and the last rejected attempt in the right gutter.
void DrawOriginals(View& view, const ReviewItem& item) {
  if (view.layout.compact || item.preview.empty()) return;
  Kit& kit = view.kit;
  const Rect& photo = view.layout.photo;
  const float x = photo.Right() + 17;
  const float y = std::floor(photo.y + photo.h * 0.585f);
  const float w = 141, h = 188;
  SectionHeader(kit, {x, y, w, 24}, view.T("stage.original"), "", "Space");
  const Rect box{x, y + 28, w, h};
  const float aspect =
      static_cast<float>(item.preview.cols) / static_cast<float>(item.preview.rows);
  const Rect picture =
      aspect > w / h ? Rect{x, box.y, w, w / aspect} : Rect{x, box.y, h * aspect, h};
  const ImTextureID texture = view.pictures.Small("original." + std::to_string(item.serial),
                                                  item.serial, item.preview, 188);
  if (texture != nullptr) kit.Picture(texture, picture);
  const cv::Rect2d crop = desk::CropInSource(item.bundle, item.delivered);
  if (crop.width > 0) {
    const auto fx = [](double v) { return static_cast<float>(v); };
    Rect outline{picture.x + fx(crop.x) * picture.w, picture.y + fx(crop.y) * picture.h,
                 fx(crop.width) * picture.w, fx(crop.height) * picture.h};
    const float x0 = std::max(outline.x, picture.x), y0 = std::max(outline.y, picture.y);
    outline = {x0, y0, std::min(outline.Right(), picture.Right()) - x0,
               std::min(outline.Bottom(), picture.Bottom()) - y0};
    kit.Outline(outline, Token::kInk, 3, 0, 0.5f);
    kit.Outline(outline, Token::kHi, 1.5f);
  }
  if (item.bundle.previous.empty()) return;
  const desk::DecisionRow& last = item.bundle.previous.front();
  const float py = box.Bottom() + 12;
  if (py + 80 > photo.Bottom() + 8) return;
  SectionHeader(kit, {x, py, w, 24}, view.T("stage.previous"));
  float ry = py + 30;
  for (const desk::ReasonMark& mark : last.reasons) {
    if (ry + 44 > photo.Bottom()) break;
    kit.TextAt(Type::kBodyBold, Token::kHi, x, ry + 10, mark.code);
    const Reason* reason = view.state.reasons().Find(mark.code);
    if (reason != nullptr) {
      kit.Text(Type::kCap, Token::kText, {x, ry + 20, view.layout.stage.Right() - x - 8, 22},
               desk::WordsOf(*reason, view.language()));
    }
    ry += 46;
  }
}

void DrawKeyRow(View& view) {
  ReviewDesk& desk = view.state.review();
  const Rect& photo = view.layout.photo;
  float x = photo.x;
  const float y = photo.Bottom() + (view.layout.compact ? 12.0f : 21.0f);
  const char* guides[] = {"hint.guides_all", "hint.guides_problem", "hint.guides_none"};
  const struct {
    const char* id;
    const char* key;
    const char* word;
    void (*act)(ReviewDesk&);
  } hints[] = {
      {"hint.guides", "G", guides[static_cast<int>(desk.guides())],
       [](ReviewDesk& d) { d.CycleGuides(); }},
      {"hint.problem", "D", "hint.problem", [](ReviewDesk& d) { d.NextProblem(); }},
      {"hint.one_to_one", "X", "hint.one_to_one", [](ReviewDesk& d) { d.ToggleOneToOne(); }},
      {"hint.landmarks", "V", "hint.landmarks", [](ReviewDesk& d) { d.ToggleLandmarks(); }},
      {"hint.cover", "B", "hint.cover", [](ReviewDesk& d) { d.ToggleCover(); }}};
  for (const auto& hint : hints) {
    Touch touch;
    x = DrawKeyHint(view.kit, x, y, {hint.id, hint.key, view.T(hint.word), false}, &touch);
    if (touch.clicked) hint.act(desk);
  }
}

PhotoPlacement Placement(View& view, const ReviewItem& item, const Rect& frame) {
  const ReviewDesk& desk = view.state.review();
  float zoom = 0;
  float cx = static_cast<float>(item.delivered.width) / 2,
        cy = static_cast<float>(item.delivered.height) / 2;
  if (desk.one_to_one())
    zoom = static_cast<float>(item.standard.cols) / static_cast<float>(item.delivered.width);
  const int problem = desk.focused_problem();
  if (problem >= 0 && problem < static_cast<int>(item.lines.size())) {
    if (const auto at = CentreOfEvidence(item, item.lines[static_cast<size_t>(problem)].id)) {
      zoom = kProblemZoom;
      cx = at->x, cy = at->y;
    }
  }
  return PlacePhoto(frame, item.delivered, zoom, cx, cy);
}

/// Only the source photo: while Space is held, or where no standard picture could be made.
void DrawSource(View& view, const ReviewItem& item, const Rect& frame) {
  const PhotoPlacement p = PlacePhoto(frame, item.preview.size(), 0, 0, 0);
  DrawPicture(view.kit, view.pictures.Get("source", item.serial, item.preview), p,
              item.preview.size());
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
  const bool zoomed = desk.one_to_one() || desk.focused_problem() >= 0;
  if (desk.guides() == desk::GuideMode::kAll && !zoomed) DrawGuides(view, p, item);
  if (zoomed) view.kit.PushClip(frame);
  if (desk.landmarks() && desk.guides() == desk::GuideMode::kAll) DrawLandmarks(view.kit, p, item);
  const size_t shown = desk.focused_problem() < 0 ? 0 : static_cast<size_t>(desk.focused_problem());
  if (desk.guides() != desk::GuideMode::kNone && shown < item.lines.size()) {
    DrawProblem(view, p, item, item.lines[shown]);
  }
  if (zoomed) view.kit.PopClip();
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
      DrawItem(view, *item);
      DrawFacts(view, *item);
      DrawOriginals(view, *item);
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
