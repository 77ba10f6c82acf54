// SPDX-License-Identifier: Apache-2.0
#include "app/console/retouch_overlays.h"

#include <algorithm>
#include <vector>

#include "app/console/widgets.h"
#include "app/console/widgets_retouch.h"

namespace zhaojian {
namespace {

using desk::RetouchDesk;
using desk::RetouchSession;
using desk::StepShelf;

/// Rows of the cards; a finger's width of the visual target's note rows.
constexpr float kRow = 40, kHead = 44, kFoot = 44;
/// A mark's outline lies a little beyond what is protected.
constexpr float kOutline = 1.4f;

bool Cleans(const RetouchSession& session) { return session.tool().rfind("clean.", 0) == 0; }

Rect CardOver(const View& view, size_t rows, float extra) {
  const Rect& right = view.layout.right;
  const float height = kHead + kRow * static_cast<float>(rows) + extra + kFoot;
  return {right.x, right.y, right.w, std::min(height, right.h)};
}

void DrawTick(Kit& kit, float cx, float cy, bool ticked) {
  const Rect box{cx - 8, cy - 8, 16, 16};
  kit.Fill(box, ticked ? Token::kAccent : Token::kPanel, 3);
  kit.Outline(box, ticked ? Token::kAccent : Token::kEdge, 1, 3);
  if (ticked) kit.Sign(Icon::kOk, cx, cy, Token::kInk, 12);
}

size_t RedLines(const RetouchDesk& desk) {
  return static_cast<size_t>(
      std::count_if(desk.gate().begin(), desk.gate().end(),
                    [](const auto& line) { return line.verdict != Verdict::kOk; }));
}

}  // namespace

cv::Point2f ToSource(const RetouchSession& session, ImVec2 delivered) {
  const desk::Crop crop = session.crop();
  const double scale = crop.scale > 0 ? crop.scale : 1;
  return {static_cast<float>(static_cast<double>(delivered.x) / scale + crop.x),
          static_cast<float>(static_cast<double>(delivered.y) / scale + crop.y)};
}

ImVec2 FromSource(const RetouchSession& session, const PhotoPlacement& p, cv::Point2f source) {
  const desk::Crop crop = session.crop();
  return p.ToScreen(static_cast<float>((static_cast<double>(source.x) - crop.x) * crop.scale),
                    static_cast<float>((static_cast<double>(source.y) - crop.y) * crop.scale));
}

void DrawFaceMarks(View& view, const PhotoPlacement& p, const RetouchSession& session) {
  if (!Cleans(session) || session.regions() == nullptr || !view.state.retouch().marks_shown())
    return;
  Kit& kit = view.kit;
  const auto& marks = session.regions()->marks();
  const auto zoom = static_cast<float>(session.crop().scale) * p.scale;
  kit.PushClip(p.frame);
  for (const FaceMark& mark : marks) {
    const ImVec2 at = FromSource(session, p, mark.at);
    const float radius = std::max(5.0f, kOutline * mark.radius * zoom + 2);
    kit.draw()->AddCircle(kit.At(at.x, at.y), kit.Px(radius), ColourOf(Token::kInk, 0.5f), 0,
                          kit.Px(3));
    kit.draw()->AddCircle(kit.At(at.x, at.y), kit.Px(radius), ColourOf(Token::kHi), 0,
                          kit.Px(1.2f));
  }
  kit.PopClip();
  if (marks.empty()) return;
  const std::string words = view.F("marks.kept", {std::to_string(marks.size())});
  const Rect chip{p.frame.x + 12, p.frame.Bottom() - 44, kit.TextWidth(Type::kCapBold, words) + 48,
                  28};
  kit.Fill(chip, Token::kInk, metric::kRoundChip, 0.86f);
  kit.Sign(Icon::kLock, chip.x + 16, chip.CentreY(), Token::kHi, 12);
  kit.probe().Add("marks.kept", chip, words);
  kit.Text(Type::kCapBold, Token::kHi, {chip.x + 30, chip.y, chip.w - 34, chip.h}, words);
}

bool IsProtected(const RetouchSession& session, cv::Point2f source) {
  return Cleans(session) && session.regions() != nullptr &&
         !EditRegions::Allows(session.region_kind(), session.regions()->At(source));
}

void DrawLiveStroke(View& view, const PhotoPlacement& p, const RetouchSession& session) {
  const Stroke* stroke = session.live_stroke();
  if (stroke == nullptr) return;
  Kit& kit = view.kit;
  const float width = 2 * static_cast<float>(session.brush_radius()) * p.scale;
  std::vector<ImVec2> band;
  const auto flush = [&] {
    if (!band.empty())
      kit.draw()->AddPolyline(band.data(), static_cast<int>(band.size()),
                              ColourOf(Token::kHi, 0.35f), 0, kit.Px(width));
    band.clear();
  };
  ImVec2 last(0, 0);
  for (size_t i = 0; i < stroke->points.size(); ++i) {
    const ImVec2 at = FromSource(session, p, stroke->points[i]);
    if (IsProtected(session, stroke->points[i])) {
      flush();
      if (i > 0) kit.Dashed(last.x, last.y, at.x, at.y, Token::kCaution, 2, 3, 4, 1);
    } else {
      band.push_back(kit.At(at.x, at.y));
    }
    last = at;
  }
  flush();
}

void DrawGatePlace(View& view, const PhotoPlacement& p) {
  const RetouchDesk& desk = view.state.retouch();
  const auto line = desk.looked_at();
  if (!line || *line >= desk.gate().size() || !desk.gate_place(*line)) return;
  const cv::Point2d at = *desk.gate_place(*line);
  const ImVec2 screen = p.ToScreen(static_cast<float>(at.x), static_cast<float>(at.y));
  Kit& kit = view.kit;
  kit.PushClip(p.frame);
  kit.draw()->AddCircle(kit.At(screen.x, screen.y), kit.Px(22), ColourOf(Token::kInk, 0.6f), 0,
                        kit.Px(4));
  kit.draw()->AddCircle(kit.At(screen.x, screen.y), kit.Px(22), ColourOf(Token::kFail), 0,
                        kit.Px(2));
  kit.PopClip();
  kit.probe().Add("gate.place", {screen.x - 22, screen.y - 22, 44, 44},
                  view.T(desk.gate()[*line].name_key));
}

Rect RefusedCard(const View& view) {
  const RetouchDesk& desk = view.state.retouch();
  if (!desk.refused()) return {view.layout.right.x, view.layout.right.y, view.layout.right.w, 0};
  return CardOver(view, RedLines(desk), 0);
}

void DrawRefused(View& view) {
  RetouchDesk& desk = view.state.retouch();
  if (!desk.refused()) return;
  Kit& kit = view.kit;
  const auto& gate = desk.gate();
  const size_t red = RedLines(desk);
  const Rect box = RefusedCard(view);
  kit.BeginLayer("refused", box);
  kit.Fill(box, Token::kPanel);
  kit.Sign(Icon::kFail, box.x + 24, box.y + 24, Token::kFail);
  kit.Text(Type::kStrong, Token::kHi, {box.x + 42, box.y, box.w - 54, kHead},
           view.F("gate.refused", {std::to_string(red)}));
  float y = box.y + kHead;
  for (size_t i = 0; i < red && y + kRow <= box.Bottom() - kFoot; ++i, y += kRow) {
    const Rect row{box.x + 12, y, box.w - 24, kRow - 4};
    const Touch touch = kit.Area("refused." + gate[i].id, row, view.T(gate[i].name_key));
    const bool chosen = desk.looked_at() == i;
    kit.Fill(row, chosen ? Token::kAccentBg : Token::kRaised, metric::kRoundChip);
    kit.Outline(row,
                chosen          ? Token::kAccent
                : touch.hovered ? Token::kEdge
                                : Token::kLine,
                1, metric::kRoundChip);
    kit.Text(Type::kBodyBold, Token::kHi, {row.x + 12, row.y, row.w * 0.4f, row.h},
             view.T(gate[i].name_key));
    kit.Text(Type::kBody, Token::kText, {row.x + 12, row.y, row.w - 24, row.h},
             gate[i].value + "  " + gate[i].limit, Align::kRight);
    if (touch.clicked) desk.LookAtGate(i);
  }
  float x = DrawKeyHint(kit, box.x + 14, box.Bottom() - kFoot / 2,
                        {"refused.next", "Ctrl G", view.T("gate.next_red"), false});
  Touch close;
  DrawKeyHint(kit, x, box.Bottom() - kFoot / 2,
              {"refused.close", "Esc", view.T("palette.close"), false}, &close);
  if (close.clicked) desk.CloseRefused();
  kit.EndLayer();
}

void DrawShelf(View& view) {
  RetouchDesk& desk = view.state.retouch();
  StepShelf& shelf = desk.shelf();
  if (shelf.card() == StepShelf::Card::kNone) return;
  Kit& kit = view.kit;
  const bool copying = shelf.card() == StepShelf::Card::kCopy;
  const Rect box = CardOver(view, shelf.lines().size(), 44);
  kit.BeginLayer("shelf", box);
  kit.Fill(box, Token::kPanel);
  kit.Text(Type::kStrong, Token::kHi, {box.x + 16, box.y, box.w - 32, kHead},
           view.T(copying ? "shelf.copy_title" : "shelf.paste_title"));
  float y = box.y + kHead;
  for (size_t i = 0; i < shelf.lines().size() && y + kRow <= box.Bottom() - kFoot - 44;
       ++i, y += kRow) {
    const StepShelf::Line line = shelf.lines()[i];
    const Rect row{box.x + 12, y, box.w - 24, kRow - 4};
    const Touch touch = kit.Area("shelf." + line.kind, row, view.T("operation." + line.kind));
    kit.Fill(row, touch.hovered ? Token::kRaised : Token::kPanel, metric::kRoundChip);
    DrawTick(kit, row.x + 14, row.CentreY(), line.ticked);
    kit.Text(Type::kBody, line.ticked ? Token::kHi : Token::kText,
             {row.x + 32, row.y, row.w * 0.6f, row.h}, view.T("operation." + line.kind));
    kit.Text(Type::kCap, Token::kDim, {row.x, row.y, row.w - 8, row.h},
             line.tied ? view.T("shelf.tied") : std::string(), Align::kRight);
    if (touch.clicked) shelf.Toggle(i);
  }
  // Slots: kept presets can be chosen, free ones only be filled.
  float x = box.x + 14;
  const float slots = box.Bottom() - kFoot - 22;
  kit.TextAt(Type::kCap, Token::kText, x, slots, view.T("shelf.presets"));
  x += kit.TextWidth(Type::kCap, view.T("shelf.presets")) + 10;
  for (size_t slot = 1; slot <= StepShelf::kPresets; ++slot) {
    const Rect chip{x, slots - 12, 34, 24};
    const bool chosen = !copying && shelf.slot() == slot;
    if (Segment(kit, chip, "shelf.slot" + std::to_string(slot),
                std::to_string(slot) + (shelf.Has(slot) ? "\u2022" : ""), chosen)
            .clicked)
      desk.ChooseSlot(slot);
    x += 38;
  }
  Touch confirm, close;
  x = DrawKeyHint(kit, box.x + 14, box.Bottom() - kFoot / 2,
                  {"shelf.confirm", "Enter", view.T(copying ? "shelf.copy" : "shelf.apply"), false},
                  &confirm);
  DrawKeyHint(kit, x, box.Bottom() - kFoot / 2,
              {"shelf.close", "Esc", view.T("palette.close"), false}, &close);
  if (confirm.clicked) desk.ConfirmShelf();
  if (close.clicked) shelf.Close();
  kit.EndLayer();
}

}  // namespace zhaojian
