// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <vector>

#include "core/compliance/face_zone.h"
#include "core/compliance/measure.h"
#include "core/compliance/wall_surface.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "background.gradient";
// The wall is read in cells: 24 along the longer side, each at least half wall.
constexpr int kCells = 24;
constexpr double kCellShare = 0.5;
// A quadratic has six coefficients; twice as many cells carry it.
constexpr size_t kLeastCells = 12;
// Shadows and things stick out of the surface: cells further off than this many median distances,
// and than this difference, take no part in the next round.
constexpr int kRounds = 4;
constexpr double kOutlier = 3.0;
constexpr double kTolerance = 1.5;
// Further than this from the surface, median, CIE76: the background is no wall with a gradient.
constexpr double kBusy = 4.0;
// And at least this share of the cells must belong to the surface.
constexpr double kOnSurface = 0.6;

struct Cell {
  cv::Point2d centre;
  cv::Vec3d lab;
  bool on = true;
};

using Surface = std::array<SurfaceTerms, 3>;

std::vector<Cell> CellsOf(const Overview& view) {
  const cv::Size size = view.lab.size();
  const int side = std::max(4, std::max(size.width, size.height) / kCells);
  std::vector<Cell> cells;
  for (int y = 0; y + side <= size.height; y += side) {
    for (int x = 0; x + side <= size.width; x += side) {
      const cv::Rect box(x, y, side, side);
      const cv::Mat wall = view.background(box);
      if (cv::countNonZero(wall) < kCellShare * box.area()) continue;
      const cv::Scalar mean = cv::mean(view.lab(box), wall);
      cells.push_back({{x + side / 2.0, y + side / 2.0}, {mean[0], mean[1], mean[2]}, true});
    }
  }
  return cells;
}

cv::Vec3d ColourAt(const Surface& surface, const cv::Size& size, const cv::Point2d& at) {
  const SurfaceTerms terms = TermsAt(size, at.x, at.y);
  return {terms.dot(surface[0]), terms.dot(surface[1]), terms.dot(surface[2])};
}

std::optional<Surface> FitOnce(const std::vector<Cell>& cells, const cv::Size& size) {
  std::array<SurfaceFit, 3> fits;
  for (const Cell& cell : cells) {
    if (!cell.on) continue;
    const SurfaceTerms terms = TermsAt(size, cell.centre.x, cell.centre.y);
    for (size_t c = 0; c < 3; ++c) fits[c].Add(terms, cell.lab[static_cast<int>(c)]);
  }
  Surface surface;
  for (size_t c = 0; c < 3; ++c) {
    const auto solved = fits[c].Solve(static_cast<int>(kLeastCells));
    if (!solved) return std::nullopt;
    surface[c] = *solved;
  }
  return surface;
}

// Fits the surface to the cells that lie on it and marks them; `rough` is their median distance.
std::optional<Surface> Fit(std::vector<Cell>* cells, const cv::Size& size, double* rough) {
  std::optional<Surface> surface;
  for (int round = 0; round < kRounds; ++round) {
    surface = FitOnce(*cells, size);
    if (!surface) return std::nullopt;
    std::vector<float> distances;
    for (const Cell& cell : *cells) {
      const double away = cv::norm(cell.lab - ColourAt(*surface, size, cell.centre));
      distances.push_back(static_cast<float>(away));
    }
    std::vector<float> sorted = distances;
    *rough = Percentile(&sorted, 0.5);
    const double limit = std::max(kTolerance, kOutlier * *rough);
    for (size_t i = 0; i < cells->size(); ++i)
      (*cells)[i].on = static_cast<double>(distances[i]) <= limit;
  }
  return surface;
}

}  // namespace

Measure MeasureBackgroundGradient(const Scene& scene) {
  const Overview& view = scene.overview;
  if (view.background.empty()) return NotAssessed(scene, kId, "level", WhyNoFace(scene));
  std::vector<Cell> cells = CellsOf(view);
  if (!view.HasBackground() || cells.size() < kLeastCells)
    return NotAssessed(scene, kId, "level", "cause.no_background");
  const cv::Size size = view.lab.size();
  double rough = 0;
  const auto surface = Fit(&cells, size, &rough);
  const auto on = std::count_if(cells.begin(), cells.end(), [](const Cell& c) { return c.on; });
  if (!surface || rough > kBusy || static_cast<double>(on) < kOnSurface * cells.size())
    return NotAssessed(scene, kId, "level", "cause.busy_background");
  // End to end: the two places of the wall whose colours differ most.
  double most = 0;
  std::array<const Cell*, 2> ends = {nullptr, nullptr};
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].on) continue;
    const cv::Vec3d here = ColourAt(*surface, size, cells[i].centre);
    for (size_t k = i + 1; k < cells.size(); ++k) {
      if (!cells[k].on) continue;
      const double apart = cv::norm(here - ColourAt(*surface, size, cells[k].centre));
      if (apart <= most) continue;
      most = apart;
      ends = {&cells[i], &cells[k]};
    }
  }
  Measure measure = Judged(scene, kId, most, "level", "BG-01", 0.7);
  if (ends[0] == nullptr) return measure;
  const float half = static_cast<float>(std::max(size.width, size.height)) / kCells;
  // The two ends; a line between them would run across the face.
  for (const Cell* end : ends) {
    const cv::Point2f at(end->centre);
    measure.evidence.push_back(
        {Evidence::Kind::kBox,
         {view.ToSource(at - cv::Point2f(half, half)), view.ToSource(at + cv::Point2f(half, half))},
         ""});
  }
  return measure;
}

}  // namespace zhaojian
