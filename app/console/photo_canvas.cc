// SPDX-License-Identifier: Apache-2.0
#include "app/console/photo_canvas.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/console/evidence.h"
#include "app/console/signs.h"
#include "app/console/widgets_check.h"
#include "app/console/widgets_retouch.h"

namespace zhaojian {
namespace {

using desk::CheckLine;
using desk::Overlay;
using desk::ReviewItem;

// Sizes of the visual target at a photo of 675 px, as shares of its width.
constexpr float kVeilShare = 0.175f;
constexpr float kStubShare = 0.092f;
constexpr float kVeilAlpha = 0.14f;

const CheckLine* FindLine(const ReviewItem& item, const std::string& id) {
  for (const CheckLine& line : item.lines) {
    if (line.id == id) return &line;
  }
  return nullptr;
}

/// Measures whose evidence is landmarks of the face. Paths and outlines of spectacles, glare, shine
/// or background are shown when they are explained: as points they would only freckle the face.
bool IsFeature(const std::string& measure) {
  constexpr const char* kFeatures[] = {"eyes.openness", "eyes.gaze", "mouth.open",
                                       "pose.yaw",      "pose.roll", "face.size"};
  return std::any_of(std::begin(kFeatures), std::end(kFeatures),
                     [&](const char* feature) { return measure == feature; });
}

std::vector<cv::Point2f> PointsOf(const ReviewItem& item, const std::string& measure) {
  std::vector<cv::Point2f> points;
  for (const Overlay& overlay : item.overlays) {
    if (overlay.measure == measure) {
      points.insert(points.end(), overlay.points.begin(), overlay.points.end());
    }
  }
  return points;
}

void Dash(Kit& kit, float x0, float y0, float x1, float y1) {
  kit.Dashed(x0, y0, x1, y1, Token::kInk, 3, 7, 4, 0.3f);
  kit.Dashed(x0, y0, x1, y1, Token::kHi, 1.2f, 7, 4);
}

/// A horizontal band: veils at both edges of the photo, a bracket and the value in the left gutter.
void DrawHeightBand(View& view, const PhotoPlacement& p, const CheckLine& line, const char* name) {
  if (!line.band.low || !line.band.high || !line.number) return;
  Kit& kit = view.kit;
  const Rect& f = p.frame;
  const float y0 = p.ToScreen(0, static_cast<float>(*line.band.low)).y;
  const float y1 = p.ToScreen(0, static_cast<float>(*line.band.high)).y;
  const float w = f.w * kVeilShare;
  for (const float x : {f.x, f.Right() - w}) {
    kit.Fill({x, y0, w, y1 - y0}, Token::kHi, 0, kVeilAlpha);
    Dash(kit, x, y0, x + w, y0);
    Dash(kit, x, y1, x + w, y1);
  }
  const float gutter = f.x - 10;
  kit.Line(gutter, y0, gutter, y1, Token::kNotAssessed, 2);
  kit.Line(gutter - 6, y0, gutter, y0, Token::kNotAssessed, 2);
  kit.Line(gutter - 6, y1, gutter, y1, Token::kNotAssessed, 2);
  const float y = p.ToScreen(0, static_cast<float>(*line.number)).y;
  kit.draw()->AddTriangleFilled(kit.At(f.x - 12, y - 6), kit.At(f.x - 12, y + 6),
                                kit.At(f.x - 2, y), ColourOf(Token::kHi));
  const Rect label{view.layout.stage.x + 8, (y0 + y1) / 2 - 22, f.x - 24 - view.layout.stage.x - 8,
                   24};
  kit.Text(Type::kBodyBold, Token::kHi, label, view.T(name) + " " + line.value, Align::kRight);
  kit.Text(Type::kCap, Token::kText, {label.x, label.y + 22, label.w, 20}, line.limit,
           Align::kRight);
}

void DrawFaceWidth(View& view, const PhotoPlacement& p, const ReviewItem& item) {
  const CheckLine* line = FindLine(item, "geometry.face_width");
  const std::vector<cv::Point2f> ends = PointsOf(item, "geometry.face_width");
  if (line == nullptr || ends.size() < 2 || !line->band.low || !line->band.high) return;
  Kit& kit = view.kit;
  const float left = std::min(ends[0].x, ends[1].x), right = std::max(ends[0].x, ends[1].x);
  const float y = std::max(ends[0].y, ends[1].y) + (right - left) * 0.24f;
  const float middle = (left + right) / 2;
  const float near = static_cast<float>(*line->band.low) / 2,
              far = static_cast<float>(*line->band.high) / 2;
  for (const float side : {-1.0f, 1.0f}) {
    const ImVec2 a = p.ToScreen(middle + side * near, y - 24),
                 b = p.ToScreen(middle + side * far, y + 24);
    const float x0 = std::min(a.x, b.x), x1 = std::max(a.x, b.x);
    kit.Fill({x0, a.y, x1 - x0, b.y - a.y}, Token::kHi, 0, kVeilAlpha);
    Dash(kit, x0, a.y, x0, b.y);
    Dash(kit, x1, a.y, x1, b.y);
    const ImVec2 edge = p.ToScreen(side < 0 ? left : right, y);
    kit.OverlayLine(edge.x, p.ToScreen(0, y - 24).y, edge.x, p.ToScreen(0, y + 24).y);
    kit.OverlayLine(edge.x - side * 44, edge.y, edge.x, edge.y);
    kit.draw()->AddTriangleFilled(kit.At(edge.x - side * 10, edge.y - 5),
                                  kit.At(edge.x - side * 10, edge.y + 5), kit.At(edge.x, edge.y),
                                  ColourOf(Token::kHi));
  }
  const ImVec2 at = p.ToScreen(right, y);
  Dash(kit, at.x + 4, at.y, p.frame.Right() + 8, at.y);
  const float x = p.frame.Right() + 17;
  kit.TextAt(Type::kBodyBold, Token::kHi, x, at.y - 11,
             view.T("guide.face_width") + " " + line->value);
  kit.TextAt(Type::kCap, Token::kText, x, at.y + 12, line->limit);
}

/// The tilt: the eye line drawn out to both sides, open at the eyes, with its angle to the
/// horizontal.
void DrawTilt(View& view, const PhotoPlacement& p, cv::Point2f a, cv::Point2f b,
              const CheckLine& line) {
  Kit& kit = view.kit;
  const Sign sign = SignOf(line.verdict);
  if (a.x > b.x) std::swap(a, b);
  const cv::Point2f d = b - a;
  const auto at = [&](float t) { return p.ToScreen(a.x + d.x * t, a.y + d.y * t); };
  // Gaps of 0.27 eye distances on either side of each iris keep the eyes free.
  const float cuts[][2] = {{-1.3f, -0.27f}, {0.27f, 0.73f}, {1.27f, 2.4f}};
  Dash(kit, at(1.3f).x, at(1).y, at(2.45f).x, at(1).y);
  for (const auto& cut : cuts) StrokeOnPhoto(kit, at(cut[0]), at(cut[1]), TokenOf(sign));
  std::vector<ImVec2> arc;
  const float radius = std::hypot(d.x, d.y) * 1.2f * p.scale;
  const float angle = std::atan2(d.y, d.x);
  const ImVec2 centre = at(1);
  for (int i = 0; i <= 12; ++i) {
    const float t = angle * static_cast<float>(i) / 12;
    arc.push_back(kit.At(centre.x + radius * std::cos(t), centre.y + radius * std::sin(t)));
  }
  kit.draw()->AddPolyline(arc.data(), static_cast<int>(arc.size()), ColourOf(Token::kInk, 0.72f), 0,
                          kit.Px(7));
  kit.draw()->AddPolyline(arc.data(), static_cast<int>(arc.size()), ColourOf(TokenOf(sign)), 0,
                          kit.Px(3));
  DrawEndShape(kit, at(-1.3f), sign);
  DrawEndShape(kit, at(2.4f), sign);
  const float above = std::min(at(1).y, at(2.4f).y);
  ValueChip(kit, std::min(at(2.4f).x + 20, p.frame.Right() - 62), above - 34, sign, line.value);
}

}  // namespace

PhotoPlacement PlacePhoto(const Rect& frame, cv::Size delivered, float zoom, float cx, float cy) {
  PhotoPlacement p;
  p.frame = frame;
  const float w = static_cast<float>(std::max(1, delivered.width));
  const float h = static_cast<float>(std::max(1, delivered.height));
  const float fit = std::min(frame.w / w, frame.h / h);
  p.scale = zoom > 0 ? zoom : fit;
  const auto place = [&](float from, float span, float size, float centre) {
    const float drawn = size * p.scale;
    if (drawn <= span) return from + (span - drawn) / 2;
    return std::clamp(from + span / 2 - centre * p.scale, from + span - drawn, from);
  };
  p.origin_x = std::round(place(frame.x, frame.w, w, cx));
  p.origin_y = std::round(place(frame.y, frame.h, h, cy));
  return p;
}

void DrawPicture(Kit& kit, ImTextureID texture, const PhotoPlacement& p, cv::Size delivered) {
  if (texture == nullptr) return;
  kit.PushClip(p.frame);
  kit.Picture(texture, {p.origin_x, p.origin_y, static_cast<float>(delivered.width) * p.scale,
                        static_cast<float>(delivered.height) * p.scale});
  kit.PopClip();
}

void DrawGuides(View& view, const PhotoPlacement& p, const ReviewItem& item) {
  if (const CheckLine* hair = FindLine(item, "geometry.hair_top")) {
    DrawHeightBand(view, p, *hair, "guide.hair_top");
    const std::vector<cv::Point2f> points = PointsOf(item, "geometry.hair_top");
    if (!points.empty()) {
      const ImVec2 at = p.ToScreen(points[0].x, points[0].y);
      const float half = p.frame.w * kStubShare;
      view.kit.OverlayLine(at.x - half, at.y, at.x + half, at.y);
    }
  }
  if (const CheckLine* eyes = FindLine(item, "geometry.eye_line")) {
    DrawHeightBand(view, p, *eyes, "guide.eye_line");
  }
  DrawFaceWidth(view, p, item);
  // The picture's middle, above the head and below the chin only.
  const float middle = p.ToScreen(static_cast<float>(item.delivered.width) / 2, 0).x;
  Dash(view.kit, middle, p.frame.y, middle, p.frame.y + p.frame.h * 0.093f);
  Dash(view.kit, middle, p.frame.y + p.frame.h * 0.76f, middle, p.frame.Bottom());
}

void DrawLandmarks(Kit& kit, const PhotoPlacement& p, const ReviewItem& item) {
  const auto dot = [&](float x, float y) {
    const ImVec2 at = p.ToScreen(x, y);
    kit.draw()->AddCircleFilled(kit.At(at.x, at.y), kit.Px(2.1f), ColourOf(Token::kInk, 0.6f), 10);
    kit.draw()->AddCircleFilled(kit.At(at.x, at.y), kit.Px(1.3f), ColourOf(Token::kHi), 10);
  };
  for (const Overlay& overlay : item.overlays) {
    const bool outline = overlay.kind == Evidence::Kind::kPolygon ||
                         overlay.kind == Evidence::Kind::kPolyline ||
                         overlay.kind == Evidence::Kind::kPoint;
    if (!outline || !IsFeature(overlay.measure)) continue;
    for (const cv::Point2f& point : overlay.points) dot(point.x, point.y);
  }
}

void DrawProblem(View& view, const PhotoPlacement& p, const ReviewItem& item, const CheckLine& line,
                 bool labels) {
  const Sign sign = SignOf(line.verdict);
  const std::vector<cv::Point2f> points = PointsOf(item, line.id);
  const bool problem = sign == Sign::kFail || sign == Sign::kCaution;
  if (line.id == "pose.roll" && points.size() >= 2 && problem) {
    DrawTilt(view, p, points[0], points[1], line);
    return;
  }
  view.kit.PushClip(p.frame);
  const EvidencePlace place{p.origin_x, p.origin_y, p.scale, p.frame.w * kStubShare};
  float right = 0, top = p.frame.Bottom();
  for (const Overlay& overlay : item.overlays) {
    if (overlay.measure != line.id) continue;
    DrawEvidence(view.kit, place, overlay, sign);
    for (const cv::Point2f& point : overlay.points) {
      right = std::max(right, p.ToScreen(point.x, point.y).x);
      top = std::min(top, p.ToScreen(point.x, point.y).y);
    }
    if (labels && !overlay.label.empty() && !overlay.points.empty()) {
      const cv::Point2f& at = overlay.points.back();
      const float reach = overlay.kind == Evidence::Kind::kHorizontal ? place.reach : 0;
      const ImVec2 end = p.ToScreen(at.x, at.y);
      DrawEvidenceLabel(view.kit, {end.x + reach, end.y}, view.T(overlay.label));
    }
  }
  view.kit.PopClip();
  if (!problem) return;
  if (points.empty()) {
    ValueChip(view.kit, p.frame.Right() - 70, p.frame.y + 34, sign, line.value);
    return;
  }
  // Beside what it is about, inside the photo, off the middle of the face.
  const float x = std::clamp(right + 70, p.frame.x + 70, p.frame.Right() - 70);
  ValueChip(view.kit, x, std::clamp(top - 30, p.frame.y + 30, p.frame.Bottom() - 30), sign,
            line.value);
}

void DrawRegionBox(Kit& kit, const Rect& box) {
  kit.Outline({box.x - 1, box.y - 1, box.w + 2, box.h + 2}, Token::kInk, 4, 0, 0.72f);
  kit.Outline(box, Token::kHi, 2);
}

void DrawNotePins(View& view, const PhotoPlacement& p) {
  const desk::RetouchDesk& desk = view.state.retouch();
  const desk::RetouchSession* session = desk.session();
  if (session == nullptr || !desk.marks_shown()) return;
  const desk::Crop crop = session->crop();
  const cv::Size2d source(session->recipe().analysis.source_size);
  const auto at = [&](double x, double y) {
    return p.ToScreen(static_cast<float>((x * source.width - crop.x) * crop.scale),
                      static_cast<float>((y * source.height - crop.y) * crop.scale));
  };
  // From the box to the middle of its disc: the disc covers nothing of what is marked.
  constexpr float kAside = 28;
  view.kit.PushClip(p.frame);
  const auto& notes = desk.bundle().notes;
  for (size_t i = 0; i < notes.size(); ++i) {
    if (!notes[i].region) continue;
    const cv::Rect2d& region = *notes[i].region;
    const ImVec2 a = at(region.x, region.y);
    const ImVec2 b = at(region.x + region.width, region.y + region.height);
    const Rect box{a.x, a.y, b.x - a.x, b.y - a.y};
    const bool done = desk.NoteDone(i);
    if (!done) DrawRegionBox(view.kit, box);
    const std::string number = std::to_string(i);
    view.kit.probe().Add("note_region." + number, box, notes[i].code);
    const float x = std::clamp(box.Right() + kAside, p.frame.x + 16, p.frame.Right() - 16);
    const float y = std::clamp(box.y - kAside, p.frame.y + 16, p.frame.Bottom() - 16);
    Pin(view.kit, "note_pin." + number, x, y, box.Right(), box.y, static_cast<int>(i) + 1,
        done                       ? PinState::kDone
        : i == desk.focused_note() ? PinState::kFocused
                                   : PinState::kBound);
  }
  view.kit.PopClip();
}

}  // namespace zhaojian
