// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/console/panel_review.h"
#include "app/console/widgets.h"
#include "core/domain/region.h"

namespace zhaojian {
namespace {

using desk::ReasonHit;
using desk::ReasonPalette;
using desk::ReviewDesk;
using desk::ReviewMode;

const char* DispositionKey(Disposition disposition) {
  switch (disposition) {
    case Disposition::kReshoot:
      return "disposition.reshoot";
    case Disposition::kFixable:
      return "disposition.fixable";
    case Disposition::kConditional:
      return "disposition.conditional";
    case Disposition::kEscalate:
      return "disposition.escalate";
    case Disposition::kAdmin:
      break;
  }
  return "disposition.admin";
}

void DrawChip(View& view, const Rect& rect, const ReasonHit& hit, size_t index, bool searching) {
  ReviewDesk& desk = view.state.review();
  ReasonChipData chip;
  chip.id = "reason." + hit.entry->code;
  if (index < 9) chip.key = std::to_string(index + 1);
  chip.code = hit.entry->code;
  chip.words = desk::WordsOf(*hit.entry, view.language());
  chip.disposition = view.T(DispositionKey(hit.entry->disposition));
  chip.state = desk.palette().IsChosen(hit.entry->code) ? ChipState::kChosen
               : searching                              ? ChipState::kSearchHit
                                                        : ChipState::kSuggested;
  if (searching && view.language() == Language::kChinese) {
    chip.hit_begin = hit.hit.offset;
    chip.hit_end = hit.hit.offset + hit.hit.length;
  }
  if (ReasonChip(view.kit, rect, chip).clicked) desk.ToggleReason(hit.entry->code);
}

void DrawStudentReads(View& view, float y, float bottom) {
  Kit& kit = view.kit;
  const Rect& right = view.layout.right;
  kit.Line(right.x + 12, y, right.Right() - 12, y, Token::kLine);
  kit.TextAt(Type::kCap, Token::kDim, right.x + 14, y + 20, view.T("reason.student_reads"));
  const auto reads = view.state.review().palette().StudentReads();
  float line = y + 32;
  for (size_t i = 0; i < reads.size() && line + 24 <= bottom; ++i) {
    const std::string number = reads.size() > 1 ? std::to_string(i + 1) + ". " : "";
    std::string words = number + desk::GuidanceOf(*reads[i], view.language());
    // A marked region reaches the student as words only.
    const desk::ReasonMark* mark = view.state.review().palette().Chosen(reads[i]->code);
    if (mark != nullptr && mark->region) {
      const cv::Rect2d& at = *mark->region;
      words += view.F("place.at", {view.T(PlaceKey({at.x, at.y, at.width, at.height}))});
    }
    line += kit.Paragraph(Type::kBody, Token::kHi,
                          {right.x + 14, line, right.w - 28, bottom - line}, words, 24);
  }
}

void DrawPalette(View& view, float top) {
  Kit& kit = view.kit;
  const Rect& right = view.layout.right;
  const ReasonPalette& palette = view.state.review().palette();
  const float h = 560;
  const Rect box{right.x, std::max(top, right.Bottom() - h), right.w,
                 std::min(h, right.Bottom() - top)};
  kit.BeginLayer("palette", box);
  kit.Fill(box, Token::kPanel);
  SearchBox(kit, {box.x + 12, box.y + 10, box.w - 24, 40}, "palette.search", "/", palette.query(),
            view.T("palette.hint"), true);
  float y = box.y + 60;
  const size_t rows = static_cast<size_t>(std::max(1.0f, (box.h - 60 - 150) / 40));
  for (size_t i = 0; i < palette.listed().size() && i < rows; ++i) {
    DrawChip(view, {box.x + 12, y, box.w - 24, 36}, palette.listed()[i], i, true);
    y += 40;
  }
  kit.TextAt(Type::kCap, Token::kText, box.x + 14, y + 12,
             view.F("palette.hits", {std::to_string(palette.hits().size()),
                                     std::to_string(view.state.reasons().All().size())}));
  std::string chosen;
  for (const auto& mark : palette.chosen()) chosen += (chosen.empty() ? "" : " ・ ") + mark.code;
  if (!chosen.empty()) {
    kit.Text(Type::kBodyBold, Token::kHi, {box.x + 120, y, box.w - 134, 24},
             view.F("palette.chosen", {std::to_string(palette.chosen().size())}) + "  " + chosen,
             Align::kRight);
  }
  DrawStudentReads(view, y + 32, box.Bottom() - 46);
  float x = box.x + 14;
  x = DrawKeyHint(kit, x, box.Bottom() - 22,
                  {"palette.submit", "R", view.T("palette.submit"), chosen.empty()});
  x = DrawKeyHint(kit, x, box.Bottom() - 22,
                  {"palette.close", "Esc", view.T("palette.close"), false});
  DrawKeyHint(kit, x, box.Bottom() - 22,
              {"palette.drop", "Backspace", view.T("palette.drop"), false});
  kit.EndLayer();
}

void DrawSkip(View& view, float y) {
  Kit& kit = view.kit;
  const Rect& right = view.layout.right;
  SectionHeader(kit, {right.x + 20, y, right.w - 40, 26}, view.T("skip.title"),
                view.T("skip.remark"));
  y += 32;
  const char* causes[] = {"skip.skip", "skip.break", "skip.conflict", "skip.skill",
                          "skip.wellbeing"};
  for (int i = 0; i < 5; ++i) {
    ReasonChipData chip;
    chip.id = std::string("cause.") + causes[i];
    chip.key = std::to_string(i + 1);
    chip.words = view.T(causes[i]);
    if (ReasonChip(kit, {right.x + 12, y, right.w - 24, 36}, chip).clicked) {
      view.state.review().Skip(static_cast<desk::SkipCause>(i));
      return;
    }
    y += 40;
  }
  DrawKeyHint(kit, right.x + 14, y + 12, {"skip.close", "Esc", view.T("palette.close"), false});
}

/// The note to the retoucher, or the comment that an escalation needs.
void DrawWords(View& view, float y) {
  Kit& kit = view.kit;
  const Rect& right = view.layout.right;
  ReviewDesk& desk = view.state.review();
  const bool note = desk.mode() == ReviewMode::kNote;
  SectionHeader(kit, {right.x + 20, y, right.w - 40, 26},
                view.T(note ? "note.title" : "escalate.title"),
                view.T(note ? "note.remark" : "escalate.remark"));
  bool entered = false;
  TextField(kit, {right.x + 12, y + 34, right.w - 24, 40}, note ? "note.text" : "escalate.text",
            &desk.draft_text(), view.T(note ? "note.hint" : "escalate.hint"), true, &entered);
  float x = right.x + 14;
  x = DrawKeyHint(kit, x, y + 98,
                  {"words.enter", "Enter", view.T(note ? "note.save" : "escalate.send"), false});
  DrawKeyHint(kit, x, y + 98, {"words.close", "Esc", view.T("palette.close"), false});
  if (!entered) return;
  if (note) {
    desk.SaveNote();
  } else {
    desk.Escalate();
  }
}

}  // namespace

float ReasonsHeight(const View& view) { return view.layout.compact ? 266.0f : 270.0f; }

void DrawReviewReasons(View& view, float top) {
  Kit& kit = view.kit;
  const Rect& right = view.layout.right;
  ReviewDesk& desk = view.state.review();
  const float y0 = std::max(top + 8, right.Bottom() - ReasonsHeight(view) + 6);
  if (desk.mode() == ReviewMode::kSkip) return DrawSkip(view, y0);
  if (desk.Current() == nullptr) return;
  kit.Line(right.x + 12, y0, right.Right() - 12, y0, Token::kLine);
  if (desk.mode() == ReviewMode::kNote || desk.mode() == ReviewMode::kEscalate)
    return DrawWords(view, y0 + 8);
  if (desk.mode() == ReviewMode::kPalette) return DrawPalette(view, right.y + 44);
  SectionHeader(kit, {right.x + 20, y0 + 6, right.w - 40, 24}, view.T("reason.title"),
                view.T("reason.remark"));
  float y = y0 + 34;
  const auto& listed = desk.palette().listed();
  // Three chips fit the fixed place; more need the palette, so nothing below ever moves.
  const float chip = view.layout.compact ? 32 : 36, step = chip + (view.layout.compact ? 2 : 4);
  for (size_t i = 0; i < listed.size() && i < 3; ++i) {
    DrawChip(view, {right.x + 12, y, right.w - 24, chip}, listed[i], i, false);
    y += step;
  }
  y = y0 + 34 + 3 * step + 15;
  Touch touch;
  DrawKeyHint(kit, right.x + 12, y,
              {"hint.search", "/",
               view.F("reason.all", {std::to_string(view.state.reasons().All().size())}), false},
              &touch);
  if (touch.clicked) desk.OpenPalette();
  DrawKeyHint(kit, right.x + right.w / 2 + 2, y,
              {"hint.note", "N",
               desk.note().empty() ? view.T("reason.note") : view.T("reason.note_set"), false},
              &touch);
  if (touch.clicked) desk.OpenNote();
  DrawStudentReads(view, y + 21, right.Bottom() - 4);
}

}  // namespace zhaojian
