// SPDX-License-Identifier: Apache-2.0
#include "app/console/retouch_gutters.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/console/widgets.h"
#include "app/console/widgets_retouch.h"
#include "app/desk/pixel_probe.h"

namespace zhaojian {
namespace {

using desk::RetouchDesk;
using desk::ViewMode;

// The canvas has twice the delivered size (design §8).
constexpr float kCanvasPerDelivered = 2.0f;

/// The pixel under the pointer in numbers; its place stays empty without one.
void DrawProbe(View& view, const PhotoPlacement& p, const Rect& rect) {
  Kit& kit = view.kit;
  const RetouchDesk& desk = view.state.retouch();
  const auto& profile = desk.profile();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const float mouse_x = mouse.x / kit.scale(), mouse_y = mouse.y / kit.scale();
  const Rect& f = p.frame;
  if (!profile || mouse_x < f.x || mouse_x >= f.Right() || mouse_y < f.y || mouse_y >= f.Bottom())
    return;
  const ImVec2 at = p.ToDelivered(mouse_x, mouse_y);
  const auto background =
      profile->backgrounds.empty() ? std::array<int, 3>{255, 255, 255} : profile->backgrounds[0];
  const auto probe = desk::ProbePixel(
      desk.pictures().result, static_cast<int>(std::floor(at.x * kCanvasPerDelivered)),
      static_cast<int>(std::floor(at.y * kCanvasPerDelivered)), background);
  if (!probe) return;
  const auto row = [&](int i, const std::string& name, const std::string& value) {
    const Rect line{rect.x, rect.y + 24.0f * static_cast<float>(i), rect.w, 22};
    kit.Text(Type::kCap, Token::kText, line, name);
    kit.Text(Type::kCap, Token::kHi, line, value, Align::kRight);
  };
  const auto join = [](const auto& numbers) {
    std::string text;
    for (const auto number : numbers) {
      // The visual target's minus sign.
      const int whole = static_cast<int>(std::lround(static_cast<double>(number)));
      text += (text.empty() ? "" : " ") + std::string(whole < 0 ? "\u2212" : "") +
              std::to_string(std::abs(whole));
    }
    return text;
  };
  kit.probe().Add("probe", rect, "RGB " + join(probe->rgb));
  row(0, view.T("probe.sample"), "RGB " + join(probe->rgb));
  row(1, "", "Lab " + join(probe->lab));
  row(2, view.T("probe.background"), "\u0394E " + desk::FormatValue(probe->delta_e, "level"));
}

}  // namespace

cv::Size DeliveredSize(const RetouchDesk& desk) {
  return desk.profile() ? desk.profile()->size : cv::Size(480, 640);
}

ImTextureID RetouchTexture(View& view, const char* slot, const cv::Mat& picture) {
  const RetouchDesk& desk = view.state.retouch();
  return view.pictures.Get(std::string("retouch.") + slot, desk.pictures().serial, picture,
                           desk.view().zoom() < 2);
}

void DrawRetouchToolbar(View& view) {
  Kit& kit = view.kit;
  RetouchDesk& desk = view.state.retouch();
  const Rect bar{view.layout.stage.x, view.layout.stage.y, view.layout.stage.w, 40};
  kit.Fill(bar, Token::kPanel);
  kit.Line(bar.x, bar.Bottom() - 1, bar.Right(), bar.Bottom() - 1, Token::kLine);
  const float cy = bar.CentreY();
  float x = bar.x + 20;
  x += KeyPlate(kit, x, cy, "V") + 10;
  const char* modes[] = {"view.result",     "view.split", "view.flicker",
                         "view.difference", "view.matte", "view.clipping"};
  for (int i = 0; i < 6; ++i) {
    const std::string& word = view.T(modes[i]);
    const float w = kit.TextWidth(Type::kBody, word) + 20;
    if (Segment(kit, {x, cy - 12, w, 24}, modes[i], word, static_cast<int>(desk.view().mode()) == i)
            .clicked) {
      desk.view().SetMode(static_cast<ViewMode>(i));
    }
    x += w + 2;
  }
  x += 20;
  const struct {
    const char* key;
    const char* word;
    int zoom;
  } zooms[] = {{"1", "zoom.fit", 0},
               {"2", "zoom.one", 1},
               {"3", "zoom.two", 2},
               {"4", "zoom.four", desk::CanvasView::kLargestZoom},
               {"5", "zoom.print", desk::CanvasView::kPrint}};
  float right = bar.Right() - 20 - 4 * 27;
  const float words_w =
      view.layout.compact ? 0 : kit.TextWidth(Type::kBody, view.T("view.surround"));
  // What has a key of its own and no room is left to the key sheet.
  const float end = right - words_w - 60;
  const auto fits = [&](const char* key, const char* word) {
    return x + KeyPlateWidth(kit, key, 20) + 6 + kit.TextWidth(Type::kCap, view.T(word)) < end;
  };
  for (const auto& zoom : zooms) {
    Touch touch;
    if (!fits(zoom.key, zoom.word)) break;
    x = DrawKeyHint(kit, x, cy, {zoom.word, zoom.key, view.T(zoom.word), false}, &touch);
    if (touch.clicked) desk.view().SetZoom(zoom.zoom);
  }
  if (fits("Space", "hint.hold_original")) {
    x = DrawKeyHint(kit, x, cy, {"hint.space", "Space", view.T("hint.hold_original"), false});
  }
  if (fits("H", "hint.marks")) {
    Touch touch;
    DrawKeyHint(kit, x, cy, {"hint.marks", "H", view.T("hint.marks"), false}, &touch);
    if (touch.clicked) desk.ToggleMarks();
  }
  if (words_w > 0)
    kit.TextAt(Type::kBody, Token::kText, right - words_w - 8, cy, view.T("view.surround"));
  KeyPlate(kit, right - words_w - 40, cy, "`");
  for (int i = 0; i < 4; ++i, right += 27) {
    const Rect swatch{right, cy - 10, 20, 20};
    kit.FillRgb(swatch, kSurrounds[i]);
    kit.Outline(swatch, desk.surround() == i ? Token::kHi : Token::kEdge,
                desk.surround() == i ? 2.0f : 1.0f);
    if (kit.Area("surround." + std::to_string(i), swatch).clicked) desk.SetSurround(i);
  }
}

void DrawRetouchFacts(View& view, const PhotoPlacement& p) {
  Kit& kit = view.kit;
  const RetouchDesk& desk = view.state.retouch();
  if (view.layout.compact) return;
  const float x = view.layout.stage.x + 20, w = view.layout.photo.x - x - 20;
  kit.TextAt(Type::kCap, Token::kText, x, view.layout.stage.y + 57, view.T("retouch.histogram"));
  kit.Text(Type::kCap, Token::kText, {x, view.layout.stage.y + 46, w, 22},
           view.F("retouch.clipped", {desk::FormatValue(desk.pictures().tones.clipped, "percent")}),
           Align::kRight);
  Histogram(kit, {x, view.layout.stage.y + 76, w, 84}, desk.pictures().tones.histogram);
  DrawProbe(view, p, {x, view.layout.stage.y + 172, w, 72});
  float y = view.layout.stage.Bottom() - 196;
  kit.Text(Type::kStrong, Token::kHi, {x, y, w, 26},
           view.F("order.tail", {desk.grant().order_tail}));
  y += 30;
  const auto line = [&](const std::string& text, bool strong = false) {
    kit.Text(strong ? Type::kBodyBold : Type::kBody, strong ? Token::kHi : Token::kText,
             {x, y, w, 22}, text);
    y += 24;
  };
  line(desk.bundle().school);
  line(view.F("order.due", {DueWords(view, desk.bundle().due)}));
  const std::string left = OpenTimeWords(view, view.state.now(), desk.bundle().due);
  line(left.empty() ? view.T("order.overdue") : view.F("order.left", {left}), true);
  const absl::Duration rest = desk.grant().lease_until - view.state.now();
  const double part = absl::FDivDuration(rest, std::max(desk.grant().lease_ttl, absl::Seconds(1)));
  LeaseClock(kit, x, y + 12, LeaseState::kRenewing, static_cast<float>(std::clamp(part, 0.0, 1.0)),
             view.F("lease.retouch", {SpanWords(std::max(rest, absl::ZeroDuration()))}));
  y += 26;
  std::string pace = view.F("retouch.this_one", {SpanWords(view.state.now() - desk.opened_at())});
  if (desk.committed_today() > 0)
    pace += " ・ " + view.F("retouch.my_median", {SpanWords(desk.median())});
  kit.Text(Type::kCap, Token::kText, {x, y, w, 22}, pace);
}

void DrawLoupe(View& view, const PhotoPlacement& p) {
  const RetouchDesk& desk = view.state.retouch();
  const cv::Size delivered = DeliveredSize(desk);
  const float x = p.frame.Right() + 28;
  const float w = std::min(254.0f, view.layout.stage.Right() - x - 20);
  if (view.layout.compact || w < 120 || desk.pictures().result.empty()) return;
  Kit& kit = view.kit;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  ImVec2 at = p.ToDelivered(mouse.x / kit.scale(), mouse.y / kit.scale());
  const bool inside = at.x >= 0 && at.y >= 0 && at.x < static_cast<float>(delivered.width) &&
                      at.y < static_cast<float>(delivered.height);
  // Without a pointer on the photo: the hairline above the forehead, where mattes go wrong first.
  if (!inside)
    at = ImVec2(static_cast<float>(delivered.width) * 0.62f,
                static_cast<float>(delivered.height) * 0.2f);
  SectionHeader(kit, {x, view.layout.stage.y + 46, w, 24}, view.T("loupe.title"), "2:1");
  const struct {
    const char* slot;
    const char* word;
    const cv::Mat* picture;
  } panes[] = {{desk.view().base() == desk::CompareBase::kOriginal ? "source" : "automatic",
                "loupe.before", &desk.base_picture()},
               {"result", "loupe.after", &desk.pictures().result}};
  float y = p.frame.y;
  for (const auto& pane : panes) {
    const Rect frame{x, y, w, w};
    const PhotoPlacement close = PlacePhoto(frame, delivered, 4.0f, at.x, at.y);
    DrawPicture(kit, RetouchTexture(view, pane.slot, *pane.picture), close, delivered);
    kit.Outline(frame, Token::kInk, 1);
    const Rect tag{x + 8, y + 8, kit.TextWidth(Type::kCapBold, view.T(pane.word)) + 16, 26};
    kit.Fill(tag, Token::kInk, metric::kRoundPlate, 0.86f);
    kit.Text(Type::kCapBold, Token::kHi, tag, view.T(pane.word), Align::kCentre);
    y += w + 14;
  }
}

}  // namespace zhaojian
