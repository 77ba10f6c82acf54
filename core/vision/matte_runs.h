// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <numeric>

namespace zhaojian::matte {

// The closed form's loops over one horizontal run of n pixels, where nearly all of its time goes.
// Planes are rows of floats that lie `stride` apart and have a border of one pixel.

/// One pixel's share of a window.
inline constexpr float kNinth = 1.0F / 9;

/// What FitRun reads and writes. `value` and `colour` begin at the pixel above and left of the
/// run's first, the others at the run itself.
struct FitTask {
  const float* value;
  const float* colour[3];
  const float* mean[3];
  /// Inverse covariance: 00 01 02 11 12 22.
  const float* inverse[6];
  /// Slopes and offset.
  float* model[4];
};

/// Least-squares slopes and offset of the values over the colours in the 3 x 3 windows of a run.
/// @param scratch five rows of `stride` floats.
void FitRun(const FitTask& task, int stride, int n, float* scratch);

/// What ApplyRun reads and writes. `model` begins at the pixel above and left of the run's first.
struct ApplyTask {
  const float* model[4];
  const float* colour[3];
  const float* count;
  const float* weight;
  const float* value;
  float* out;
};

/// out = (count + weight) value - what the models of the windows around say. @param scratch as
/// FitRun.
void ApplyRun(const ApplyTask& task, int stride, int n, float* scratch);

/// Sums side by side: one after the other they would wait for each other.
inline constexpr int kSums = 8;
using Sums = std::array<double, kSums>;
inline double Total(const Sums& sums) { return std::accumulate(sums.begin(), sums.end(), 0.0); }

/// Adds a[i] * b[i] to the sums.
void AddProducts(const float* a, const float* b, int n, Sums* sums);

/// x += length p, r -= length q; adds r[i]^2 d[i] to the sums.
void StepRun(float length, const float* p, const float* q, const float* d, int n, float* x,
             float* r, Sums* sums);

/// p = r d + keep p.
void TurnRun(float keep, const float* r, const float* d, int n, float* p);

}  // namespace zhaojian::matte
