// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_closed_form.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zhaojian::matte {
namespace {

constexpr int kMaxSteps = 60;  // 10 to 28 were needed on 110 scenes
constexpr float kNinth = 1.0F / 9;

// Sum over 3 x 3 of a plane for [begin, end) of a row; `column` is scratch of the run's length + 2.
void BoxSum(const float* up, const float* row, const float* down, int begin, int end, float* column,
            float* out) {
  const int n = end - begin;
  const float* a = up + begin - 1;
  const float* b = row + begin - 1;
  const float* c = down + begin - 1;
  for (int i = 0; i < n + 2; ++i) column[i] = a[i] + b[i] + c[i];
  for (int i = 0; i < n; ++i) out[i] = column[i] + column[i + 1] + column[i + 2];
}

// The same for the product of two planes.
void BoxSumProduct(const float* const p[3], const float* const q[3], int begin, int end,
                   float* column, float* out) {
  const int n = end - begin;
  const float* p0 = p[0] + begin - 1;
  const float* p1 = p[1] + begin - 1;
  const float* p2 = p[2] + begin - 1;
  const float* q0 = q[0] + begin - 1;
  const float* q1 = q[1] + begin - 1;
  const float* q2 = q[2] + begin - 1;
  for (int i = 0; i < n + 2; ++i) column[i] = p0[i] * q0[i] + p1[i] * q1[i] + p2[i] * q2[i];
  for (int i = 0; i < n; ++i) out[i] = column[i] + column[i + 1] + column[i + 2];
}

// Sum over 3 x 3 of a plane, or of the product of two, at the n pixels from index `at` on.
void BoxSumDouble(const std::vector<float>& p, const std::vector<float>* q, int at, int stride,
                  int n, double* column, double* out) {
  std::fill(column, column + n + 2, 0.0);
  for (int dy = -1; dy <= 1; ++dy) {
    const float* a = p.data() + at + dy * stride - 1;
    if (q == nullptr) {
      for (int i = 0; i < n + 2; ++i) column[i] += a[i];
      continue;
    }
    const float* b = q->data() + at + dy * stride - 1;
    for (int i = 0; i < n + 2; ++i) column[i] += static_cast<double>(a[i]) * b[i];
  }
  for (int i = 0; i < n; ++i) out[i] = column[i] + column[i + 1] + column[i + 2];
}

}  // namespace

ClosedForm::ClosedForm(const cv::Mat3f& image, const cv::Mat1b& trimap, float epsilon)
    : rows_(image.rows), cols_(image.cols), stride_(image.cols + 2) {
  const size_t size = static_cast<size_t>(stride_) * static_cast<size_t>(rows_ + 2);
  for (Plane& plane : colour_) plane.assign(size, 0);
  for (Plane& plane : model_) plane.assign(size, 0);
  count_.assign(size, 0);
  diagonal_.assign(size, 0);
  // The solution does not change with the origin of the colours; a near one keeps float sums exact.
  const cv::Scalar mean = cv::mean(image, trimap == static_cast<int>(kBand));
  for (int c = 0; c < 3; ++c) origin_[c] = static_cast<float>(mean[c]);
  for (int y = 0; y < rows_; ++y) {
    const cv::Vec3f* source = image[y];
    for (int c = 0; c < 3; ++c) {
      float* target = Row(colour_[c], y + 1) + 1;
      for (int x = 0; x < cols_; ++x) target[x] = source[x].val[c] - origin_[c];
    }
  }
  FindRuns(trimap);
  PrepareWindows(epsilon);
  PrepareDiagonal();
}

void ClosedForm::FindRuns(const cv::Mat1b& trimap) {
  const cv::Mat1b band = trimap == static_cast<int>(kBand);
  cv::Mat1b centres;
  cv::dilate(band, centres, cv::Mat());
  centres.row(0).setTo(0);
  centres.row(rows_ - 1).setTo(0);
  centres.col(0).setTo(0);
  centres.col(cols_ - 1).setTo(0);
  const auto collect = [&](const cv::Mat1b& set, std::vector<Run>* runs) {
    for (int y = 0; y < rows_; ++y) {
      const unsigned char* row = set[y];
      for (int x = 0; x < cols_; ++x) {
        if (row[x] == 0) continue;
        const int begin = x;
        while (x < cols_ && row[x] != 0) ++x;
        runs->push_back({y + 1, begin + 1, x + 1});
      }
    }
  };
  collect(band, &band_);
  collect(centres, &windows_);
  for (const Run& run : windows_) window_count_ += run.end - run.begin;
}

void ClosedForm::PrepareWindows(float epsilon) {
  for (Plane& plane : mean_) plane.resize(window_count_);
  for (Plane& plane : inverse_) plane.resize(window_count_);
  int at = 0;
  for (const Run& run : windows_) {
    WindowRun(run, epsilon, at);
    at += run.end - run.begin;
    for (int dy = -1; dy <= 1; ++dy) {
      float* count = Row(count_, run.row + dy);
      for (int x = run.begin; x < run.end; ++x) {
        for (int dx = -1; dx <= 1; ++dx) count[x + dx] += 1;
      }
    }
  }
}

// Means and inverse covariances of the windows of one run. In doubles: at a grey edge the three
// channels are nearly collinear, and the determinant is what cancellation leaves.
void ClosedForm::WindowRun(const Run& run, float epsilon, int at) {
  const int n = run.end - run.begin;
  std::vector<double> scratch(static_cast<size_t>(n + 2) * 10);
  double* column = scratch.data();
  double* sums[9];
  for (int k = 0; k < 9; ++k) sums[k] = column + (k + 1) * (n + 2);
  constexpr int kPairs[6][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};
  for (int k = 0; k < 9; ++k) {
    const Plane& p = colour_[k < 3 ? k : kPairs[k - 3][0]];
    const Plane* q = k < 3 ? nullptr : &colour_[kPairs[k - 3][1]];
    BoxSumDouble(p, q, run.row * stride_ + run.begin, stride_, n, column, sums[k]);
  }
  const double ridge = static_cast<double>(epsilon) / 9;
  for (int i = 0; i < n; ++i) {
    const double m0 = sums[0][i] / 9;
    const double m1 = sums[1][i] / 9;
    const double m2 = sums[2][i] / 9;
    const double a = sums[3][i] / 9 - m0 * m0 + ridge;
    const double b = sums[4][i] / 9 - m0 * m1;
    const double c = sums[5][i] / 9 - m0 * m2;
    const double d = sums[6][i] / 9 - m1 * m1 + ridge;
    const double e = sums[7][i] / 9 - m1 * m2;
    const double f = sums[8][i] / 9 - m2 * m2 + ridge;
    const double i00 = d * f - e * e;
    const double i01 = c * e - b * f;
    const double i02 = b * e - c * d;
    const double scale = 1 / (a * i00 + b * i01 + c * i02);
    const int w = at + i;
    mean_[0][w] = static_cast<float>(m0);
    mean_[1][w] = static_cast<float>(m1);
    mean_[2][w] = static_cast<float>(m2);
    inverse_[0][w] = static_cast<float>(i00 * scale);
    inverse_[1][w] = static_cast<float>(i01 * scale);
    inverse_[2][w] = static_cast<float>(i02 * scale);
    inverse_[3][w] = static_cast<float>((a * f - c * c) * scale);
    inverse_[4][w] = static_cast<float>((b * c - a * e) * scale);
    inverse_[5][w] = static_cast<float>((a * d - b * b) * scale);
  }
}

// Diagonal of L: every window adds 1 - (1 + d' S d) / 9 to its pixels, d being the distance to its
// mean.
void ClosedForm::PrepareDiagonal() {
  int at = 0;
  for (const Run& run : windows_) {
    const int n = run.end - run.begin;
    for (int k = 0; k < 9; ++k) {
      const int row = run.row - 1 + k / 3;
      const int shift = run.begin - 1 + k % 3;
      const float* c0 = Row(colour_[0], row) + shift;
      const float* c1 = Row(colour_[1], row) + shift;
      const float* c2 = Row(colour_[2], row) + shift;
      float* out = Row(diagonal_, row) + shift;
      for (int i = 0; i < n; ++i) {
        const int w = at + i;
        const float d0 = c0[i] - mean_[0][w];
        const float d1 = c1[i] - mean_[1][w];
        const float d2 = c2[i] - mean_[2][w];
        const float quadratic =
            d0 * (inverse_[0][w] * d0 + 2 * (inverse_[1][w] * d1 + inverse_[2][w] * d2)) +
            d1 * (inverse_[3][w] * d1 + 2 * inverse_[4][w] * d2) + d2 * inverse_[5][w] * d2;
        out[i] += 1 - kNinth * (1 + quadratic);
      }
    }
    at += n;
  }
}

// Least-squares slopes and offset of p over colour in every window.
void ClosedForm::FitWindows(const Plane& p) {
  Plane scratch(static_cast<size_t>(stride_) * 5);
  float* column = scratch.data();
  float* sum = column + stride_;
  float* sums[3] = {sum + stride_, sum + 2 * stride_, sum + 3 * stride_};
  int at = 0;
  for (const Run& run : windows_) {
    const int n = run.end - run.begin;
    const float* rows[3] = {Row(p, run.row - 1), Row(p, run.row), Row(p, run.row + 1)};
    BoxSum(rows[0], rows[1], rows[2], run.begin, run.end, column, sum);
    for (int c = 0; c < 3; ++c) {
      const float* colours[3] = {Row(colour_[c], run.row - 1), Row(colour_[c], run.row),
                                 Row(colour_[c], run.row + 1)};
      BoxSumProduct(colours, rows, run.begin, run.end, column, sums[c]);
    }
    const float* m0 = &mean_[0][at];
    const float* m1 = &mean_[1][at];
    const float* m2 = &mean_[2][at];
    const float* s[6];
    for (int k = 0; k < 6; ++k) s[k] = &inverse_[k][at];
    float* out[4];
    for (int k = 0; k < 4; ++k) out[k] = Row(model_[k], run.row) + run.begin;
    for (int i = 0; i < n; ++i) {
      const float mean = sum[i] * kNinth;
      const float c0 = sums[0][i] * kNinth - m0[i] * mean;
      const float c1 = sums[1][i] * kNinth - m1[i] * mean;
      const float c2 = sums[2][i] * kNinth - m2[i] * mean;
      const float a0 = s[0][i] * c0 + s[1][i] * c1 + s[2][i] * c2;
      const float a1 = s[1][i] * c0 + s[3][i] * c1 + s[4][i] * c2;
      const float a2 = s[2][i] * c0 + s[4][i] * c1 + s[5][i] * c2;
      out[0][i] = a0;
      out[1][i] = a1;
      out[2][i] = a2;
      out[3][i] = mean - a0 * m0[i] - a1 * m1[i] - a2 * m2[i];
    }
    at += n;
  }
}

// out = (L + diag weight) p on the band.
void ClosedForm::Apply(const Plane& p, const Plane& weight, Plane* out) {
  FitWindows(p);
  Plane scratch(static_cast<size_t>(stride_) * 5);
  float* column = scratch.data();
  float* sums[4];
  for (int k = 0; k < 4; ++k) sums[k] = column + (k + 1) * stride_;
  for (const Run& run : band_) {
    for (int k = 0; k < 4; ++k) {
      BoxSum(Row(model_[k], run.row - 1), Row(model_[k], run.row), Row(model_[k], run.row + 1),
             run.begin, run.end, column, sums[k]);
    }
    const float* c0 = Row(colour_[0], run.row) + run.begin;
    const float* c1 = Row(colour_[1], run.row) + run.begin;
    const float* c2 = Row(colour_[2], run.row) + run.begin;
    const float* count = Row(count_, run.row) + run.begin;
    const float* w = Row(weight, run.row) + run.begin;
    const float* x = Row(p, run.row) + run.begin;
    float* o = Row(*out, run.row) + run.begin;
    const int n = run.end - run.begin;
    for (int i = 0; i < n; ++i) {
      o[i] = (count[i] + w[i]) * x[i] - c0[i] * sums[0][i] - c1[i] * sums[1][i] -
             c2[i] * sums[2][i] - sums[3][i];
    }
  }
}

void ClosedForm::Solve(const cv::Mat1f& target, const cv::Mat1f& weight, cv::Mat1f* alpha) {
  const size_t size = count_.size();
  Plane x(size, 0), w(size, 0), r(size, 0), p(size, 0), q(size, 0);
  for (int y = 0; y < rows_; ++y) {
    std::copy((*alpha)[y], (*alpha)[y] + cols_, Row(x, y + 1) + 1);
    std::copy(weight[y], weight[y] + cols_, Row(w, y + 1) + 1);
  }
  Apply(x, w, &q);
  double rz = 0;
  for (const Run& run : band_) {
    for (int i = run.row * stride_ + run.begin; i < run.row * stride_ + run.end; ++i) {
      const int column = i - run.row * stride_ - 1;
      diagonal_[i] = 1 / std::max(1e-3F, diagonal_[i] + w[i]);
      r[i] = w[i] * target(run.row - 1, column) - q[i];
      p[i] = r[i] * diagonal_[i];
      rz += static_cast<double>(r[i]) * p[i];
    }
  }
  const double goal = 1e-4 * rz;  // squared: 1 % of the first residual
  for (int step = 0; step < kMaxSteps && rz > goal && rz > 1e-12; ++step) {
    Apply(p, w, &q);
    double pq = 0;
    for (const Run& run : band_) {
      for (int i = run.row * stride_ + run.begin; i < run.row * stride_ + run.end; ++i) {
        pq += static_cast<double>(p[i]) * q[i];
      }
    }
    if (!(pq > 0)) break;
    const float length = static_cast<float>(rz / pq);
    double next = 0;
    for (const Run& run : band_) {
      for (int i = run.row * stride_ + run.begin; i < run.row * stride_ + run.end; ++i) {
        x[i] += length * p[i];
        r[i] -= length * q[i];
        next += static_cast<double>(r[i]) * r[i] * diagonal_[i];
      }
    }
    const float keep = static_cast<float>(next / rz);
    rz = next;
    for (const Run& run : band_) {
      for (int i = run.row * stride_ + run.begin; i < run.row * stride_ + run.end; ++i) {
        p[i] = r[i] * diagonal_[i] + keep * p[i];
      }
    }
  }
  for (const Run& run : band_) {
    const float* source = Row(x, run.row);
    float* out = (*alpha)[run.row - 1] - 1;
    for (int i = run.begin; i < run.end; ++i) out[i] = source[i];
  }
}

cv::Mat4f ClosedForm::Models(const cv::Mat1f& alpha) {
  Plane x(count_.size(), 0);
  for (int y = 0; y < rows_; ++y) std::copy(alpha[y], alpha[y] + cols_, Row(x, y + 1) + 1);
  FitWindows(x);
  cv::Mat4f out(rows_, cols_, cv::Vec4f::all(0));
  for (int y = 1; y <= rows_; ++y) {
    const float* count = Row(count_, y);
    for (int i = 1; i <= cols_; ++i) {
      if (count[i] == 0) continue;
      for (int k = 0; k < 4; ++k) {
        float sum = 0;
        for (int dy = -1; dy <= 1; ++dy) {
          const float* m = Row(model_[k], y + dy) + i;
          sum += m[-1] + m[0] + m[1];
        }
        out(y - 1, i - 1).val[k] = sum / count[i];
      }
      float* m = out(y - 1, i - 1).val;
      m[3] -= m[0] * origin_[0] + m[1] * origin_[1] + m[2] * origin_[2];
    }
  }
  return out;
}

}  // namespace zhaojian::matte
