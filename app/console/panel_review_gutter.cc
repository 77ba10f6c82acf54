// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "app/console/panel_review.h"
#include "app/console/widgets.h"

namespace zhaojian {
namespace {

using desk::ReviewItem;

/// Facts of the photo in the lower left gutter.
void DrawFacts(View& view, const ReviewItem& item) {
  Kit& kit = view.kit;
  const float x = view.layout.stage.x + (view.layout.compact ? 8 : 16);
  const float w = view.layout.photo.x - x - (view.layout.compact ? 4 : 12);
  float y = view.layout.stage.Bottom() - 210;
  kit.Text(Type::kStrong, Token::kHi, {x, y, w, 26}, view.F("order.tail", {item.grant.order_tail}));
  y += 30;
  const auto line = [&](const std::string& text, bool strong = false) {
    if (text.empty()) return;
    const bool small = view.layout.compact;
    kit.Text(
        strong ? (small ? Type::kCapBold : Type::kBodyBold) : (small ? Type::kCap : Type::kBody),
        strong ? Token::kHi : Token::kText, {x, y, w, 22}, text);
    y += 24;
  };
  // A school's name may hold any character; only the body type has them all.
  kit.Text(Type::kBody, Token::kText, {x, y, w, 22}, item.bundle.school);
  y += 24;
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
      : view.layout.compact
          ? SpanWords(view.state.now() - item.presented_at)
          : view.F("lease.renewing", {SpanWords(view.state.now() - item.presented_at)});
  LeaseClock(kit, x, y + 12, state, part, words);
}

/// Whether a reason of the earlier attempt is suggested again. What the measures cannot see is
/// never called mended.
void DrawAgain(View& view, const ReviewItem& item, const std::string& code, float x, float y) {
  const auto& codes = item.bundle.report.suggestions;
  const bool again = std::find(codes.begin(), codes.end(), code) != codes.end();
  view.kit.Sign(again ? Icon::kCaution : Icon::kOk, x + 7, y, again ? Token::kCaution : Token::kOk,
                13);
  view.kit.TextAt(Type::kCap, Token::kText, x + 20, y,
                  view.T(again ? "stage.again" : "stage.not_again"));
}

/// The last rejected attempt: its picture, its reasons, and whether they are suggested again.
void DrawLastRejected(View& view, const ReviewItem& item, float x, float y) {
  const Rect& photo = view.layout.photo;
  if (item.earlier.empty() || y + 110 > photo.Bottom() + 8) return;
  Kit& kit = view.kit;
  const desk::EarlierAttempt& last = item.earlier.front();
  SectionHeader(kit, {x, y, 141, 24}, view.T("stage.previous"), "", "C");
  const Rect picture{x, y + 30, 90, 120};
  kit.Fill(picture, Token::kPanel);
  const ImTextureID texture =
      view.pictures.Small("earlier." + std::to_string(item.serial), item.serial, last.picture, 120);
  if (texture != nullptr) kit.Picture(texture, picture);
  if (kit.Area("stage.earlier", picture, view.T("stage.previous")).clicked) {
    view.state.review().CycleCompared();
  }
  const float tx = picture.Right() + 12, room = view.layout.stage.Right() - tx - 8;
  float ry = picture.y + 10;
  for (const desk::ReasonMark& mark : last.reasons) {
    if (ry + 56 > picture.Bottom() + 20) break;
    kit.TextAt(Type::kBodyBold, Token::kHi, tx, ry, mark.code);
    const Reason* reason = view.state.reasons().Find(mark.code);
    if (reason != nullptr) {
      kit.Text(Type::kCap, Token::kText, {tx, ry + 10, room, 22},
               desk::WordsOf(*reason, view.language()));
    }
    DrawAgain(view, item, mark.code, tx, ry + 44);
    ry += 70;
  }
}

/// The untouched photo in the right gutter.
void DrawOriginals(View& view, const ReviewItem& item) {
  if (item.preview.empty()) return;
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
  DrawLastRejected(view, item, x, box.Bottom() + 12);
}

}  // namespace

void DrawReviewGutters(View& view, const ReviewItem& item) {
  DrawFacts(view, item);
  DrawOriginals(view, item);
}

}  // namespace zhaojian
