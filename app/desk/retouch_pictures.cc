// SPDX-License-Identifier: Apache-2.0
#include "app/desk/retouch_pictures.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "core/retouch/renderer.h"

namespace zhaojian::desk {
namespace {

constexpr int kDifferenceGain = 8;
constexpr int kBins = 64;

double ValueOf(const Operation& operation, const char* name, double otherwise) {
  const auto it = operation.parameters.find(name);
  return it == operation.parameters.end() ? otherwise : it->second;
}

/// The colour the recipe fills the background with, BGR; the renderer's own where it names none.
cv::Vec3d FillOf(const Recipe& recipe) {
  const ChainState neutral;
  cv::Vec3d fill(neutral.background_rgb[2], neutral.background_rgb[1], neutral.background_rgb[0]);
  for (size_t i = 0; i < recipe.cursor && i < recipe.operations.size(); ++i) {
    const Operation& operation = recipe.operations[i];
    if (operation.kind != "bg.replace") continue;
    fill = {ValueOf(operation, "blue", fill[0]), ValueOf(operation, "green", fill[1]),
            ValueOf(operation, "red", fill[2])};
  }
  return fill;
}

bool Clipped(const cv::Vec3b& p) {
  const int high = std::max({p[0], p[1], p[2]});
  return high == 255 || high == 0;
}

/// Convex hull of the landmarks under the recipe's crop, canvas pixels; empty without landmarks.
std::vector<cv::Point> FaceOutline(const Recipe& recipe) {
  double scale = 0, left = 0, top = 0;
  for (size_t i = 0; i < recipe.cursor && i < recipe.operations.size(); ++i) {
    const Operation& operation = recipe.operations[i];
    if (operation.kind != "geom.crop_scale") continue;
    scale = ValueOf(operation, "scale", 0);
    left = ValueOf(operation, "x", 0), top = ValueOf(operation, "y", 0);
  }
  if (scale <= 0 || recipe.analysis.landmarks.empty()) return {};
  std::vector<cv::Point> points, hull;
  for (const cv::Point3f& point : recipe.analysis.landmarks) {
    const double x = (static_cast<double>(point.x) - left) * scale * kCanvasFactor;
    const double y = (static_cast<double>(point.y) - top) * scale * kCanvasFactor;
    points.emplace_back(cv::saturate_cast<int>(x), cv::saturate_cast<int>(y));
  }
  cv::convexHull(points, hull);
  return hull;
}

/// True when both pictures hold the same bytes there.
bool SameInside(const cv::Mat& a, const cv::Mat& b, const cv::Rect& where) {
  if (a.size() != b.size() || a.type() != b.type()) return false;
  const size_t bytes = static_cast<size_t>(where.width) * a.elemSize();
  for (int y = where.y; y < where.br().y; ++y) {
    if (std::memcmp(a.ptr(y, where.x), b.ptr(y, where.x), bytes) != 0) return false;
  }
  return true;
}

int Luma(const cv::Vec3b& bgr) { return (bgr[2] * 299 + bgr[1] * 587 + bgr[0] * 114) / 1000; }

}  // namespace

cv::Mat StretchedDifference(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size() || a.type() != CV_8UC3 || b.type() != CV_8UC3) return {};
  cv::Mat out;
  cv::addWeighted(a, kDifferenceGain, b, -kDifferenceGain, 128, out);
  return out;
}

cv::Mat FaceOnCanvas(const cv::Size& canvas, const Recipe& recipe) {
  cv::Mat face(canvas, CV_8UC1, cv::Scalar(0));
  const std::vector<cv::Point> outline = FaceOutline(recipe);
  if (!outline.empty()) cv::fillConvexPoly(face, outline, cv::Scalar(255));
  return face;
}

cv::Mat OnBackdrop(const cv::Mat& result, const cv::Mat& alpha, const Recipe& recipe,
                   MatteBackdrop backdrop) {
  if (result.type() != CV_8UC3 || alpha.type() != CV_8UC1 || alpha.size() != result.size())
    return {};
  const cv::Vec3d background = FillOf(recipe);
  const cv::Vec3d to = backdrop == MatteBackdrop::kBlack   ? cv::Vec3d(0, 0, 0)
                       : backdrop == MatteBackdrop::kWhite ? cv::Vec3d(255, 255, 255)
                                                           : cv::Vec3d(255, 0, 255);
  cv::Mat out(result.size(), CV_8UC3);
  for (int y = 0; y < result.rows; ++y) {
    const cv::Vec3b* in = result.ptr<cv::Vec3b>(y);
    const unsigned char* a = alpha.ptr<unsigned char>(y);
    cv::Vec3b* o = out.ptr<cv::Vec3b>(y);
    for (int x = 0; x < result.cols; ++x) {
      const double open = 1.0 - a[x] / 255.0;
      for (int c = 0; c < 3; ++c) {
        o[x][c] = cv::saturate_cast<unsigned char>(in[x][c] + open * (to[c] - background[c]));
      }
    }
  }
  return out;
}

cv::Mat ClippingMarks(const cv::Mat& canvas, const Recipe& recipe) {
  if (canvas.type() != CV_8UC3) return {};
  // Four canvas pixels are two delivered ones: still seen when the photo is fitted.
  constexpr int kSquare = 4;
  const cv::Vec3b fill(FillOf(recipe));
  cv::Mat out(canvas.size(), CV_8UC3);
  for (int y = 0; y < canvas.rows; ++y) {
    const cv::Vec3b* in = canvas.ptr<cv::Vec3b>(y);
    cv::Vec3b* o = out.ptr<cv::Vec3b>(y);
    for (int x = 0; x < canvas.cols; ++x) {
      const bool even = (x / kSquare + y / kSquare) % 2 == 0;
      int grey = 64 + Luma(in[x]) / 2;
      if (Clipped(in[x]) && in[x] != fill) {
        const bool high = std::max({in[x][0], in[x][1], in[x][2]}) == 255;
        grey = even ? (high ? 255 : 0) : (high ? 0 : 96);
      }
      o[x] = cv::Vec3b::all(static_cast<unsigned char>(grey));
    }
  }
  return out;
}

FaceTones MeasureFaceTones(const cv::Mat& canvas, const Recipe& recipe, const cv::Mat& before,
                           const FaceTones& known) {
  FaceTones tones{std::vector<float>(kBins, 0.0f), 0, FaceOutline(recipe)};
  const cv::Rect box = cv::boundingRect(tones.outline) & cv::Rect({0, 0}, canvas.size());
  if (box.empty()) return tones;
  if (known.outline == tones.outline && SameInside(canvas, before, box)) return known;
  cv::Mat face(box.size(), CV_8UC1, cv::Scalar(0));
  std::vector<cv::Point> inside_box = tones.outline;
  for (cv::Point& p : inside_box) p -= box.tl();
  cv::fillConvexPoly(face, inside_box, cv::Scalar(255));
  std::array<int, 256> lumas{};
  int clipped = 0, size = 0;
  for (int y = 0; y < box.height; ++y) {
    const cv::Vec3b* row = canvas.ptr<cv::Vec3b>(box.y + y, box.x);
    const unsigned char* inside = face.ptr<unsigned char>(y);
    for (int x = 0; x < box.width; ++x) {
      if (inside[x] == 0) continue;
      ++lumas[static_cast<size_t>(Luma(row[x]))];
      clipped += Clipped(row[x]) ? 1 : 0;
      ++size;
    }
  }
  for (size_t v = 0; v < lumas.size(); ++v)
    tones.histogram[v * kBins / lumas.size()] += static_cast<float>(lumas[v]);
  if (size > 0) tones.clipped = 100.0 * clipped / size;
  return tones;
}

}  // namespace zhaojian::desk
