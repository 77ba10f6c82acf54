// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "app/console/panel_review.h"
#include "app/console/widgets.h"

namespace zhaojian {
namespace {

using desk::EarlierAttempt;
using desk::ReviewItem;

/// Words of what was rejected: codes and the first reason's words, else the comment.
std::string RejectedFor(const View& view, const EarlierAttempt& earlier) {
  std::string words;
  for (const desk::ReasonMark& mark : earlier.reasons) {
    const Reason* reason = view.state.reasons().Find(mark.code);
    words += (words.empty() ? "" : " ・ ") + mark.code;
    if (reason != nullptr) words += " " + desk::WordsOf(*reason, view.language());
  }
  return words;
}

void DrawCaption(View& view, const Rect& frame, const std::string& title, const std::string& more) {
  Kit& kit = view.kit;
  const float w = kit.TextAt(Type::kBodyBold, Token::kHi, frame.x, frame.y - 17, title) + 12;
  kit.Text(Type::kCap, Token::kText, {frame.x + w, frame.y - 28, frame.w - w, 22}, more);
}

}  // namespace

void DrawReviewCompared(View& view, const ReviewItem& item) {
  Kit& kit = view.kit;
  const desk::ReviewDesk& desk = view.state.review();
  const EarlierAttempt& earlier = item.earlier[static_cast<size_t>(desk.compared())];
  const Rect& stage = view.layout.stage;
  // Two pictures of one size, as large as both fit; a step aside keeps the difference in the eye.
  constexpr float kGap = 16, kCaption = 34;
  const float aspect = static_cast<float>(item.delivered.height) /
                       static_cast<float>(std::max(1, item.delivered.width));
  const float width = std::floor(std::min(
      (stage.w - 3 * kGap) / 2, (view.layout.photo.Bottom() - stage.y - kCaption - 8) / aspect));
  const float height = std::floor(width * aspect);
  const float x = std::floor(stage.CentreX() - width - kGap / 2);
  const Rect left{x, stage.y + kCaption, width, height};
  const Rect right{x + width + kGap, left.y, width, height};
  DrawCaption(view, left, view.F("compare.earlier", {std::to_string(earlier.attempt)}),
              RejectedFor(view, earlier));
  kit.Fill(left, Token::kPanel);
  kit.probe().Add("compare.earlier", left, std::to_string(earlier.attempt));
  if (earlier.picture.empty()) {
    kit.Text(Type::kBody, Token::kText, left, view.T("compare.gone"), Align::kCentre);
  } else {
    const std::string slot = "compare." + std::to_string(earlier.attempt);
    DrawPicture(kit, view.pictures.Get(slot, item.serial, earlier.picture),
                PlacePhoto(left, earlier.picture.size(), 0, 0, 0), earlier.picture.size());
  }
  DrawCaption(view, right, view.F("compare.now", {std::to_string(item.bundle.attempt)}), "");
  kit.probe().Add("compare.now", right);
  const cv::Mat& picture = item.standard.empty() ? item.preview : item.standard;
  DrawPicture(kit, view.pictures.Get("stage", item.serial, picture),
              PlacePhoto(right, picture.size(), 0, 0, 0), picture.size());
  view.shown_serial = item.serial;
}

}  // namespace zhaojian
