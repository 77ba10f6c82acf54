// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_plate.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace zhaojian::matte {
namespace {

struct WallPoint {
  std::array<double, 6> basis;
  cv::Vec3f colour;
  float weight;
};

std::array<double, 6> Basis(double u, double v) { return {1, u, v, u * u, u * v, v * v}; }

cv::Vec3f Evaluate(const std::array<cv::Vec3f, 6>& c, const std::array<double, 6>& basis) {
  cv::Vec3f sum = c[0];
  for (int k = 1; k < 6; ++k) sum += c[k] * static_cast<float>(basis[k]);
  return sum;
}

// Background seen without doubt, at 1/8 of the canvas. The sides count double: there the wall is
// nearest to being alone.
std::vector<WallPoint> WallPoints(const Canvas& canvas) {
  const cv::Size size(std::max(8, canvas.half.cols / 4), std::max(8, canvas.half.rows / 4));
  cv::Mat3b small;
  cv::Mat1f mask;
  cv::resize(canvas.half8, small, size, 0, 0, cv::INTER_AREA);
  cv::resize(canvas.mask, mask, size, 0, 0, cv::INTER_AREA);
  cv::Mat1f distance(size, 1e3F);
  const cv::Mat1b free = mask <= 0.3F;
  if (cv::countNonZero(free) < static_cast<int>(free.total())) {
    cv::distanceTransform(free, distance, cv::DIST_L2, cv::DIST_MASK_3);
  }
  std::vector<WallPoint> points;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      if (mask(y, x) >= 0.1F || distance(y, x) <= 4) continue;
      float w = 0.2F + std::min(1.0F, distance(y, x) / 20);
      if (x < 6 || x >= size.width - 6) w *= 2;
      const cv::Vec3b c = small(y, x);
      points.push_back({Basis(2 * (x + 0.5) / size.width - 1, 2 * (y + 0.5) / size.height - 1),
                        cv::Vec3f(c[0], c[1], c[2]) / 255.0F, w});
    }
  }
  return points;
}

cv::Vec3f WeightedMedian(const std::vector<WallPoint>& points) {
  cv::Vec3f median;
  for (int c = 0; c < 3; ++c) {
    std::array<double, 256> histogram{};
    double total = 0;
    for (const WallPoint& p : points) {
      histogram[std::lround(p.colour[c] * 255)] += p.weight;
      total += p.weight;
    }
    int level = 0;
    for (double sum = histogram[0]; sum < total / 2 && level < 255;) sum += histogram[++level];
    median[c] = static_cast<float>(level) / 255;
  }
  return median;
}

// One round of re-weighted least squares with the first `terms` of the basis.
void FitRound(const std::vector<WallPoint>& points, float scale, int terms,
              std::array<cv::Vec3f, 6>* coefficients) {
  cv::Matx<double, 6, 6> normal = cv::Matx<double, 6, 6>::zeros();
  cv::Matx<double, 6, 3> right = cv::Matx<double, 6, 3>::zeros();
  double total = 0;
  for (const WallPoint& p : points) {
    const cv::Vec3f d = p.colour - Evaluate(*coefficients, p.basis);
    const double ratio = 1 + d.dot(d) / (scale * scale);
    const double w = p.weight / (ratio * ratio);
    total += w;
    for (int i = 0; i < terms; ++i) {
      const double wi = w * p.basis[i];
      for (int j = 0; j <= i; ++j) normal(i, j) += wi * p.basis[j];
      for (int c = 0; c < 3; ++c) right(i, c) += wi * p.colour[c];
    }
  }
  for (int i = 0; i < 6; ++i) {
    for (int j = i + 1; j < 6; ++j) normal(i, j) = normal(j, i);
    if (i > 0) normal(i, i) += 1e-4 * total;  // keeps terms that no point supports at zero
    if (i >= terms) normal(i, i) = 1;
  }
  cv::Matx<double, 6, 3> solution;
  if (!cv::solve(normal, right, solution, cv::DECOMP_CHOLESKY)) return;
  for (int i = 0; i < 6; ++i) {
    for (int c = 0; c < 3; ++c) (*coefficients)[i][c] = static_cast<float>(solution(i, c));
  }
}

// values * weight and weight in one four-channel image, halved.
template <int kChannels>
cv::Mat4f Gather(const cv::Mat& values, const cv::Mat1b& known) {
  cv::Mat4f out((values.rows + 1) / 2, (values.cols + 1) / 2, cv::Vec4f::all(0));
  for (int y = 0; y < values.rows; ++y) {
    const float* v = values.ptr<float>(y);
    const unsigned char* k = known[y];
    cv::Vec4f* o = out[y / 2];
    for (int x = 0; x < values.cols; ++x, v += kChannels) {
      if (k[x] == 0) continue;
      float* t = o[x / 2].val;
      for (int c = 0; c < kChannels; ++c) t[c] += 0.25F * v[c];
      t[3] += 0.25F;
    }
  }
  return out;
}

// The first channels of a row of four.
template <int kChannels>
void TakeChannels(const cv::Vec4f* row, int count, float* out) {
  for (int x = 0; x < count; ++x, out += kChannels) {
    for (int c = 0; c < kChannels; ++c) out[c] = row[x].val[c];
  }
}

// Doubles a picture and takes the first channels of it, in strips that stay in the cache.
template <int kChannels>
void Double(const cv::Mat4f& half, cv::Mat* out) {
  constexpr int kStrip = 16;
  // Only an exact double can be had in parts; an odd size is done as one.
  const bool exact = out->rows == 2 * half.rows && out->cols == 2 * half.cols;
  const int strip = exact ? kStrip : half.rows;
  cv::Mat4f full;
  for (int y = 0; y < half.rows; y += strip) {
    // A row beyond on either side, which the interpolation looks at.
    const int top = std::max(0, y - 1);
    const int low = std::min(half.rows, y + strip + 1);
    const int rows = exact ? 2 * (low - top) : out->rows;
    cv::resize(half.rowRange(top, low), full, {out->cols, rows}, 0, 0, cv::INTER_LINEAR);
    const int end = exact ? std::min(2 * (y + strip), out->rows) : out->rows;
    for (int row = 2 * y; row < end; ++row) {
      TakeChannels<kChannels>(full[row - 2 * top], out->cols, out->ptr<float>(row));
    }
  }
}

// Blends what a level knows itself with what the coarser level guesses.
void Blend(const cv::Mat4f& own, const cv::Mat4f& coarse, cv::Mat4f* out) {
  out->create(own.size());
  for (int y = 0; y < own.rows; ++y) {
    const cv::Vec4f* a = own[y];
    const cv::Vec4f* b = coarse.empty() ? nullptr : coarse[y];
    cv::Vec4f* o = (*out)[y];
    for (int x = 0; x < own.cols; ++x) {
      const float w = a[x][3];
      const float k = b == nullptr ? 1.0F : std::min(1.0F, 4 * w);
      const float scale = k / std::max(w, 1e-6F);
      for (int c = 0; c < 3; ++c)
        o[x][c] = a[x][c] * scale + (b == nullptr ? 0 : b[x][c] * (1 - k));
      o[x][3] = 1;
    }
  }
}

// The part of the known background that is the wall or a shadow on it. `source` is picture minus
// wall.
cv::Mat1b WallPart(const Canvas& canvas, const cv::Mat3f& source, const cv::Mat3f& wall_image,
                   float noise, const cv::Mat1b& known) {
  const float near = 0.6F * std::max(0.05F, 5 * noise);
  cv::Mat1b part = known.clone();
  for (int y = 0; y < part.rows; ++y) {
    const cv::Vec3f* s = source[y];
    unsigned char* k = part[y];
    for (int x = 0; x < part.cols; ++x) {
      if (k[x] == 0 || s[x].dot(s[x]) < near * near) continue;
      if (!ShadowOf(wall_image(y, x), canvas.half(y, x), 0.5F, 1.05F, 0.035F)) k[x] = 0;
    }
  }
  return part;
}

// How far the ring is off when it is predicted from the known values beyond it, as a distance.
cv::Mat1f MissBeside(const cv::Mat3f& source, const cv::Mat1b& known, const cv::Mat1b& ring) {
  const cv::Mat3f predicted = PullPush(source, known & ~ring);
  cv::Mat1f miss(ring.size(), 0.0F);
  for (int y = 0; y < ring.rows; ++y) {
    const unsigned char* r = ring[y];
    const cv::Vec3f* s = source[y];
    const cv::Vec3f* p = predicted[y];
    for (int x = 0; x < ring.cols; ++x) {
      if (r[x] == 0) continue;
      float sum = 0;
      for (int c = 0; c < 3; ++c) sum += (s[x].val[c] - p[x].val[c]) * (s[x].val[c] - p[x].val[c]);
      miss(y, x) = std::sqrt(sum);
    }
  }
  return miss;
}

}  // namespace

WallModel FitWall(const Canvas& canvas) {
  WallModel wall;
  const std::vector<WallPoint> points = WallPoints(canvas);
  if (points.size() < 50) return wall;  // fewer than 50 of 19,200: nothing to fit six terms to
  wall.coefficients[0] = WeightedMedian(points);
  constexpr std::array<float, 7> kScales = {0.35F, 0.25F, 0.18F, 0.12F, 0.08F, 0.05F, 0.04F};
  for (size_t round = 0; round < kScales.size(); ++round) {
    FitRound(points, kScales[round], round < 2 ? 3 : 6, &wall.coefficients);
  }
  double explained = 0;
  double total = 0;
  for (const WallPoint& p : points) {
    const cv::Vec3f q = Evaluate(wall.coefficients, p.basis);
    const cv::Vec3f d = p.colour - q;
    total += p.weight;
    if (d.dot(d) < 0.05F * 0.05F || ShadowOf(q, p.colour, 0.55F, 1.02F, 0.03F)) {
      explained += p.weight;
    }
  }
  wall.plain = static_cast<float>(explained / total);
  return wall;
}

cv::Mat3f PaintWall(const WallModel& wall, cv::Size size) {
  cv::Mat3f out(size);
  const auto& c = wall.coefficients;
  for (int y = 0; y < size.height; ++y) {
    const float v = 2 * (static_cast<float>(y) + 0.5F) / static_cast<float>(size.height) - 1;
    const cv::Vec3f c0 = c[0] + c[2] * v + c[5] * (v * v);
    const cv::Vec3f c1 = c[1] + c[4] * v;
    cv::Vec3f* row = out[y];
    for (int x = 0; x < size.width; ++x) {
      const float u = 2 * (static_cast<float>(x) + 0.5F) / static_cast<float>(size.width) - 1;
      for (int k = 0; k < 3; ++k)
        row[x].val[k] = Unit(c0.val[k] + u * (c1.val[k] + u * c[3].val[k]));
    }
  }
  return out;
}

cv::Mat PullPush(const cv::Mat& values, const cv::Mat1b& known) {
  const bool colours = values.channels() == 3;
  std::vector<cv::Mat4f> levels = {colours ? Gather<3>(values, known) : Gather<1>(values, known)};
  while (levels.size() < 7 && std::min(levels.back().rows, levels.back().cols) > 3) {
    cv::Mat4f next;
    cv::pyrDown(levels.back(), next);
    levels.push_back(next);
  }
  cv::Mat4f result;
  Blend(levels.back(), cv::Mat4f(), &result);
  for (size_t i = levels.size() - 1; i-- > 0;) {
    cv::Mat4f up;
    cv::pyrUp(result, up, levels[i].size());
    Blend(levels[i], up, &result);
  }
  cv::Mat out(values.size(), values.type());
  colours ? Double<3>(result, &out) : Double<1>(result, &out);
  return out;
}

cv::Mat3f ExtendBackground(const Canvas& canvas, const cv::Mat1b& trimap,
                           const cv::Mat3f& wall_image, float noise) {
  const cv::Mat1b known = trimap == static_cast<int>(kBack);
  if (wall_image.empty()) return PullPush(canvas.half, known);
  const cv::Mat3f source = canvas.half - wall_image;
  cv::Mat3f extended = PullPush(source, WallPart(canvas, source, wall_image, noise, known));
  extended += wall_image;
  return extended;
}

Plate MakePlate(const Canvas& canvas, const cv::Mat1b& trimap, const cv::Mat3f& wall_image,
                float noise) {
  const bool plain = !wall_image.empty();
  const cv::Mat3f source = plain ? cv::Mat3f(canvas.half - wall_image) : canvas.half;
  cv::Mat1b known = trimap == static_cast<int>(kBack);
  cv::Mat1f distance;
  cv::distanceTransform(known, distance, cv::DIST_L2, cv::DIST_MASK_3);
  if (plain) known = WallPart(canvas, source, wall_image, noise, known);
  // The ring beside the band is hidden and predicted from what lies beyond it.
  const float width = 40 * canvas.unit;
  const cv::Mat1b ring = (trimap == static_cast<int>(kBack)) & (distance <= width);
  Plate plate;
  plate.error = PullPush(MissBeside(source, known, ring), ring);
  plate.colour = PullPush(source, known);
  if (plain) plate.colour += wall_image;
  return plate;
}

}  // namespace zhaojian::matte
