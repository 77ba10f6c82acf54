// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_closed_form.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/vision/matte_runs.h"

namespace zhaojian::matte {
namespace {

constexpr int kMaxSteps = 60;  // 10 to 28 were needed on 110 scenes

// Sum over 3 x 3 of a plane, or of the product of two, at the n pixels from index `at` on.
void BoxSumDouble(const float* p, const float* q, int at, int stride, int n, double* column,
                  double* out) {
  std::fill(column, column + n + 2, 0.0);
  for (int dy = -1; dy <= 1; ++dy) {
    const float* a = p + at + dy * stride - 1;
    if (q == nullptr) {
      for (int i = 0; i < n + 2; ++i) column[i] += a[i];
      continue;
    }
    const float* b = q + at + dy * stride - 1;
    for (int i = 0; i < n + 2; ++i) column[i] += static_cast<double>(a[i]) * b[i];
  }
  for (int i = 0; i < n; ++i) out[i] = column[i] + column[i + 1] + column[i + 2];
}

}  // namespace

ClosedForm::ClosedForm(const cv::Mat3f& image, const cv::Mat1b& trimap, float epsilon)
    : rows_(image.rows), cols_(image.cols), stride_(image.cols + 2) {
  const size_t size = PlaneSize();
  for (Plane& plane : colour_) plane = Plane(size);
  for (Plane& plane : model_) plane = Plane(size);
  count_ = Plane(size);
  diagonal_ = Plane(size);
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
  for (Plane& plane : mean_) plane.Reserve(window_count_);
  for (Plane& plane : inverse_) plane.Reserve(window_count_);
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
    const float* p = colour_[k < 3 ? k : kPairs[k - 3][0]].data();
    const float* q = k < 3 ? nullptr : colour_[kPairs[k - 3][1]].data();
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
  int at = 0;
  for (const Run& run : windows_) {
    const int corner = (run.row - 1) * stride_ + run.begin - 1;
    FitTask task{};
    task.value = p.data() + corner;
    for (int c = 0; c < 3; ++c) task.colour[c] = colour_[c].data() + corner;
    for (int c = 0; c < 3; ++c) task.mean[c] = mean_[c].data() + at;
    for (int k = 0; k < 6; ++k) task.inverse[k] = inverse_[k].data() + at;
    for (int k = 0; k < 4; ++k) task.model[k] = Row(model_[k], run.row) + run.begin;
    FitRun(task, stride_, run.end - run.begin, scratch.data());
    at += run.end - run.begin;
  }
}

// out = (L + diag weight) p on the band.
void ClosedForm::Apply(const Plane& p, const Plane& weight, Plane* out) {
  FitWindows(p);
  Plane scratch(static_cast<size_t>(stride_) * 5);
  for (const Run& run : band_) {
    const int first = run.row * stride_ + run.begin;
    ApplyTask task{};
    for (int k = 0; k < 4; ++k) task.model[k] = model_[k].data() + first - stride_ - 1;
    for (int c = 0; c < 3; ++c) task.colour[c] = colour_[c].data() + first;
    task.count = count_.data() + first;
    task.weight = weight.data() + first;
    task.value = p.data() + first;
    task.out = out->data() + first;
    ApplyRun(task, stride_, run.end - run.begin, scratch.data());
  }
}

void ClosedForm::Solve(const cv::Mat1f& target, const cv::Mat1f& weight, cv::Mat1f* alpha) {
  const size_t size = PlaneSize();
  Plane x(size), w(size), r(size), p(size), q(size);
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
    Sums products{};
    for (const Run& run : band_) {
      const int first = run.row * stride_ + run.begin;
      AddProducts(&p[first], &q[first], run.end - run.begin, &products);
    }
    const double pq = Total(products);
    if (!(pq > 0)) break;
    const float length = static_cast<float>(rz / pq);
    Sums squares{};
    for (const Run& run : band_) {
      const int first = run.row * stride_ + run.begin;
      StepRun(length, &p[first], &q[first], &diagonal_[first], run.end - run.begin, &x[first],
              &r[first], &squares);
    }
    const double next = Total(squares);
    const float keep = static_cast<float>(next / rz);
    rz = next;
    for (const Run& run : band_) {
      const int first = run.row * stride_ + run.begin;
      TurnRun(keep, &r[first], &diagonal_[first], run.end - run.begin, &p[first]);
    }
  }
  for (const Run& run : band_) {
    const float* source = Row(x, run.row);
    float* out = (*alpha)[run.row - 1] - 1;
    for (int i = run.begin; i < run.end; ++i) out[i] = source[i];
  }
}

cv::Mat4f ClosedForm::Models(const cv::Mat1f& alpha) {
  Plane x(PlaneSize());
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
