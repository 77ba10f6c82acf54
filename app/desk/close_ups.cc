// SPDX-License-Identifier: Apache-2.0
#include "app/desk/close_ups.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/compliance/close_up.h"

namespace zhaojian::desk {
namespace {

// Between two places that stand side by side, pixels.
constexpr int kGap = 4;
// Beyond the photo: the surround of the stage (visual target §3).
const cv::Scalar kOutside(0x3D, 0x3D, 0x3D);

void AddPart(const Measure& measure, const CloseUp& place, const cv::Rect& part,
             const cv::Mat& picture, double scale, CloseUpView& view) {
  cv::Mat into = view.picture(part);
  const cv::Mat cut = CutCloseUp(picture, scale, place, part.size(), kOutside);
  if (!cut.empty()) cut.copyTo(into);
  const cv::Matx23d to = CloseUpTransform(place, part.size());
  std::vector<Overlay> drawn;
  for (const Evidence& evidence : measure.evidence) {
    Overlay overlay;
    overlay.measure = measure.id;
    overlay.verdict = measure.verdict;
    overlay.kind = evidence.kind;
    overlay.label = evidence.label;
    for (const cv::Point2f& p : evidence.points) {
      const double x = p.x, y = p.y;
      overlay.points.emplace_back(
          static_cast<float>(to(0, 0) * x + to(0, 1) * y + to(0, 2) + part.x),
          static_cast<float>(to(1, 0) * x + to(1, 1) * y + to(1, 2) + part.y));
    }
    drawn.push_back(std::move(overlay));
  }
  view.parts.push_back(part);
  view.evidence.push_back(std::move(drawn));
}

}  // namespace

std::vector<CloseUpView> MakeCloseUps(const Report& report, const std::vector<CheckLine>& lines,
                                      const cv::Mat& picture) {
  std::vector<CloseUpView> views;
  if (picture.empty() || report.size.width <= 0) return views;
  const double scale = static_cast<double>(picture.cols) / report.size.width;
  for (const CheckLine& line : lines) {
    if (line.verdict != Verdict::kWarn && line.verdict != Verdict::kUnknown) continue;
    const std::vector<CloseUp> places = CloseUpsOf(report, line.id);
    const Measure* measure = report.Find(line.id);
    if (places.empty() || measure == nullptr) continue;
    CloseUpView view;
    view.measure = line.id;
    const int count = static_cast<int>(places.size());
    const int width = (kCloseUpWidth - kGap * (count - 1)) / count;
    const cv::Size2f& size = places.front().size;
    const int height = std::clamp(
        static_cast<int>(static_cast<float>(width) * size.height / std::max(size.width, 1e-3f)),
        kCloseUpLeast, kCloseUpMost);
    view.picture = cv::Mat(height, kCloseUpWidth, CV_8UC3, kOutside);
    for (int i = 0; i < count; ++i) {
      AddPart(*measure, places[static_cast<size_t>(i)], {i * (width + kGap), 0, width, height},
              picture, scale, view);
    }
    views.push_back(std::move(view));
  }
  return views;
}

cv::Mat ShrinkToShortSide(const cv::Mat& picture, int pixels) {
  const int side = std::min(picture.cols, picture.rows);
  if (side <= pixels || pixels <= 0) return picture;
  cv::Mat small;
  const double scale = static_cast<double>(pixels) / side;
  cv::resize(picture, small, {}, scale, scale, cv::INTER_AREA);
  return small;
}

}  // namespace zhaojian::desk
