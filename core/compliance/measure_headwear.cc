// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "headwear";
// Width of the head above the brows over the face's: brims, fur and helmets 2.0 to 2.5, the widest
// loose hair 1.75 (84 development photos, 50 renders).
constexpr float kWidestHair = 1.75f;
constexpr float kBrim = 2.0f;
// Rows above the top of the face from which the width is taken, eye units.
constexpr float kAbove = 0.35f;
// Colours that hair does not have unless it was dyed: this much chroma at a hue (degrees) outside
// yellow to red-brown.
constexpr double kColourful = 14;
constexpr double kHueLow = 32;
constexpr double kHueHigh = 105;
// Texture of strands: mean difference from a smoothed copy over the lightness. Hats have up to
// 0.07, hair in a sharp photo mostly 0.08 and more.
constexpr double kStrands = 0.08;
constexpr double kDarkness = 4;  // added to the lightness, so that black has no texture
// A smooth crown that covers the skin above both brows by this share is a cap.
constexpr double kDown = 0.85;
constexpr double kSmooth = 0.06;
constexpr int kLeastPixels = 100;
constexpr std::array<std::array<int, 5>, 2> kBrows = {
    {{70, 63, 105, 66, 107}, {300, 293, 334, 296, 336}}};

int BrowRow(const LevelFrame& frame) {
  return std::clamp(cvRound(frame.Middle(105, 334).y), 0, frame.bgr.rows - 1);
}

// Widest run of the person through the middle column above the brows, face widths.
float WidthOver(const LevelFrame& frame) {
  const float face = frame.points[454].x - frame.points[234].x;
  const int column = cvRound(frame.points[10].x);
  if (face < 1 || column < 0 || column >= frame.bgr.cols) return 0;
  const int from =
      std::clamp(cvRound(frame.points[10].y - kAbove * frame.window.unit), 0, frame.bgr.rows - 1);
  float widest = 0;
  for (int y = from; y <= BrowRow(frame); ++y) {
    const auto* row = frame.person.ptr<unsigned char>(y);
    if (row[column] == 0) continue;
    int left = column;
    int right = column;
    while (left > 0 && row[left - 1] != 0) --left;
    while (right + 1 < frame.bgr.cols && row[right + 1] != 0) ++right;
    widest = std::max(widest, static_cast<float>(right - left + 1) / face);
  }
  return widest;
}

// What of the head above the brows is no skin.
cv::Mat Crown(const LevelFrame& frame, const RegionMap& map) {
  cv::Mat crown = Labelled(map, Region::kHair) | Labelled(map, Region::kOther);
  crown.rowRange(BrowRow(frame), crown.rows).setTo(0);
  cv::erode(crown, crown, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
  return crown;
}

double TextureOf(const cv::Mat& lab, const cv::Mat& crown) {
  const cv::Rect box = cv::boundingRect(crown);
  cv::Mat lightness;
  cv::extractChannel(lab(box), lightness, 0);
  cv::Mat smooth;
  cv::GaussianBlur(lightness, smooth, {0, 0}, 1.5);
  cv::Mat detail = cv::abs(lightness - smooth);
  cv::divide(detail, smooth + kDarkness, detail);
  return cv::mean(detail, crown(box))[0];
}

// The smaller share, of both sides, of the skin above a brow that is not seen.
double DownToTheBrows(const LevelFrame& frame, const RegionMap& map) {
  const cv::Mat covered = frame.person & (map.labels != static_cast<unsigned char>(Region::kSkin));
  double least = 1;
  for (const auto& brow : kBrows) {
    std::vector<cv::Point2f> band;
    const auto raised = [&](int index, float lift) {
      return frame.points[static_cast<size_t>(index)] - cv::Point2f(0, lift * frame.window.unit);
    };
    for (const int index : brow) band.push_back(raised(index, 0.045f));
    for (auto it = brow.rbegin(); it != brow.rend(); ++it) band.push_back(raised(*it, 0.165f));
    least = std::min(least, ShareOf(FillPolygon(frame, band), covered, 20).value_or(0));
  }
  return least;
}

bool NoHairColour(const cv::Vec3f& lab) {
  const double chroma = std::hypot(lab[1], lab[2]);
  const double hue = std::atan2(lab[2], lab[1]) * 180 / CV_PI;
  return chroma > kColourful && (hue < kHueLow || hue > kHueHigh);
}

}  // namespace

Measure MeasureHeadwear(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {});
  if (!why.empty()) return NotAssessed(scene, kId, "ratio", why);
  const LevelFrame& frame = *scene.regions->Head();
  const RegionMap& map = *scene.regions->Map();
  const cv::Mat crown = Crown(frame, map);
  const bool bare = cv::countNonZero(crown) < kLeastPixels;
  const double wide = static_cast<double>(
      std::clamp((WidthOver(frame) - kWidestHair) / (kBrim - kWidestHair), 0.0f, 1.0f));
  const double texture = bare ? 1 : TextureOf(scene.regions->Lab(), crown);
  const bool coloured = !bare && NoHairColour(MedianOf(scene.regions->Lab(), crown));
  const bool cap = !bare && texture < kSmooth && DownToTheBrows(frame, map) > kDown;
  double likeness = wide;
  if (coloured) likeness = std::max(likeness, 0.8);
  if (cap) likeness = std::max(likeness, 0.8);
  // Without a sign of a hat only strands, or skin, say that there is none.
  Measure measure = likeness < 0.5 && texture < kStrands
                        ? NotAssessed(scene, kId, "ratio", "cause.smooth_crown")
                        : Judged(scene, kId, likeness, "ratio", "ACC-01", 0.6);
  if (likeness >= 0.5) measure.evidence = OutlineEvidence(frame, crown, 1, 1);
  return measure;
}

}  // namespace zhaojian
