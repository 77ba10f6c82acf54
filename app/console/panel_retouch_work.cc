// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/console/panel_retouch.h"
#include "app/console/retouch_overlays.h"
#include "app/console/signs.h"
#include "app/console/widgets.h"
#include "app/console/widgets_retouch.h"

namespace zhaojian {
namespace {

using desk::RetouchDesk;
using desk::RetouchSession;

// Title and four sliders; beside the checklist that is room for two notes at 1080 lines.
constexpr float kLargestTool = 8 + 34 + 4 * 34 + 6;
constexpr size_t kNotesBesideLargestTool = 2;

float DrawOrder(View& view, float y) {
  Kit& kit = view.kit;
  RetouchDesk& desk = view.state.retouch();
  const Rect& right = view.layout.right;
  const auto& notes = desk.bundle().notes;
  SectionHeader(kit, {right.x + 16, y, right.w - 32, 26}, view.T("order.title"),
                view.F("order.notes", {std::to_string(notes.size())}), "Tab");
  y += 34;
  for (size_t i = 0; i < notes.size() && i < 4; ++i) {
    NoteRowData row;
    row.id = "note." + std::to_string(i);
    row.number = static_cast<int>(i) + 1;
    row.code = notes[i].code;
    const Reason* reason = view.state.reasons().Find(notes[i].code);
    if (reason != nullptr) row.words = desk::WordsOf(*reason, view.language());
    row.done = desk.NoteDone(i);
    row.remark = row.done ? view.T("order.done") : notes[i].note;
    row.focused = i == desk.focused_note();
    if (NoteRow(kit, {right.x + 12, y, right.w - 24, 44}, row).clicked) desk.ToggleNoteDone(i);
    y += 48;
  }
  if (!desk.bundle().comment.empty()) {
    kit.Text(Type::kCap, Token::kText, {right.x + 16, y, right.w - 32, 22}, desk.bundle().comment);
    y += 24;
  }
  if (notes.empty() && desk.bundle().comment.empty()) {
    kit.TextAt(Type::kBody, Token::kDim, right.x + 16, y + 12, view.T("order.none"));
    y += 30;
  }
  return y + 4;
}

float DrawBrush(View& view, float y, RetouchSession& session) {
  Kit& kit = view.kit;
  const Rect& right = view.layout.right;
  const std::vector<std::string> modes = session.brush_modes();
  float x = right.x + 16;
  const float w = (right.w - 32 - 8) / 3;
  for (const std::string& mode : modes) {
    if (Segment(kit, {x, y, w, 30}, "brush." + mode,
                view.T("operation." + session.tool() + "." + mode), session.brush_mode() == mode)
            .clicked) {
      session.SetBrushMode(mode);
    }
    x += w + 4;
  }
  if (session.brush_mode() == "heal" || session.brush_mode() == "clone") {
    kit.Text(Type::kCap, Token::kDim, {x + 8, y, right.Right() - 16 - x - 8, 30},
             view.T(session.brush_mode() == "heal" ? "brush.heal_source" : "brush.clone_source"));
  }
  LimitSliderData slider;
  slider.id = "slider.brush";
  slider.name = view.T("brush.size");
  slider.value = session.brush_radius();
  slider.value_words = desk::FormatValue(session.brush_radius(), "px");
  slider.minimum = slider.allowed_min = slider.neutral = RetouchSession::kMinBrush;
  slider.maximum = RetouchSession::kMaxBrush;
  slider.allowed_max = session.max_brush_radius();
  const SliderResult result = LimitSlider(kit, {right.x + 16, y + 36, right.w - 32, 34}, slider);
  if (result.changed) session.SetBrushRadius(result.value);
  return y + 76;
}

float DrawSliders(View& view, float y, RetouchSession& session) {
  Kit& kit = view.kit;
  const Rect& right = view.layout.right;
  kit.Line(right.x + 12, y, right.Right() - 12, y, Token::kLine);
  y += 8;
  const OperationSpec* spec = FindOperation(session.tool());
  float title_x = right.x + 16;
  if (spec != nullptr && !spec->shortcut.empty())
    title_x += KeyPlate(kit, title_x, y + 14, spec->shortcut) + 10;
  kit.TextAt(Type::kStrong, Token::kHi, title_x, y + 14, view.T("operation." + session.tool()));
  y += 34;
  if (session.brush_in_hand()) y = DrawBrush(view, y, session);
  if (session.tool() == "geom.crop_scale") {
    kit.Paragraph(Type::kBody, Token::kText, {right.x + 16, y, right.w - 32, 52},
                  view.T("crop.hint"), 24);
    y += 56;
  }
  if (session.tool() == "tone.white_balance") {
    kit.Text(Type::kCap, Token::kDim, {right.x + 16, y - 4, right.w - 32, 24},
             view.T("balance.hint"));
    y += 22;
  }
  std::string why;
  for (const desk::SliderLine& line : session.Sliders()) {
    LimitSliderData slider;
    slider.id = "slider." + line.spec.name;
    slider.name = view.T(line.spec.label_key);
    slider.value = line.value;
    slider.value_words = desk::FormatValue(line.value, line.spec.unit);
    slider.minimum = line.spec.minimum;
    slider.maximum = line.spec.maximum;
    slider.allowed_min = line.allowed_min;
    slider.allowed_max = line.allowed_max;
    slider.neutral = line.spec.neutral;
    const SliderResult result = LimitSlider(kit, {right.x + 16, y, right.w - 32, 34}, slider);
    if (result.changed) session.SetLive(line.spec.name, result.value);
    if (result.committed) session.CommitLive();
    y += 34;
    if (line.at_limit) why = view.language() == Language::kChinese ? line.words_zh : line.words;
  }
  if (!why.empty()) {
    kit.Sign(Icon::kLimit, right.x + 26, y + 12, Token::kCaution);
    kit.Paragraph(Type::kCap, Token::kText, {right.x + 44, y + 2, right.w - 60, 44}, why, 20);
    y += 46;
  }
  if (session.refusal()) {
    const desk::Refusal& refusal = *session.refusal();
    const Rect card{right.x + 12, y + 4, right.w - 24, 84};
    kit.Fill(card, Token::kRaised, metric::kRoundCard);
    kit.Sign(Icon::kLock, card.x + 20, card.y + 22, Token::kHi);
    kit.TextAt(Type::kBodyBold, Token::kHi, card.x + 40, card.y + 20,
               ErrorWords(view, refusal.reason));
    kit.Paragraph(Type::kCap, Token::kText, {card.x + 40, card.y + 34, card.w - 52, 46},
                  view.language() == Language::kChinese ? refusal.words_zh : refusal.words, 20);
    y += 92;
  }
  return y + 6;
}

/// Kept states as numbered chips, and the keys that keep one or take steps along.
float DrawSnapshots(View& view, float y, RetouchSession& session) {
  Kit& kit = view.kit;
  const Rect& right = view.layout.right;
  float x = right.x + 14;
  for (size_t i = 0; i < session.snapshots().size(); ++i) {
    const std::string word = std::to_string(i + 1);
    if (Segment(kit, {x, y, 28, 22}, "snapshot." + word, word, false).clicked)
      session.RestoreSnapshot(i);
    x += 32;
  }
  const struct {
    const char* id;
    const char* key;
    const char* word;
  } hints[] = {{"hint.snapshot", "Ctrl S", "recipe.snapshot"},
               {"hint.copy", "Ctrl C", "shelf.copy"},
               {"hint.paste", "Ctrl V", "shelf.apply"}};
  for (const auto& hint : hints) {
    const float w =
        KeyPlateWidth(kit, hint.key, 20) + 14 + kit.TextWidth(Type::kCap, view.T(hint.word));
    if (x + w > right.Right() - 8) break;
    Touch touch;
    x = DrawKeyHint(kit, x, y + 11, {hint.id, hint.key, view.T(hint.word), false}, &touch);
    if (!touch.clicked) continue;
    if (hint.key[5] == 'S') session.TakeSnapshot();
    if (hint.key[5] == 'C') view.state.retouch().OpenCopy();
    if (hint.key[5] == 'V') view.state.retouch().OpenPaste();
  }
  return y + 28;
}

float DrawRecipe(View& view, float y, float end, RetouchSession& session) {
  Kit& kit = view.kit;
  RetouchDesk& desk = view.state.retouch();
  const Rect& right = view.layout.right;
  kit.Line(right.x + 12, y, right.Right() - 12, y, Token::kLine);
  const auto lines = session.Lines();
  std::string saved = view.T(desk.dirty() ? "recipe.unsaved" : "recipe.saved");
  SectionHeader(kit, {right.x + 16, y + 6, right.w - 32, 26}, view.T("recipe.title"),
                view.Counted("recipe.steps", lines.size()) + " ・ " + saved, "Ctrl Z");
  y = DrawSnapshots(view, y + 36, session);
  const int rows = std::max(3, static_cast<int>((end - y) / 22));
  // A window around the cursor, so that what Ctrl Z would take is always in sight.
  const int count = static_cast<int>(lines.size()),
            cursor = static_cast<int>(session.recipe().cursor);
  const int first = std::clamp(cursor - rows + 2, 0, std::max(0, count - rows));
  for (int i = first; i < count && i < first + rows; ++i) {
    const desk::RecipeLine& line = lines[static_cast<size_t>(i)];
    RecipeRowData row;
    row.id = "recipe." + std::to_string(i);
    row.number = i + 1;
    row.name = view.T("operation." + line.kind);
    row.value = line.strokes > 0 ? view.Counted("recipe.strokes", line.strokes) : line.value;
    row.manual = line.author != "auto";
    row.author = line.undone ? view.T("recipe.undone")
                             : view.T(row.manual ? "recipe.manual" : "recipe.automatic");
    row.current = line.current;
    row.undone = line.undone;
    RecipeRow(kit, {right.x + 12, y, right.w - 24, 22}, row);
    y += 22;
  }
  return y + 8;
}

void DrawGate(View& view, float y) {
  Kit& kit = view.kit;
  RetouchDesk& desk = view.state.retouch();
  const Rect& right = view.layout.right;
  kit.Line(right.x + 12, y, right.Right() - 12, y, Token::kLine);
  const auto& gate = desk.gate();
  const auto red = std::count_if(gate.begin(), gate.end(), [](const desk::CheckLine& line) {
    return line.verdict != Verdict::kOk;
  });
  SectionHeader(kit, {right.x + 16, y + 6, right.w - 32, 26}, view.T("gate.title"));
  const float cy = y + 19;
  const float x = right.x + 110;
  if (gate.empty()) {
    kit.TextAt(Type::kBody, Token::kText, x, cy, view.T("gate.pending"));
    return;
  }
  kit.Sign(red == 0 ? Icon::kOk : Icon::kFail, x, cy, red == 0 ? Token::kOk : Token::kFail);
  kit.TextAt(Type::kBody, Token::kHi, x + 14, cy,
             red == 0 ? view.F("gate.green", {std::to_string(gate.size())})
                      : view.F("gate.red", {std::to_string(red)}));
  if (!view.layout.compact) {
    kit.Text(Type::kCap, Token::kDim, {right.x + 16, y + 6, right.w - 32, 26},
             view.T(desk.gate_current() ? "gate.preview" : "gate.stale"), Align::kRight);
  }
  y += 38;
  for (size_t i = 0; i < gate.size(); ++i) {
    const desk::CheckLine& line = gate[i];
    if (y + 22 > right.Bottom()) break;
    // On a small screen the gate is one line until something is red.
    if (view.layout.compact && line.verdict == Verdict::kOk) continue;
    CheckRowData row;
    row.id = line.id;
    row.name = view.T(line.name_key);
    row.value = line.value;
    row.limit = line.limit;
    row.verdict_word = view.T(line.verdict == Verdict::kOk ? "check.ok" : "check.fail");
    if (!line.over.empty()) row.excess = view.F("check.over", {line.over});
    row.band = BandOf(line);
    const float h = line.verdict == Verdict::kOk ? 21.0f : 52.0f;
    row.focused = desk.looked_at() == i;
    if (CheckRow(kit, {right.x + 8, y, right.w - 16, h}, row).clicked) desk.LookAtGate(i);
    y += h + (line.verdict == Verdict::kOk ? 0.0f : 4.0f);
  }
}

/// The reasons for sending a photo back.
void DrawReturn(View& view) {
  Kit& kit = view.kit;
  RetouchDesk& desk = view.state.retouch();
  const Rect& right = view.layout.right;
  const Rect box{right.x, right.y, right.w, 560};
  kit.BeginLayer("return", box);
  kit.Fill(box, Token::kPanel);
  SearchBox(kit, {box.x + 12, box.y + 10, box.w - 24, 40}, "return.search", "/",
            desk.palette().query(), view.T("palette.hint"), true);
  float y = box.y + 60;
  for (size_t i = 0; i < desk.palette().listed().size(); ++i) {
    const desk::ReasonHit& hit = desk.palette().listed()[i];
    ReasonChipData chip;
    chip.id = "return." + hit.entry->code;
    chip.key = std::to_string(i + 1);
    chip.code = hit.entry->code;
    chip.words = desk::WordsOf(*hit.entry, view.language());
    chip.state =
        desk.palette().IsChosen(hit.entry->code) ? ChipState::kChosen : ChipState::kSearchHit;
    if (ReasonChip(kit, {box.x + 12, y, box.w - 24, 36}, chip).clicked)
      desk.palette().Toggle(hit.entry->code);
    y += 40;
  }
  float x = box.x + 14;
  x = DrawKeyHint(
      kit, x, box.Bottom() - 24,
      {"return.send", "Ctrl R", view.T("retouch.return"), desk.palette().chosen().empty()});
  DrawKeyHint(kit, x, box.Bottom() - 24, {"return.close", "Esc", view.T("palette.close"), false});
  kit.EndLayer();
}

}  // namespace

void DrawRetouchWork(View& view) {
  Kit& kit = view.kit;
  const Rect& right = view.layout.right;
  kit.Fill(right, Token::kPanel);
  RetouchDesk& desk = view.state.retouch();
  RetouchSession* session = desk.session();
  if (session == nullptr) return;
  // What was refused is mended with the tool: it stands below the list, which covers the order.
  const float listed = std::min(RefusedCard(view).Bottom(), right.CentreY());
  float y = std::max(DrawOrder(view, right.y + 8), listed);
  // The recipe keeps its place from tool to tool while there is room for the largest.
  const float calm = y + kLargestTool;
  y = DrawSliders(view, y, *session);
  if (!view.layout.compact && desk.bundle().notes.size() <= kNotesBesideLargestTool)
    y = std::max(y, calm);
  const auto red =
      std::count_if(desk.gate().begin(), desk.gate().end(),
                    [](const desk::CheckLine& line) { return line.verdict != Verdict::kOk; });
  const auto rows =
      view.layout.compact ? 3 * static_cast<size_t>(red) : std::max<size_t>(desk.gate().size(), 3);
  const float gate_h = 42 + 21.0f * static_cast<float>(rows) + (view.layout.compact ? 8.0f : 40.0f);
  y = DrawRecipe(view, y, std::max(y + 110, right.Bottom() - gate_h), *session);
  DrawGate(view, y);
  DrawRefused(view);
  DrawShelf(view);
  if (desk.choosing_reason()) DrawReturn(view);
}

}  // namespace zhaojian
