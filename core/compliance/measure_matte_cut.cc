// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// The network is sure of the person here, half a mask cell inside.
constexpr double kSurelyPerson = 0.95;
constexpr int kMargin = 7;
constexpr double kDrawnArea = 20;

}  // namespace

Measure MeasureMatteCut(const Scene& scene) {
  const char* id = "matte.cut";
  const auto& cut = scene.cut_out;
  if (!cut) return NotAssessed(scene, id, "percent", "cause.not_cut_out");
  const Overview& view = scene.overview;
  cv::Mat person = view.person > kSurelyPerson;
  cv::erode(person, person, cv::getStructuringElement(cv::MORPH_ELLIPSE, {kMargin, kMargin}));
  // The head only: clothes may have the background's colour.
  const int chin = std::clamp(static_cast<int>(scene.head->chin.y * view.scale), 0, person.rows);
  person.rowRange(chin, person.rows).setTo(0);
  if (cv::countNonZero(person) == 0) return NotAssessed(scene, id, "percent", "cause.face_cut");
  const cv::Mat gone = person & cut->background;
  const double percent = 100.0 * cv::countNonZero(gone) / cv::countNonZero(person);
  Measure measure = Judged(scene, id, percent, "percent", "BG-05", 0.6);
  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours(gone, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  for (const auto& outline : outlines) {
    if (cv::contourArea(outline) < kDrawnArea) continue;
    Evidence evidence{Evidence::Kind::kPolygon, {}, ""};
    for (const auto& p : outline) evidence.points.push_back(view.ToSource(p));
    measure.evidence.push_back(evidence);
  }
  return measure;
}

}  // namespace zhaojian
