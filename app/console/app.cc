// SPDX-License-Identifier: Apache-2.0
#include "app/console/app.h"

#include <algorithm>

#include "app/console/commands.h"
#include "app/console/panel_retouch.h"
#include "app/console/panel_review.h"
#include "app/console/panel_supervise.h"
#include "app/console/panel_top.h"

namespace zhaojian {
namespace {

void DrawReview(View& view) {
  DrawReviewStrip(view);
  const float used = DrawReviewChecks(view);
  DrawReviewStage(view);
  DrawReviewReasons(view, used);
  DrawReviewBottom(view);
}

void DrawRetouch(View& view) {
  DrawRetouchTools(view);
  DrawRetouchStage(view);
  DrawRetouchWork(view);
  DrawRetouchBottom(view);
}

void DrawSupervise(View& view) {
  DrawSuperviseFilters(view);
  DrawSuperviseCharts(view);
  DrawSuperviseDrill(view);
  DrawSuperviseBottom(view);
}

void DrawSignIn(View& view) {
  Kit& kit = view.kit;
  kit.Fill(view.layout.stage, Token::kStage);
  kit.Fill(view.layout.left, Token::kPanel);
  kit.Fill(view.layout.right, Token::kPanel);
  kit.Fill(view.layout.bottom, Token::kWin);
  const Status& error = view.state.sign_in_error();
  const Rect& stage = view.layout.stage;
  const std::string words =
      error.ok() ? view.T("stage.starting") : ErrorWords(view, ReasonOf(error));
  kit.Text(Type::kTitle, Token::kHi, {stage.x, stage.CentreY() - 20, stage.w, 34}, words,
           Align::kCentre);
}

}  // namespace

App::App(desk::ConsoleState* state, const Catalogue* catalogue, const WorkCalendar* calendar,
         PictureStore* pictures)
    : state_(state), catalogue_(catalogue), calendar_(calendar), pictures_(pictures) {}

void App::Frame(Kit& kit, const std::vector<KeyEvent>& keys, bool mouse_moved) {
  bool swallow = false;
  if (mouse_moved || !keys.empty()) swallow = state_->NoteInput();
  state_->Tick();
  if (!swallow) {
    for (const KeyEvent& key : keys) HandleKey(*state_, key);
  }
  View view{kit,        *state_,    *catalogue_,
            *calendar_, *pictures_, Layout(kit.Width(), kit.Height(), state_->screen())};
  kit.Begin();
  DrawTopBar(view);
  if (!state_->signed_in()) {
    DrawSignIn(view);
  } else if (state_->screen() == desk::Screen::kReview) {
    DrawReview(view);
  } else if (state_->screen() == desk::Screen::kRetouch) {
    DrawRetouch(view);
  } else {
    DrawSupervise(view);
  }
  DrawKeySheet(view);
  kit.End();
  pictures_->EndFrame();
  shown_serial_ = view.shown_serial;
}

void App::Presented() {
  if (state_->screen() == desk::Screen::kReview && shown_serial_ != 0) {
    state_->review().MarkPresented(shown_serial_);
  }
}

bool App::Moving() const {
  const auto& rows = state_->review().sender().rows();
  const bool counting = std::any_of(rows.begin(), rows.end(), [](const auto& row) {
    return row->state == desk::SentDecision::State::kStaged ||
           row->state == desk::SentDecision::State::kSending;
  });
  const bool retouching = state_->screen() == desk::Screen::kRetouch &&
                          (state_->retouch().rendering() ||
                           state_->retouch().view().mode() == desk::ViewMode::kFlicker);
  return counting || retouching || state_->review().interruption().has_value() ||
         !state_->signed_in();
}

}  // namespace zhaojian
