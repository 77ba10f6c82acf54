// SPDX-License-Identifier: Apache-2.0
#include "app/console/evidence.h"

#include <vector>

namespace zhaojian {
namespace {

/// The triangle, square or ring of a verdict without its sign, `r` device px from the middle.
void Shape(ImDrawList* draw, ImVec2 c, float r, Sign sign, ImU32 colour) {
  switch (sign) {
    case Sign::kFail:
      draw->AddRectFilled({c.x - r, c.y - r}, {c.x + r, c.y + r}, colour, r * 0.3f);
      return;
    case Sign::kCaution:
      draw->AddTriangleFilled({c.x, c.y - r}, {c.x + r, c.y + r * 0.9f}, {c.x - r, c.y + r * 0.9f},
                              colour);
      return;
    case Sign::kNotAssessed:
      draw->AddCircle(c, r * 0.8f, colour, 16, r * 0.3f);
      return;
    case Sign::kOk:
      draw->AddCircleFilled(c, r * 0.7f, colour, 16);
      return;
  }
}

}  // namespace

Token EvidenceToken(Sign sign) { return sign == Sign::kOk ? Token::kHi : TokenOf(sign); }

void StrokeOnPhoto(Kit& kit, ImVec2 a, ImVec2 b, Token token) {
  ImDrawList* draw = kit.draw();
  draw->AddLine(kit.At(a.x, a.y), kit.At(b.x, b.y), ColourOf(Token::kInk, 0.72f), kit.Px(7));
  draw->AddLine(kit.At(a.x, a.y), kit.At(b.x, b.y), ColourOf(token), kit.Px(3));
}

void DrawEndShape(Kit& kit, ImVec2 at, Sign sign) {
  const ImVec2 c = kit.At(at.x, at.y);
  Shape(kit.draw(), c, kit.Px(9), sign == Sign::kNotAssessed ? Sign::kOk : sign,
        ColourOf(Token::kInk, 0.9f));
  Shape(kit.draw(), c, kit.Px(6), sign, ColourOf(EvidenceToken(sign)));
}

void DrawEvidence(Kit& kit, const EvidencePlace& place, const desk::Overlay& overlay, Sign sign) {
  const auto& points = overlay.points;
  if (points.empty()) return;
  const Token token = EvidenceToken(sign);
  const ImVec2 first = place.At(points[0]);
  switch (overlay.kind) {
    case Evidence::Kind::kHorizontal:
      return StrokeOnPhoto(kit, {first.x - place.reach, first.y}, {first.x + place.reach, first.y},
                           token);
    case Evidence::Kind::kVertical:
      return StrokeOnPhoto(kit, {first.x, first.y - place.reach}, {first.x, first.y + place.reach},
                           token);
    case Evidence::Kind::kPoint:
      for (const cv::Point2f& point : points) DrawEndShape(kit, place.At(point), sign);
      return;
    case Evidence::Kind::kBox:
    case Evidence::Kind::kLine:
    case Evidence::Kind::kPolyline:
    case Evidence::Kind::kPolygon:
      break;
  }
  std::vector<ImVec2> path;
  bool closed = overlay.kind == Evidence::Kind::kPolygon;
  if (overlay.kind == Evidence::Kind::kBox) {
    if (points.size() < 2) return;
    const ImVec2 last = place.At(points[1]);
    for (const ImVec2& corner : {first, ImVec2(last.x, first.y), last, ImVec2(first.x, last.y)}) {
      path.push_back(kit.At(corner.x, corner.y));
    }
    closed = true;
  } else {
    for (const cv::Point2f& point : points) {
      path.push_back(kit.At(place.At(point).x, place.At(point).y));
    }
  }
  const ImDrawFlags flags = closed ? ImDrawFlags_Closed : ImDrawFlags_None;
  const int count = static_cast<int>(path.size());
  kit.draw()->AddPolyline(path.data(), count, ColourOf(Token::kInk, 0.6f), flags, kit.Px(4));
  kit.draw()->AddPolyline(path.data(), count, ColourOf(token), flags, kit.Px(2));
}

void DrawEvidenceLabel(Kit& kit, ImVec2 at, const std::string& words) {
  if (words.empty()) return;
  const float w = kit.TextWidth(Type::kCap, words) + 12;
  kit.Fill({at.x + 8, at.y - 11, w, 22}, Token::kInk, metric::kRoundPlate, 0.86f);
  kit.TextAt(Type::kCap, Token::kHi, at.x + 14, at.y, words);
}

}  // namespace zhaojian
