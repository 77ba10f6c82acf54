// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <imgui.h>

#include <map>
#include <string>

#include "app/console/fonts.h"
#include "app/console/icons.h"
#include "app/console/theme.h"

namespace zhaojian {

/// A rectangle in logical pixels (the grid of the visual target at 100 %), origin top left.
struct Rect {
  float x = 0;
  float y = 0;
  float w = 0;
  float h = 0;
  float Right() const { return x + w; }
  float Bottom() const { return y + h; }
  float CentreX() const { return x + w / 2; }
  float CentreY() const { return y + h / 2; }
  /// The rectangle without a margin on every side.
  Rect Inset(float dx, float dy) const { return {x + dx, y + dy, w - 2 * dx, h - 2 * dy}; }
};

/// What the mouse did to a widget in this frame.
struct Touch {
  bool hovered = false;
  /// Pressed and released on it.
  bool clicked = false;
  bool double_clicked = false;
  /// The left button went down on it and is still down.
  bool held = false;
  /// The press began in this frame / ended in this frame.
  bool pressed = false;
  bool released = false;
  /// Mouse in logical pixels.
  float mouse_x = 0;
  float mouse_y = 0;
};

/// Where a text sits in its rectangle.
enum class Align { kLeft, kCentre, kRight };

/// Where each widget was drawn, by test id, so that a test can find and click it.
class UiProbe {
 public:
  /// Forgets everything; called at the start of a frame.
  void Clear();
  /// Remembers a widget. A second widget of one id in a frame is a bug: Duplicates() counts it.
  void Add(const std::string& id, const Rect& rect, const std::string& text = {});
  /// The rectangle in logical pixels, or nullptr.
  const Rect* Find(const std::string& id) const;
  /// The words a widget shows, empty when it was not drawn.
  std::string TextOf(const std::string& id) const;
  /// All ids that start with a prefix, sorted, with their rectangles.
  const std::map<std::string, Rect>& All() const { return rects_; }
  int Duplicates() const { return duplicates_; }

 private:
  std::map<std::string, Rect> rects_;
  std::map<std::string, std::string> texts_;
  int duplicates_ = 0;
};

/// Draws on the current layer in logical pixels and asks ImGui for the mouse. One per frame loop.
/// Call order: ImGui::NewFrame, Begin, widgets, End, ImGui::Render. Frame thread only.
class Kit {
 public:
  /// @param fonts baked at the scale in use; must outlive the kit.
  explicit Kit(const FontSet& fonts);

  /// Starts a frame: one window over the whole display, probe cleared.
  void Begin();
  /// Ends the frame's window.
  void End();
  /// Opens a layer above what was drawn so far (banner, palette, key sheet): it takes the mouse
  /// inside its rectangle. Close it with EndLayer. Layers do not nest.
  void BeginLayer(const std::string& id, const Rect& rect);
  void EndLayer();
  /// Clips drawing to a rectangle until PopClip.
  void PushClip(const Rect& rect);
  void PopClip();

  /// Size of the display in logical pixels.
  float Width() const;
  float Height() const;
  float scale() const { return scale_; }
  /// One length in whole device pixels (at least 1 when it is not 0).
  float Px(float logical) const;
  /// A point in device pixels, rounded.
  ImVec2 At(float x, float y) const;
  /// The draw list of the current layer.
  ImDrawList* draw() const { return draw_; }
  UiProbe& probe() { return probe_; }
  const FontSet& fonts() const { return fonts_; }

  /// Filled rectangle. @param round logical px.
  void Fill(const Rect& rect, Token token, float round = 0, float alpha = 1);
  void FillRgb(const Rect& rect, uint32_t rgb, float alpha = 1);
  /// Outline inside the rectangle's edge. @param width logical px.
  void Outline(const Rect& rect, Token token, float width = 1, float round = 0, float alpha = 1);
  /// Line between two points; horizontal and vertical ones are put on whole pixels.
  void Line(float x0, float y0, float x1, float y1, Token token, float width = 1, float alpha = 1);
  /// Dashed line, `on` and `off` in logical px.
  void Dashed(float x0, float y0, float x1, float y1, Token token, float width, float on, float off,
              float alpha = 1);
  /// A line of an overlay on the photo: white over a wider black at 30 %.
  void OverlayLine(float x0, float y0, float x1, float y1, float width = 1.5f);
  /// A sign in a 16 px box (or `size`) around a centre. Verdict signs get their ink.
  void Sign(Icon icon, float cx, float cy, Token token, float size = 16);
  /// A picture over a rectangle with whole-pixel edges; uv in 0..1.
  void Picture(ImTextureID texture, const Rect& rect, ImVec2 uv0 = {0, 0}, ImVec2 uv1 = {1, 1},
               float alpha = 1);

  /// Width of a line of text in logical px.
  float TextWidth(Type type, const std::string& text) const;
  /// One line of text, its glyph body centred on the rectangle's middle line (baseline = middle +
  /// 0.375 em); shortened with … when it is wider than the rectangle. Returns the drawn width in
  /// logical px.
  float Text(Type type, Token token, const Rect& rect, const std::string& text,
             Align align = Align::kLeft, float alpha = 1);
  /// One line of text from x, centred on y, not shortened. Returns its width.
  float TextAt(Type type, Token token, float x, float cy, const std::string& text, float alpha = 1);
  /// Text over several lines, broken between Chinese characters and at spaces, never before closing
  /// punctuation. @param line_height logical px. Returns the height used.
  float Paragraph(Type type, Token token, const Rect& rect, const std::string& text,
                  float line_height);

  /// An invisible area that takes the mouse, known to tests by `id` (also its stable ImGui id).
  /// Where areas overlap, the one asked first in a frame gets the mouse: ask for small ones before
  /// large ones.
  /// @param words what it shows, for tests.
  Touch Area(const std::string& id, const Rect& rect, const std::string& words = {});

 private:
  const FontSet& fonts_;
  float scale_;
  ImDrawList* draw_ = nullptr;
  UiProbe probe_;
};

}  // namespace zhaojian
