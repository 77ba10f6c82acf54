// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>

#include "app/console/panel_retouch.h"
#include "app/console/photo_canvas.h"
#include "app/console/retouch_gutters.h"
#include "app/console/retouch_overlays.h"
#include "app/console/widgets.h"
#include "app/console/widgets_retouch.h"

namespace zhaojian {
namespace {

using desk::RetouchDesk;
using desk::RetouchSession;
using desk::RetouchStage;
using desk::ViewMode;

// Flicker swaps the two pictures this often; slow enough to see where, fast enough to see that.
constexpr absl::Duration kFlicker = absl::Milliseconds(500);
// Name of the texture the result is compared with.
const char* BaseSlot(const RetouchDesk& desk) {
  return desk.view().base() == desk::CompareBase::kOriginal ? "source" : "automatic";
}

// One notch of the wheel, as one press of a bracket key.
constexpr double kBrushNotch = 1.15;

/// The picture with its comparison.
void DrawPictures(View& view, const PhotoPlacement& p, cv::Size delivered) {
  Kit& kit = view.kit;
  RetouchDesk& desk = view.state.retouch();
  const desk::RetouchPictures& pictures = desk.pictures();
  if (desk.original_held()) {
    DrawPicture(kit, RetouchTexture(view, "source", pictures.source), p, delivered);
    return;
  }
  const bool second_half =
      absl::ToUnixMillis(view.state.now()) / absl::ToInt64Milliseconds(kFlicker) % 2 == 0;
  switch (desk.view().mode()) {
    case ViewMode::kResult:
      DrawPicture(kit, RetouchTexture(view, "result", pictures.result), p, delivered);
      break;
    case ViewMode::kFlicker:
      DrawPicture(kit,
                  second_half ? RetouchTexture(view, BaseSlot(desk), desk.base_picture())
                              : RetouchTexture(view, "result", pictures.result),
                  p, delivered);
      break;
    case ViewMode::kDifference:
      DrawPicture(kit, RetouchTexture(view, "difference", pictures.difference), p, delivered);
      break;
    case ViewMode::kMatte:
      DrawPicture(kit, RetouchTexture(view, "matte", pictures.matte), p, delivered);
      break;
    case ViewMode::kClipping:
      DrawPicture(kit, RetouchTexture(view, "clipping", pictures.clipping), p, delivered);
      break;
    case ViewMode::kSplit: {
      DrawPicture(kit, RetouchTexture(view, "result", pictures.result), p, delivered);
      PhotoPlacement left = p;
      const float x = p.frame.x + p.frame.w * desk.view().split();
      left.frame.w = x - p.frame.x;
      DrawPicture(kit, RetouchTexture(view, BaseSlot(desk), desk.base_picture()), left, delivered);
      kit.Line(x, p.frame.y - 6, x, p.frame.Bottom() + 6, Token::kInk, 3);
      kit.Line(x, p.frame.y - 6, x, p.frame.Bottom() + 6, Token::kHi, 1);
      const Rect grip{x - 11, p.frame.Bottom() - 60, 22, 30};
      const Touch touch = kit.Area("split.grip", grip);
      kit.Fill(grip, Token::kHi, metric::kRoundPlate);
      kit.draw()->AddTriangleFilled(kit.At(x - 3, grip.CentreY() - 5),
                                    kit.At(x - 3, grip.CentreY() + 5),
                                    kit.At(x - 8, grip.CentreY()), ColourOf(Token::kInk));
      kit.draw()->AddTriangleFilled(kit.At(x + 3, grip.CentreY() - 5),
                                    kit.At(x + 3, grip.CentreY() + 5),
                                    kit.At(x + 8, grip.CentreY()), ColourOf(Token::kInk));
      if (touch.held)
        desk.view().SetSplit(std::clamp((touch.mouse_x - p.frame.x) / p.frame.w, 0.02f, 0.98f));
      break;
    }
  }
}

/// What is on the left above the photo: what the result is compared with, or what is shown.
void DrawStageTitle(View& view) {
  Kit& kit = view.kit;
  RetouchDesk& desk = view.state.retouch();
  const Rect& photo = view.layout.photo;
  const float cy = photo.y - 18;
  if (desk.original_held() || !desk.view().Compares()) {
    static const std::map<ViewMode, const char*> kNames = {{ViewMode::kMatte, "view.matte"},
                                                           {ViewMode::kClipping, "view.clipping"}};
    const auto name = kNames.find(desk.view().mode());
    if (desk.original_held()) {
      kit.TextAt(Type::kBodyBold, Token::kHi, photo.x, cy, view.T("retouch.original"));
    } else if (name != kNames.end()) {
      kit.TextAt(Type::kBodyBold, Token::kHi, photo.x, cy, view.T(name->second));
    }
    return;
  }
  const struct {
    const char* word;
    desk::CompareBase base;
  } bases[] = {{"retouch.automatic", desk::CompareBase::kAutomatic},
               {"retouch.original", desk::CompareBase::kOriginal}};
  float x = photo.x + KeyPlate(kit, photo.x, cy, "Shift V") + 8;
  for (const auto& base : bases) {
    const std::string& word = view.T(base.word);
    const float w = kit.TextWidth(Type::kBody, word) + 20;
    if (Segment(kit, {x, cy - 12, w, 24}, base.word, word, desk.view().base() == base.base).clicked)
      desk.view().SetBase(base.base);
    x += w + 2;
  }
}

/// Places the photo as the desk looks at it, after this frame's wheel and middle button.
PhotoPlacement Place(View& view, cv::Size delivered) {
  const Kit& kit = view.kit;
  desk::CanvasView& look = view.state.retouch().view();
  const Rect& frame = view.layout.photo;
  const double dpi = view.state.retouch().profile() ? view.state.retouch().profile()->dpi : 300;
  const auto place = [&](float scale) {
    return PlacePhoto(frame, delivered, scale, static_cast<float>(look.centre().x),
                      static_cast<float>(look.centre().y));
  };
  const double fit = static_cast<double>(place(0).scale);
  PhotoPlacement p = place(static_cast<float>(look.Scale(fit, dpi)));
  const ImGuiIO& io = ImGui::GetIO();
  const float x = io.MousePos.x / kit.scale(), y = io.MousePos.y / kit.scale();
  if (x < frame.x || x >= frame.Right() || y < frame.y || y >= frame.Bottom()) return p;
  const ImVec2 at = p.ToDelivered(x, y);
  const double scale = static_cast<double>(p.scale);
  const cv::Size2d visible(static_cast<double>(frame.w) / scale,
                           static_cast<double>(frame.h) / scale);
  if (io.KeyCtrl && io.MouseWheel != 0) {
    look.StepZoom(io.MouseWheel > 0 ? 1 : -1, cv::Point2d(at.x, at.y), fit, dpi);
  } else if (io.MouseDown[ImGuiMouseButton_Middle]) {
    look.Pan(-static_cast<double>(io.MouseDelta.x / kit.scale()) / scale,
             -static_cast<double>(io.MouseDelta.y / kit.scale()) / scale, visible);
  } else {
    return p;
  }
  return place(static_cast<float>(look.Scale(fit, dpi)));
}

/// The brush follows the hand at once; the matte follows as soon as it is solved.
void HandleBrush(View& view, const PhotoPlacement& p, RetouchSession& session) {
  Kit& kit = view.kit;
  const Touch touch = kit.Area("canvas", p.frame);
  const ImVec2 delivered = p.ToDelivered(touch.mouse_x, touch.mouse_y);
  if (touch.pressed) session.BeginStroke(ToSource(session, delivered), ImGui::GetIO().KeyAlt);
  if (touch.held && !touch.pressed) session.ExtendStroke(ToSource(session, delivered));
  if (touch.released) session.EndStroke();
  const ImGuiIO& io = ImGui::GetIO();
  if (touch.hovered && io.MouseWheel != 0 && !io.KeyCtrl) {
    session.SetBrushRadius(session.brush_radius() *
                           std::pow(kBrushNotch, static_cast<double>(io.MouseWheel)));
  }
  const float radius = static_cast<float>(session.brush_radius()) * p.scale;
  kit.PushClip(p.frame);
  DrawLiveStroke(view, p, session);
  if ((touch.hovered || touch.held) && view.state.retouch().marks_shown()) {
    const ImVec2 at = kit.At(touch.mouse_x, touch.mouse_y);
    kit.draw()->AddCircle(at, kit.Px(radius), ColourOf(Token::kInk, 0.5f), 0, kit.Px(3));
    kit.draw()->AddCircle(at, kit.Px(radius), ColourOf(Token::kHi), 0, kit.Px(1.5f));
    if (const auto from = session.TakesFrom(ToSource(session, delivered))) {
      const ImVec2 there = FromSource(session, p, *from);
      kit.draw()->AddCircle(kit.At(there.x, there.y), kit.Px(radius), ColourOf(Token::kHi, 0.6f), 0,
                            kit.Px(1));
      kit.Dashed(touch.mouse_x, touch.mouse_y, there.x, there.y, Token::kHi, 1, 4, 4, 0.6f);
    }
    if (IsProtected(session, ToSource(session, delivered)))
      kit.Sign(Icon::kLock, touch.mouse_x + radius + 12, touch.mouse_y, Token::kHi, 14);
    kit.Line(touch.mouse_x - 4, touch.mouse_y, touch.mouse_x + 4, touch.mouse_y, Token::kHi);
    kit.Line(touch.mouse_x, touch.mouse_y - 4, touch.mouse_x, touch.mouse_y + 4, Token::kHi);
  }
  kit.PopClip();
}

/// Where the head lies against its bands while the crop tool is in hand.
void DrawCropReading(View& view, const PhotoPlacement& p, const RetouchSession& session) {
  const auto reading = session.reading();
  const auto& profile = view.state.retouch().profile();
  if (!reading || !profile) return;
  Kit& kit = view.kit;
  const struct {
    const char* id;
    const char* name;
    double value;
    bool ok;
  } rows[] = {{"geometry.hair_top", "guide.hair_top", reading->hair_top, reading->hair_top_ok},
              {"geometry.eye_line", "guide.eye_line", reading->eye_line, reading->eye_line_ok}};
  for (const auto& row : rows) {
    const auto limits = profile->limits.find(row.id);
    if (limits == profile->limits.end() || !limits->second.band.low || !limits->second.band.high)
      continue;
    const float y0 = p.ToScreen(0, static_cast<float>(*limits->second.band.low)).y;
    const float y1 = p.ToScreen(0, static_cast<float>(*limits->second.band.high)).y;
    for (const float x : {p.frame.x, p.frame.Right() - p.frame.w * 0.175f}) {
      kit.Fill({x, y0, p.frame.w * 0.175f, y1 - y0}, Token::kHi, 0, 0.14f);
    }
    const float y = p.ToScreen(0, static_cast<float>(row.value)).y;
    kit.OverlayLine(p.frame.x, y, p.frame.x + 60, y);
    kit.OverlayLine(p.frame.Right() - 60, y, p.frame.Right(), y);
  }
  const Rect chip{p.frame.x + 12, p.frame.Bottom() - 44, 380, 32};
  kit.Fill(chip, Token::kInk, metric::kRoundChip, 0.86f);
  kit.Sign(reading->AllOk() ? Icon::kOk : Icon::kFail, chip.x + 18, chip.CentreY(),
           reading->AllOk() ? Token::kOk : Token::kFail);
  kit.Text(Type::kBodyBold, Token::kHi, {chip.x + 36, chip.y, chip.w - 40, chip.h},
           view.F("crop.reading", {desk::FormatValue(reading->hair_top, "px"),
                                   desk::FormatValue(reading->eye_line, "px"),
                                   desk::FormatValue(reading->face_width, "px")}));
}

void HandleCrop(View& view, const PhotoPlacement& p, RetouchSession& session) {
  Kit& kit = view.kit;
  const Touch touch = kit.Area("canvas", p.frame);
  const ImGuiIO& io = ImGui::GetIO();
  const float dx = io.MouseDelta.x / kit.scale() / p.scale,
              dy = io.MouseDelta.y / kit.scale() / p.scale;
  if (touch.held && !touch.pressed && (dx != 0 || dy != 0)) {
    session.MoveCropLive(static_cast<double>(dx), static_cast<double>(dy));
  }
  if (touch.released) session.EndCrop();
  if (touch.hovered && io.MouseWheel != 0 && !io.KeyCtrl) {
    const ImVec2 at = p.ToDelivered(touch.mouse_x, touch.mouse_y);
    // One notch is one percent: the bands are a few percent wide.
    session.ScaleCropLive(std::pow(1.01, static_cast<double>(io.MouseWheel)),
                          static_cast<double>(at.x), static_cast<double>(at.y));
    session.EndCrop();
  }
  const bool marks = view.state.retouch().marks_shown();
  if (marks) DrawCropReading(view, p, session);
  for (const ImVec2 corner : {ImVec2(0, 0), ImVec2(1, 0), ImVec2(1, 1), ImVec2(0, 1)}) {
    const std::string id =
        "crop.handle." + std::to_string(static_cast<int>(corner.x * 1 + corner.y * 2));
    const Rect handle{p.frame.x + corner.x * (p.frame.w - 14),
                      p.frame.y + corner.y * (p.frame.h - 14), 14, 14};
    const Touch grip = kit.Area(id, handle);
    if (marks) {
      kit.Fill(handle, Token::kInk);
      kit.Fill(handle.Inset(2, 2), Token::kHi);
    }
    if (grip.held && !grip.pressed && dx != 0) {
      // Pulling a corner outwards enlarges about the opposite corner.
      const double outward = static_cast<double>(corner.x > 0 ? dx : -dx);
      const double factor = 1.0 + outward * static_cast<double>(p.scale / p.frame.w);
      session.ScaleCropLive(factor, static_cast<double>((1 - corner.x) * p.frame.w / p.scale),
                            static_cast<double>((1 - corner.y) * p.frame.h / p.scale));
    }
    if (grip.released) session.EndCrop();
  }
}

/// A click takes the white balance from the place under the pointer.
void HandleGreyPick(View& view, const PhotoPlacement& p) {
  Kit& kit = view.kit;
  const Touch touch = kit.Area("canvas", p.frame);
  if (touch.clicked) {
    const ImVec2 at = p.ToDelivered(touch.mouse_x, touch.mouse_y);
    view.state.retouch().PickGrey({static_cast<double>(at.x), static_cast<double>(at.y)});
  }
  if (!touch.hovered) return;
  const ImVec2 at = kit.At(touch.mouse_x, touch.mouse_y);
  kit.draw()->AddCircle(at, kit.Px(7), ColourOf(Token::kInk, 0.5f), 0, kit.Px(3));
  kit.draw()->AddCircle(at, kit.Px(7), ColourOf(Token::kHi), 0, kit.Px(1.5f));
  kit.Fill({touch.mouse_x - 1, touch.mouse_y - 1, 2, 2}, Token::kHi);
}

void DrawMessage(View& view) {
  const RetouchDesk& desk = view.state.retouch();
  const char* title = "stage.starting";
  std::string more;
  Icon icon = Icon::kWaiting;
  switch (desk.stage()) {
    case RetouchStage::kStarting:
      break;
    case RetouchStage::kLoading:
      title = "stage.loading";
      break;
    case RetouchStage::kCommitting:
      title = "retouch.committing";
      break;
    case RetouchStage::kReady:
      return;
    case RetouchStage::kEmpty:
      title = "retouch.empty", icon = Icon::kOk, more = view.T("retouch.empty_more");
      break;
    case RetouchStage::kRefused:
      title = "stage.refused", icon = Icon::kLock, more = ErrorWords(view, ReasonOf(desk.error()));
      break;
    case RetouchStage::kOffline:
      title = "stage.offline", icon = Icon::kLinkDown;
      break;
    case RetouchStage::kLost:
      title = "lost.lease", icon = Icon::kCaution;
      if (desk.remark()) more = view.W(*desk.remark()) + " ・ Enter " + view.T("lost.next");
      break;
    case RetouchStage::kFailed:
      title = "stage.failed", icon = Icon::kCaution;
      more = ErrorWords(view, ReasonOf(desk.error())) + " ・ Enter " + view.T("lost.next");
      break;
  }
  Kit& kit = view.kit;
  const Rect& photo = view.layout.photo;
  kit.Sign(icon, photo.CentreX(), photo.CentreY() - 60, Token::kHi, 40);
  kit.Text(Type::kTitle, Token::kHi, {photo.x, photo.CentreY() - 16, photo.w, 34}, view.T(title),
           Align::kCentre);
  kit.Text(Type::kBody, Token::kText, {photo.x, photo.CentreY() + 22, photo.w, 24}, more,
           Align::kCentre);
}

}  // namespace

void DrawRetouchStage(View& view) {
  Kit& kit = view.kit;
  RetouchDesk& desk = view.state.retouch();
  kit.FillRgb(view.layout.stage, kSurrounds[desk.surround()]);
  DrawRetouchToolbar(view);
  RetouchSession* session = desk.session();
  if (session == nullptr || desk.pictures().result.empty()) {
    DrawMessage(view);
    if (session != nullptr) {
      kit.Text(Type::kBody, Token::kText, view.layout.photo, view.T("stage.loading"),
               Align::kCentre);
    }
    return;
  }
  const cv::Size delivered = DeliveredSize(desk);
  const Rect& photo = view.layout.photo;
  DrawStageTitle(view);
  kit.Text(Type::kBodyBold, Token::kHi, {photo.x, photo.y - 30, photo.w, 24},
           view.F("retouch.current", {std::to_string(session->recipe().cursor)}), Align::kRight);
  const PhotoPlacement p = Place(view, delivered);
  DrawPictures(view, p, delivered);
  view.shown_serial = desk.pictures().serial;
  if (desk.stage() == RetouchStage::kReady && !desk.choosing_reason()) {
    if (session->tool() == "geom.crop_scale") {
      HandleCrop(view, p, *session);
    } else if (session->tool() == "tone.white_balance") {
      HandleGreyPick(view, p);
    } else if (session->brush_in_hand()) {
      HandleBrush(view, p, *session);
    }
  }
  DrawFaceMarks(view, p, *session);
  DrawGatePlace(view, p);
  DrawNotePins(view, p);
  if (desk.loupe_shown()) DrawLoupe(view, p);
  DrawRetouchFacts(view, p);
  DrawMessage(view);
}

}  // namespace zhaojian
