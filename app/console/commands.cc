// SPDX-License-Identifier: Apache-2.0
#include "app/console/commands.h"

#include <string>

namespace zhaojian {
namespace {

using desk::ReviewDesk;
using desk::ReviewMode;
using desk::Screen;

int DigitOf(Key key) {
  const char letter = LetterOf(key);
  return letter >= '1' && letter <= '9' ? letter - '0' : 0;
}

void PaletteKey(ReviewDesk& desk, const KeyEvent& event) {
  if (const int digit = DigitOf(event.key)) return desk.ToggleDigit(digit);
  if (event.key == Key::kEscape) return desk.CloseMode();
  if (event.key == Key::kBackspace) return desk.PaletteBackspace();
  // R sends once a reason is chosen; until then it is a letter of the search like the others.
  if (event.key == Key::kR && !desk.palette().chosen().empty()) {
    desk.Reject();
    return;
  }
  if (const char letter = LetterOf(event.key)) desk.TypeInPalette(std::string(1, letter));
}

void SkipKey(ReviewDesk& desk, const KeyEvent& event) {
  if (const int digit = DigitOf(event.key)) return desk.ToggleDigit(digit);
  if (event.key == Key::kEscape) return desk.CloseMode();
  if (event.key == Key::kS) desk.Skip(desk::SkipCause::kSkip);
}

void RegionKey(ReviewDesk& desk, const KeyEvent& event) {
  if (const int digit = DigitOf(event.key)) return desk.ToggleDigit(digit);
  // Ten delivered pixels with Shift: from an eye to the other in a few strokes.
  const double step = event.shift ? 10 : 1;
  switch (event.key) {
    case Key::kLeft:
      return desk.NudgeRegion(-step, 0);
    case Key::kRight:
      return desk.NudgeRegion(step, 0);
    case Key::kUp:
      return desk.NudgeRegion(0, -step);
    case Key::kDown:
      return desk.NudgeRegion(0, step);
    case Key::kDelete:
    case Key::kBackspace:
      return desk.DropRegion();
    case Key::kEscape:
    case Key::kEnter:
    case Key::kW:
      return desk.CloseMode();
    case Key::kF:
    case Key::kR:
      // The box is drawn: the decision is the next stroke.
      desk.CloseMode();
      if (event.key == Key::kF) {
        desk.Pass();
      } else {
        desk.Reject();
      }
      return;
    default:
      return;
  }
}

void DecidingKey(ReviewDesk& desk, const KeyEvent& event) {
  if (const int digit = DigitOf(event.key)) return desk.ToggleDigit(digit);
  switch (event.key) {
    case Key::kF:
      desk.Pass();
      break;
    case Key::kR:
      desk.Reject();
      break;
    case Key::kE:
      desk.OpenEscalate();
      break;
    case Key::kS:
      desk.OpenSkip();
      break;
    case Key::kZ:
      desk.Undo();
      break;
    case Key::kN:
      desk.OpenNote();
      break;
    case Key::kD:
      desk.NextProblem();
      break;
    case Key::kX:
      desk.ToggleOneToOne();
      break;
    case Key::kG:
      desk.CycleGuides();
      break;
    case Key::kV:
      desk.ToggleLandmarks();
      break;
    case Key::kB:
      desk.ToggleCover();
      break;
    case Key::kH:
      desk.ToggleMarks();
      break;
    case Key::kC:
      desk.CycleCompared();
      break;
    case Key::kW:
      desk.OpenRegion();
      break;
    case Key::kSlash:
      desk.OpenPalette();
      break;
    default:
      break;
  }
}

void ReviewKey(ReviewDesk& desk, const KeyEvent& event) {
  if (event.key == Key::kSpace) return desk.HoldOriginal(event.pressed);
  const bool nudging = desk.mode() == ReviewMode::kRegion;
  if (!event.pressed || (event.repeat && !nudging) || event.ctrl || event.alt) return;
  if (desk.interruption()) {
    if (event.key == Key::kEnter) desk.Continue();
    return;
  }
  switch (desk.mode()) {
    case ReviewMode::kPalette:
      return PaletteKey(desk, event);
    case ReviewMode::kSkip:
      return SkipKey(desk, event);
    case ReviewMode::kRegion:
      // Only the arrows may repeat: a held R must not submit.
      if (!event.repeat || event.key == Key::kLeft || event.key == Key::kRight ||
          event.key == Key::kUp || event.key == Key::kDown) {
        RegionKey(desk, event);
      }
      return;
    case ReviewMode::kNote:
    case ReviewMode::kEscalate:
      // Letters belong to the text field, Enter too.
      if (event.key == Key::kEscape) desk.CloseMode();
      return;
    case ReviewMode::kDeciding:
      break;
  }
  DecidingKey(desk, event);
}

void ReturnKey(desk::RetouchDesk& desk, const KeyEvent& event) {
  desk::ReasonPalette& palette = desk.palette();
  if (event.ctrl && event.key == Key::kR) {
    desk.Return();
  } else if (const int digit = DigitOf(event.key)) {
    palette.ToggleDigit(digit);
  } else if (event.key == Key::kEscape) {
    desk.CancelReturn();
  } else if (event.key == Key::kBackspace) {
    palette.Backspace();
  } else if (const char letter = LetterOf(event.key)) {
    palette.Type(std::string(1, letter));
  }
}

/// The card of steps: digits are presets, letters nothing.
void ShelfKey(desk::RetouchDesk& desk, const KeyEvent& event) {
  if (event.key == Key::kEscape) return desk.shelf().Close();
  if (event.key == Key::kEnter) return desk.ConfirmShelf();
  if (const int digit = DigitOf(event.key)) desk.ChooseSlot(static_cast<size_t>(digit));
}

void RetouchControl(desk::RetouchDesk& desk, const KeyEvent& event) {
  desk::RetouchSession* session = desk.session();
  switch (event.key) {
    case Key::kEnter:
      desk.Commit();
      break;
    case Key::kR:
      desk.Return();
      break;
    case Key::kP:
      desk.Park();
      break;
    case Key::kZ:
      if (session != nullptr) session->Undo();
      break;
    case Key::kY:
      if (session != nullptr) session->Redo();
      break;
    case Key::kC:
      desk.OpenCopy();
      break;
    case Key::kV:
      desk.OpenPaste();
      break;
    case Key::kS:
      if (session != nullptr) session->TakeSnapshot();
      break;
    case Key::kG:
      desk.NextRed();
      break;
    default:
      break;
  }
}

void RetouchPlain(desk::RetouchDesk& desk, const KeyEvent& event) {
  desk::RetouchSession* session = desk.session();
  constexpr double kBrushStep = 1.15;
  switch (event.key) {
    case Key::kTab:
      desk.NextNote();
      return;
    case Key::kV:
      if (event.shift) {
        desk.view().SetBase(desk.view().base() == desk::CompareBase::kOriginal
                                ? desk::CompareBase::kAutomatic
                                : desk::CompareBase::kOriginal);
      } else {
        desk.view().CycleMode();
      }
      return;
    case Key::kH:
      desk.ToggleMarks();
      return;
    case Key::kL:
      desk.ToggleLoupe();
      return;
    case Key::kGrave:
      desk.SetSurround((desk.surround() + 1) % 4);
      return;
    case Key::k1:
      desk.view().SetZoom(0);
      return;
    case Key::k2:
      desk.view().SetZoom(1);
      return;
    case Key::k3:
      desk.view().SetZoom(2);
      return;
    case Key::k4:
      desk.view().SetZoom(4);
      return;
    case Key::k5:
      desk.view().SetZoom(desk::CanvasView::kPrint);
      return;
    case Key::kLeftBracket:
      if (session != nullptr) session->SetBrushRadius(session->brush_radius() / kBrushStep);
      return;
    case Key::kRightBracket:
      if (session != nullptr) session->SetBrushRadius(session->brush_radius() * kBrushStep);
      return;
    case Key::kEscape:
      desk.CloseRefused();
      if (session != nullptr) session->CancelLive(), session->ClearRefusal();
      return;
    default:
      break;
  }
  if (const char letter = LetterOf(event.key); letter >= 'a' && letter <= 'z') {
    desk.ChooseToolByKey(std::string(1, static_cast<char>(letter - 'a' + 'A')));
  }
}

void RetouchKey(desk::RetouchDesk& desk, const KeyEvent& event) {
  if (event.key == Key::kSpace) return desk.HoldOriginal(event.pressed);
  if (!event.pressed) return;
  // Undo may repeat while the key is held; a commit never.
  const bool may_repeat = event.ctrl
                              ? event.key == Key::kZ || event.key == Key::kY
                              : event.key == Key::kLeftBracket || event.key == Key::kRightBracket;
  if (event.repeat && !may_repeat) return;
  if (desk.choosing_reason()) return ReturnKey(desk, event);
  if (desk.shelf().card() != desk::StepShelf::Card::kNone) return ShelfKey(desk, event);
  const bool stopped =
      desk.stage() == desk::RetouchStage::kLost || desk.stage() == desk::RetouchStage::kFailed;
  if (stopped && event.key == Key::kEnter) return desk.Continue();
  if (event.ctrl) return RetouchControl(desk, event);
  if (!event.alt) RetouchPlain(desk, event);
}

void SuperviseKey(desk::SupervisorDesk& desk, const KeyEvent& event) {
  if (!event.pressed) return;
  if (event.ctrl && event.key == Key::kO && !event.repeat) {
    desk.Overturn();
    return;
  }
  switch (event.key) {
    case Key::kUp:
      desk.ChooseRow(desk.chosen_row() - 1);
      break;
    case Key::kDown:
      desk.ChooseRow(desk.chosen_row() + 1);
      break;
    case Key::kTab:
      desk.NextBar(event.shift ? -1 : 1);
      break;
    case Key::kLeft:
      desk.NextBar(-1);
      break;
    case Key::kRight:
      desk.NextBar(1);
      break;
    case Key::kEscape:
      desk.ChooseReason("");
      break;
    default:
      break;
  }
}

}  // namespace

void HandleKey(desk::ConsoleState& state, const KeyEvent& event) {
  if (event.ctrl && event.pressed && !event.repeat) {
    if (event.key == Key::k1) return state.Show(Screen::kReview);
    if (event.key == Key::k2) return state.Show(Screen::kRetouch);
    if (event.key == Key::k3) return state.Show(Screen::kSupervise);
  }
  const bool writing =
      state.screen() == Screen::kReview && (state.review().mode() == ReviewMode::kNote ||
                                            state.review().mode() == ReviewMode::kEscalate);
  // ? is Shift and the slash key by position; the sheet stays while it is held.
  const bool sheet = event.key == Key::kSlash && (event.shift || state.keys_shown());
  if (sheet && !writing) return state.ShowKeys(event.pressed);
  if (event.key == Key::kShift && !event.pressed) state.ShowKeys(false);
  if (!state.signed_in()) return;
  switch (state.screen()) {
    case Screen::kReview:
      return ReviewKey(state.review(), event);
    case Screen::kRetouch:
      return RetouchKey(state.retouch(), event);
    case Screen::kSupervise:
      return SuperviseKey(state.supervisor(), event);
  }
}

}  // namespace zhaojian
