// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_runs.h"

#include "core/base/wide.h"

namespace zhaojian::matte {
namespace {

// Sum over 3 x 3 of a plane at n pixels of a row, from the three rows' pixels left of the first;
// `column` is scratch of n + 2.
inline void BoxSum(const float* __restrict up, const float* __restrict row,
                   const float* __restrict down, int n, float* __restrict column,
                   float* __restrict out) {
  for (int i = 0; i < n + 2; ++i) column[i] = up[i] + row[i] + down[i];
  for (int i = 0; i < n; ++i) out[i] = column[i] + column[i + 1] + column[i + 2];
}

// The same for the product of two planes whose rows lie `stride` apart.
inline void BoxSumProduct(const float* __restrict p, const float* __restrict q, int stride, int n,
                          float* __restrict column, float* __restrict out) {
  for (int i = 0; i < n + 2; ++i) {
    column[i] = p[i] * q[i] + p[i + stride] * q[i + stride] + p[i + 2 * stride] * q[i + 2 * stride];
  }
  for (int i = 0; i < n; ++i) out[i] = column[i] + column[i + 1] + column[i + 2];
}

// Slopes and offset of one run from its box sums.
inline void FitSums(const FitTask& t, int n, const float* __restrict sum,
                    const float* __restrict s0, const float* __restrict s1,
                    const float* __restrict s2, float* __restrict out0, float* __restrict out1,
                    float* __restrict out2, float* __restrict out3) {
  const float* __restrict m0 = t.mean[0];
  const float* __restrict m1 = t.mean[1];
  const float* __restrict m2 = t.mean[2];
  const float* __restrict i00 = t.inverse[0];
  const float* __restrict i01 = t.inverse[1];
  const float* __restrict i02 = t.inverse[2];
  const float* __restrict i11 = t.inverse[3];
  const float* __restrict i12 = t.inverse[4];
  const float* __restrict i22 = t.inverse[5];
  for (int i = 0; i < n; ++i) {
    const float mean = sum[i] * kNinth;
    const float c0 = s0[i] * kNinth - m0[i] * mean;
    const float c1 = s1[i] * kNinth - m1[i] * mean;
    const float c2 = s2[i] * kNinth - m2[i] * mean;
    const float a0 = i00[i] * c0 + i01[i] * c1 + i02[i] * c2;
    const float a1 = i01[i] * c0 + i11[i] * c1 + i12[i] * c2;
    const float a2 = i02[i] * c0 + i12[i] * c1 + i22[i] * c2;
    out0[i] = a0;
    out1[i] = a1;
    out2[i] = a2;
    out3[i] = mean - a0 * m0[i] - a1 * m1[i] - a2 * m2[i];
  }
}

inline void ApplySums(const ApplyTask& t, int n, const float* __restrict s0,
                      const float* __restrict s1, const float* __restrict s2,
                      const float* __restrict s3) {
  const float* __restrict c0 = t.colour[0];
  const float* __restrict c1 = t.colour[1];
  const float* __restrict c2 = t.colour[2];
  const float* __restrict count = t.count;
  const float* __restrict w = t.weight;
  const float* __restrict x = t.value;
  float* __restrict o = t.out;
  for (int i = 0; i < n; ++i) {
    o[i] = (count[i] + w[i]) * x[i] - c0[i] * s0[i] - c1[i] * s1[i] - c2[i] * s2[i] - s3[i];
  }
}

}  // namespace

ZJ_WIDE void FitRun(const FitTask& t, int stride, int n, float* scratch) {
  float* sums[4];
  for (int k = 0; k < 4; ++k) sums[k] = scratch + (k + 1) * stride;
  BoxSum(t.value, t.value + stride, t.value + 2 * stride, n, scratch, sums[0]);
  for (int c = 0; c < 3; ++c) {
    BoxSumProduct(t.colour[c], t.value, stride, n, scratch, sums[c + 1]);
  }
  FitSums(t, n, sums[0], sums[1], sums[2], sums[3], t.model[0], t.model[1], t.model[2], t.model[3]);
}

ZJ_WIDE void ApplyRun(const ApplyTask& t, int stride, int n, float* scratch) {
  float* sums[4];
  for (int k = 0; k < 4; ++k) {
    sums[k] = scratch + (k + 1) * stride;
    BoxSum(t.model[k], t.model[k] + stride, t.model[k] + 2 * stride, n, scratch, sums[k]);
  }
  ApplySums(t, n, sums[0], sums[1], sums[2], sums[3]);
}

ZJ_WIDE void AddProducts(const float* __restrict a, const float* __restrict b, int n, Sums* sums) {
  Sums s = *sums;
  int i = 0;
  for (; i + kSums <= n; i += kSums) {
    for (int k = 0; k < kSums; ++k) s[k] += static_cast<double>(a[i + k]) * b[i + k];
  }
  for (; i < n; ++i) s[0] += static_cast<double>(a[i]) * b[i];
  *sums = s;
}

ZJ_WIDE void StepRun(float length, const float* __restrict p, const float* __restrict q,
                     const float* __restrict d, int n, float* __restrict x, float* __restrict r,
                     Sums* sums) {
  for (int i = 0; i < n; ++i) x[i] += length * p[i];
  for (int i = 0; i < n; ++i) r[i] -= length * q[i];
  Sums s = *sums;
  int i = 0;
  for (; i + kSums <= n; i += kSums) {
    for (int k = 0; k < kSums; ++k) s[k] += static_cast<double>(r[i + k]) * r[i + k] * d[i + k];
  }
  for (; i < n; ++i) s[0] += static_cast<double>(r[i]) * r[i] * d[i];
  *sums = s;
}

ZJ_WIDE void TurnRun(float keep, const float* __restrict r, const float* __restrict d, int n,
                     float* __restrict p) {
  for (int i = 0; i < n; ++i) p[i] = r[i] * d[i] + keep * p[i];
}

}  // namespace zhaojian::matte
