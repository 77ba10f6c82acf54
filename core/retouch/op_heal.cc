// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_heal.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace zhaojian {
namespace {

/// Fraction bits of the drawing coordinates.
constexpr int kShift = 4;
/// Strokes far outside the photo are cut here so that fixed-point coordinates cannot overflow.
constexpr double kFarAway = 100'000.0;
/// A pixel of the membrane that moves less, levels, has settled: a twentieth of a level cannot be
/// seen after rounding.
constexpr float kSettled = 0.05f;
/// Rounds of a solve; a spot of 64 px needs about 20 after the coarse start.
constexpr int kMaxRounds = 300;
/// Below this many pixels a coarser grid costs more than it saves.
constexpr int kSmallestGrid = 64;
/// Samples of the boundary and of the inside that the source search looks at.
constexpr size_t kSamples = 64;
constexpr double kMeanWeight = 0.02;

cv::Point Fixed(cv::Point2d p) {
  const auto fix = [](double v) {
    return static_cast<int>(
        std::lround((std::clamp(v, -kFarAway, kFarAway) - 0.5) * (1 << kShift)));
  };
  return {fix(p.x), fix(p.y)};
}

/// A membrane on a grid: values outside the mask are given.
struct Grid {
  cv::Mat3f value;
  cv::Mat1b inside;
};

/// Half the size: a coarse pixel is inside when all its pixels are; the others keep the mean of
/// what is given in them.
Grid Coarsen(const Grid& fine) {
  Grid coarse;
  const cv::Size size((fine.value.cols + 1) / 2, (fine.value.rows + 1) / 2);
  coarse.value.create(size);
  coarse.inside.create(size);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      cv::Vec3f sum(0, 0, 0);
      int given = 0;
      for (int dy = 0; dy < 2; ++dy) {
        for (int dx = 0; dx < 2; ++dx) {
          const int sy = 2 * y + dy;
          const int sx = 2 * x + dx;
          if (sy >= fine.value.rows || sx >= fine.value.cols || fine.inside(sy, sx) != 0) continue;
          sum += fine.value(sy, sx);
          ++given;
        }
      }
      coarse.inside(y, x) = given == 0 ? 255 : 0;
      coarse.value(y, x) = given == 0 ? sum : sum * (1.0f / static_cast<float>(given));
    }
  }
  return coarse;
}

/// Mean of the given values that touch the inside; zero when none does.
cv::Vec3f BoundaryMean(const Grid& grid) {
  cv::Vec3d sum(0, 0, 0);
  int count = 0;
  for (int y = 0; y < grid.value.rows; ++y) {
    for (int x = 0; x < grid.value.cols; ++x) {
      if (grid.inside(y, x) != 0) continue;
      const bool touches = (x > 0 && grid.inside(y, x - 1) != 0) ||
                           (x + 1 < grid.value.cols && grid.inside(y, x + 1) != 0) ||
                           (y > 0 && grid.inside(y - 1, x) != 0) ||
                           (y + 1 < grid.value.rows && grid.inside(y + 1, x) != 0);
      if (!touches) continue;
      sum += cv::Vec3d(grid.value(y, x));
      ++count;
    }
  }
  return count == 0 ? cv::Vec3f(0, 0, 0) : cv::Vec3f(sum / static_cast<double>(count));
}

/// One relaxation of the pixel at `q`, whose neighbours are `near`; returns the largest move.
float Relax(const float* const* near, int count, float w, float* q) {
  float most = 0;
  const float share = 1.0f / static_cast<float>(count);
  for (int c = 0; c < 3; ++c) {
    float sum = 0;
    for (int k = 0; k < count; ++k) sum += near[k][c];
    const float move = w * (sum * share - q[c]);
    q[c] += move;
    most = std::max(most, std::abs(move));
  }
  return most;
}

void Relaxation(Grid* grid) {
  struct Cell {
    float* at;
    const float* near[4];
    int count;
  };
  std::vector<Cell> cells[2];
  cv::Mat3f& v = grid->value;
  for (int y = 0; y < v.rows; ++y) {
    for (int x = 0; x < v.cols; ++x) {
      if (grid->inside(y, x) == 0) continue;
      Cell cell{v(y, x).val, {}, 0};
      if (x > 0) cell.near[cell.count++] = v(y, x - 1).val;
      if (x + 1 < v.cols) cell.near[cell.count++] = v(y, x + 1).val;
      if (y > 0) cell.near[cell.count++] = v(y - 1, x).val;
      if (y + 1 < v.rows) cell.near[cell.count++] = v(y + 1, x).val;
      if (cell.count > 0) cells[(x + y) & 1].push_back(cell);
    }
  }
  const auto n = static_cast<float>(cells[0].size() + cells[1].size());
  const float w = 2 - 1 / (0.1575f * std::sqrt(n) + 0.8f);
  for (int round = 0; round < kMaxRounds; ++round) {
    float most = 0;
    for (const auto& colour : cells) {
      for (const Cell& cell : colour)
        most = std::max(most, Relax(cell.near, cell.count, w, cell.at));
    }
    if (most < kSettled) break;
  }
}

void SolveMembrane(Grid* grid) {
  const int n = cv::countNonZero(grid->inside);
  if (n == 0) return;
  bool started = false;
  if (n > kSmallestGrid) {
    Grid coarse = Coarsen(*grid);
    if (cv::countNonZero(coarse.inside) > 0) {
      SolveMembrane(&coarse);
      cv::Mat3f smooth;
      cv::resize(coarse.value, smooth, cv::Size(2 * coarse.value.cols, 2 * coarse.value.rows), 0, 0,
                 cv::INTER_LINEAR);
      smooth(cv::Rect({0, 0}, grid->value.size())).copyTo(grid->value, grid->inside);
      started = true;
    }
  }
  if (!started) grid->value.setTo(cv::Scalar(BoundaryMean(*grid)), grid->inside);
  Relaxation(grid);
}

double Luma(const cv::Vec3b& p) { return 0.114 * p[0] + 0.587 * p[1] + 0.299 * p[2]; }

/// Luma without its surroundings; coordinates are clamped to the photo.
double Texture(const cv::Mat& bgr, cv::Point p, int reach) {
  const auto at = [&](int x, int y) {
    return Luma(bgr.at<cv::Vec3b>(std::clamp(y, 0, bgr.rows - 1), std::clamp(x, 0, bgr.cols - 1)));
  };
  return at(p.x, p.y) - (at(p.x - reach, p.y) + at(p.x + reach, p.y) + at(p.x, p.y - reach) +
                         at(p.x, p.y + reach)) /
                            4;
}

double TextureDeviation(const cv::Mat& bgr, const std::vector<cv::Point>& points, cv::Point offset,
                        int reach) {
  double squares = 0;
  for (const cv::Point& p : points) {
    const double t = Texture(bgr, p + offset, reach);
    squares += t * t;
  }
  return points.empty() ? 0 : std::sqrt(squares / static_cast<double>(points.size()));
}

std::vector<cv::Point> Thin(const std::vector<cv::Point>& all) {
  if (all.size() <= kSamples) return all;
  std::vector<cv::Point> some;
  for (size_t i = 0; i < kSamples; ++i) some.push_back(all[i * all.size() / kSamples]);
  return some;
}

/// What the search looks at, image coordinates.
struct Surroundings {
  std::vector<cv::Point> boundary;
  std::vector<cv::Point> inside;
  double texture = 0;
  int reach = 1;
};

Surroundings Look(const cv::Mat& bgr, const StrokeArea& area, double radius) {
  Surroundings seen;
  seen.reach = std::max(1, static_cast<int>(std::lround(radius / 2)));
  cv::Mat grown;
  cv::dilate(area.mask, grown, cv::Mat());
  std::vector<cv::Point> boundary;
  std::vector<cv::Point> inside;
  for (int y = 0; y < area.mask.rows; ++y) {
    for (int x = 0; x < area.mask.cols; ++x) {
      const cv::Point p(area.rect.x + x, area.rect.y + y);
      if (area.mask.at<uchar>(y, x) != 0) {
        inside.push_back(p);
      } else if (grown.at<uchar>(y, x) != 0) {
        boundary.push_back(p);
      }
    }
  }
  seen.boundary = Thin(boundary);
  seen.inside = Thin(inside);
  seen.texture = TextureDeviation(bgr, seen.boundary, {0, 0}, seen.reach);
  return seen;
}

double CostOf(const cv::Mat& bgr, const Surroundings& seen, cv::Point offset) {
  cv::Vec3d sum(0, 0, 0);
  cv::Vec3d squares(0, 0, 0);
  for (const cv::Point& p : seen.boundary) {
    const cv::Vec3d d = cv::Vec3d(bgr.at<cv::Vec3b>(p)) - cv::Vec3d(bgr.at<cv::Vec3b>(p + offset));
    sum += d;
    squares += d.mul(d);
  }
  const double n = std::max<double>(1, static_cast<double>(seen.boundary.size()));
  double cost = 0;
  for (int c = 0; c < 3; ++c) {
    const double mean = sum[c] / n;
    cost += squares[c] / n - mean * mean + kMeanWeight * mean * mean;
  }
  const double texture = TextureDeviation(bgr, seen.inside, offset, seen.reach) - seen.texture;
  return cost + texture * texture;
}

bool Overlaps(const StrokeArea& area, const Surroundings& seen, cv::Point offset) {
  return std::any_of(seen.inside.begin(), seen.inside.end(), [&](const cv::Point& p) {
    const cv::Point q = p + offset;
    return area.rect.contains(q) && area.mask.at<uchar>(q - area.rect.tl()) != 0;
  });
}

bool Fits(const cv::Rect& rect, const cv::Size& size) {
  return rect.x >= 0 && rect.y >= 0 && rect.br().x <= size.width && rect.br().y <= size.height;
}

}  // namespace

StrokeArea AreaOf(const Stroke& stroke, double scale, const cv::Size& size) {
  StrokeArea area;
  if (stroke.points.empty()) return area;
  const double radius =
      std::clamp(stroke.radius * scale, 0.5, 1.0 * std::max(size.width, size.height));
  double left = kFarAway, top = kFarAway, right = -kFarAway, bottom = -kFarAway;
  for (const cv::Point2f& p : stroke.points) {
    left = std::min(left, p.x * scale);
    right = std::max(right, p.x * scale);
    top = std::min(top, p.y * scale);
    bottom = std::max(bottom, p.y * scale);
  }
  const auto low = [](double v) { return static_cast<int>(std::floor(std::max(v, -kFarAway))); };
  const auto high = [](double v) { return static_cast<int>(std::ceil(std::min(v, kFarAway))); };
  const cv::Point from(low(left - radius) - 2, low(top - radius) - 2);
  const cv::Point to(high(right + radius) + 2, high(bottom + radius) + 2);
  area.rect = cv::Rect(from, to) & cv::Rect({0, 0}, size);
  if (area.rect.empty()) return area;
  area.mask = cv::Mat(area.rect.size(), CV_8UC1, cv::Scalar(0));
  const int fixed_radius = static_cast<int>(std::lround(radius * (1 << kShift)));
  const int thickness = std::max(1, static_cast<int>(std::lround(2 * radius)));
  const auto place = [&](cv::Point2f p) {
    return Fixed({p.x * scale - area.rect.x, p.y * scale - area.rect.y});
  };
  for (size_t i = 0; i < stroke.points.size(); ++i) {
    const cv::Point at = place(stroke.points[i]);
    cv::circle(area.mask, at, fixed_radius, cv::Scalar(255), cv::FILLED, cv::LINE_8, kShift);
    if (i > 0) {
      cv::line(area.mask, place(stroke.points[i - 1]), at, cv::Scalar(255), thickness, cv::LINE_8,
               kShift);
    }
  }
  return area;
}

std::optional<cv::Point> FindHealSource(const cv::Mat& bgr, const StrokeArea& area, double radius) {
  const Surroundings seen = Look(bgr, area, radius);
  if (seen.inside.empty()) return std::nullopt;
  const double width = 2 * std::max(radius, 0.5) + 2;
  // A compact stroke of several vertices must be left as a whole.
  const double reach = std::min<double>(std::max(area.rect.width, area.rect.height), 4 * width);
  std::optional<cv::Point> best;
  double least = std::numeric_limits<double>::infinity();
  int ring = 0;
  for (const double base : {width, std::max(width, reach)}) {
    for (const double times : {1.0, 1.5, 2.2, 3.2, 5.0}) {
      ++ring;
      for (int k = 0; k < 16; ++k) {
        const double angle = (k + 0.5 * (ring & 1)) * CV_PI / 8;
        const cv::Point offset(cvRound(base * times * std::cos(angle)),
                               cvRound(base * times * std::sin(angle)));
        if (!Fits(area.rect + offset, bgr.size()) || Overlaps(area, seen, offset)) continue;
        const double cost = CostOf(bgr, seen, offset);
        if (cost >= least) continue;
        least = cost;
        best = offset;
      }
    }
    if (reach <= 1.5 * width) break;
  }
  return best;
}

void Heal(const StrokeArea& area, cv::Point offset, cv::Mat* bgr) {
  CV_Assert(bgr->type() == CV_8UC3 && Fits(area.rect + offset, bgr->size()));
  cv::Mat3f target;
  cv::Mat3f source;
  (*bgr)(area.rect).convertTo(target, CV_32F);
  (*bgr)(area.rect + offset).convertTo(source, CV_32F);
  Grid grid{target - source, area.mask};
  SolveMembrane(&grid);
  cv::Mat out = (*bgr)(area.rect);
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      if (area.mask.at<uchar>(y, x) == 0) continue;
      const cv::Vec3f v = source(y, x) + grid.value(y, x);
      for (int c = 0; c < 3; ++c) out.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<uchar>(v[c]);
    }
  }
}

void Clone(const StrokeArea& area, cv::Point offset, double radius, cv::Mat* bgr) {
  CV_Assert(bgr->type() == CV_8UC3 && Fits(area.rect + offset, bgr->size()));
  const double sigma = std::max(0.3, 0.2 * radius);
  cv::Mat soft;
  cv::GaussianBlur(area.mask, soft, cv::Size(0, 0), sigma, sigma, cv::BORDER_REPLICATE);
  const cv::Mat source = (*bgr)(area.rect + offset).clone();
  cv::Mat out = (*bgr)(area.rect);
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      if (area.mask.at<uchar>(y, x) == 0) continue;
      // The blurred mask is a half at the rim; there the copy begins.
      const int opacity = std::clamp(2 * soft.at<uchar>(y, x) - 255, 0, 255);
      for (int c = 0; c < 3; ++c) {
        uchar& q = out.at<cv::Vec3b>(y, x)[c];
        q = static_cast<uchar>(
            (opacity * source.at<cv::Vec3b>(y, x)[c] + (255 - opacity) * q + 127) / 255);
      }
    }
  }
}

}  // namespace zhaojian
