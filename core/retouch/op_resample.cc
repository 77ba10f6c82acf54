// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_resample.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/core/hal/intrin.hpp>
#include <vector>

#include "core/base/wide.h"

namespace zhaojian {
namespace {

/// The taps of one canvas pixel along one axis; positions are not clamped yet.
struct Taps {
  int first = 0;
  int count = 0;
  size_t weights = 0;
};

/// All taps of one axis.
struct Axis {
  std::vector<Taps> taps;
  std::vector<float> weights;
};

double Keys(double d) {
  d = std::abs(d);
  if (d <= 1) return (1.5 * d - 2.5) * d * d + 1;
  if (d < 2) return ((-0.5 * d + 2.5) * d - 4) * d + 2;
  return 0;
}

Axis MakeAxis(double origin, double step, int begin, int end) {
  Axis axis;
  axis.taps.reserve(static_cast<size_t>(end - begin));
  for (int i = begin; i < end; ++i) {
    Taps taps;
    taps.weights = axis.weights.size();
    if (step >= 1) {
      const double a = origin + step * i;
      const double b = origin + step * (i + 1);
      taps.first = static_cast<int>(std::floor(a));
      taps.count = std::max(1, static_cast<int>(std::ceil(b)) - taps.first);
      for (int k = taps.first; k < taps.first + taps.count; ++k) {
        axis.weights.push_back(static_cast<float>(
            std::max(0.0, std::min(b, k + 1.0) - std::max<double>(a, k)) / step));
      }
    } else {
      const double p = origin + step * (i + 0.5) - 0.5;
      taps.first = static_cast<int>(std::floor(p)) - 1;
      taps.count = 4;
      for (int k = taps.first; k < taps.first + 4; ++k) {
        axis.weights.push_back(static_cast<float>(Keys(p - k)));
      }
    }
    axis.taps.push_back(taps);
  }
  return axis;
}

/// One source row through the horizontal taps; positions beyond the row use its end pixels.
/// @param out three values per tap position and one more, which is scratch.
void FilterRow(const uchar* source, int width, const Axis& axis, float* out) {
  for (const Taps& taps : axis.taps) {
    const float* w = axis.weights.data() + taps.weights;
    cv::v_float32x4 sum = cv::v_setzero_f32();
    // A pixel is read as four bytes.
    if (taps.first >= 0 && taps.first + taps.count < width) {
      const uchar* p = source + 3 * taps.first;
      for (int k = 0; k < taps.count; ++k, p += 3) {
        const auto pixel = cv::v_cvt_f32(cv::v_reinterpret_as_s32(cv::v_load_expand_q(p)));
        sum += cv::v_setall_f32(w[k]) * pixel;
      }
    } else {
      for (int k = 0; k < taps.count; ++k) {
        const uchar* p = source + 3 * std::clamp(taps.first + k, 0, width - 1);
        sum += cv::v_setall_f32(w[k]) * cv::v_float32x4(p[0], p[1], p[2], 0);
      }
    }
    cv::v_store(out, sum);
    out += 3;
  }
}

/// Filtered source rows, kept while following canvas rows still need them.
class RowCache {
 public:
  RowCache(const cv::Mat& source, const Axis& axis, int rows)
      : source_(source), axis_(axis), numbers_(static_cast<size_t>(rows), -1) {
    rows_.create(rows, static_cast<int>(axis.taps.size()) * 3 + 1, CV_32F);
  }
  const float* Row(int number) {
    number = std::clamp(number, 0, source_.rows - 1);
    const int slot = number % rows_.rows;
    if (numbers_[static_cast<size_t>(slot)] != number) {
      FilterRow(source_.ptr<uchar>(number), source_.cols, axis_, rows_.ptr<float>(slot));
      numbers_[static_cast<size_t>(slot)] = number;
    }
    return rows_.ptr<float>(slot);
  }

 private:
  const cv::Mat& source_;
  const Axis& axis_;
  std::vector<int> numbers_;
  cv::Mat rows_;
};

/// Filtered rows through the vertical taps of one canvas row; summed in the order of the taps.
template <int kTaps>
inline void SumRows(const float* const* rows, const float* weights, int count,
                    uchar* __restrict out) {
  const float* __restrict row0 = rows[0];
  const float* __restrict row1 = rows[kTaps > 1 ? 1 : 0];
  const float* __restrict row2 = rows[kTaps > 2 ? 2 : 0];
  const float* __restrict row3 = rows[kTaps > 3 ? 3 : 0];
  for (int x = 0; x < count; ++x) {
    float v = weights[0] * row0[x];
    if (kTaps > 1) v += weights[1] * row1[x];
    if (kTaps > 2) v += weights[2] * row2[x];
    if (kTaps > 3) v += weights[3] * row3[x];
    v += 0.5f;
    v = v > 0.0f ? v : 0.0f;
    out[x] = static_cast<uchar>(static_cast<int>(v < 255.0f ? v : 255.0f));
  }
}

/// The numbers of taps that are usual; false for others.
ZJ_WIDE bool FilterColumn(const float* const* rows, const float* weights, int taps, int count,
                          uchar* out) {
  switch (taps) {
    case 1:
      SumRows<1>(rows, weights, count, out);
      return true;
    case 2:
      SumRows<2>(rows, weights, count, out);
      return true;
    case 3:
      SumRows<3>(rows, weights, count, out);
      return true;
    case 4:
      SumRows<4>(rows, weights, count, out);
      return true;
    default:
      return false;
  }
}

/// Any number of taps.
void FilterLongColumn(const std::vector<const float*>& rows, const float* weights, int count,
                      std::vector<float>* sum, uchar* out) {
  std::fill(sum->begin(), sum->end(), 0.0f);
  for (size_t k = 0; k < rows.size(); ++k) {
    for (int x = 0; x < count; ++x) (*sum)[static_cast<size_t>(x)] += weights[k] * rows[k][x];
  }
  for (int x = 0; x < count; ++x) {
    const float v = std::clamp((*sum)[static_cast<size_t>(x)] + 0.5f, 0.0f, 255.0f);
    out[x] = static_cast<uchar>(v);
  }
}

}  // namespace

cv::Mat Resample(const cv::Mat& source, const ResampleMap& map) {
  return ResampleWindow(source, map, cv::Rect({0, 0}, map.size));
}

cv::Mat ResampleWindow(const cv::Mat& source, const ResampleMap& map, const cv::Rect& window) {
  CV_Assert(source.type() == CV_8UC3 && !source.empty() && map.step > 0);
  const Axis horizontal = MakeAxis(map.origin.x, map.step, window.x, window.br().x);
  const Axis vertical = MakeAxis(map.origin.y, map.step, window.y, window.br().y);
  int most = 1;
  for (const Taps& taps : vertical.taps) most = std::max(most, taps.count);
  RowCache cache(source, horizontal, most + 1);
  cv::Mat out(window.size(), CV_8UC3);
  const int values = window.width * 3;
  std::vector<float> sum(static_cast<size_t>(values));
  std::vector<const float*> rows;
  for (int y = 0; y < window.height; ++y) {
    const Taps& taps = vertical.taps[static_cast<size_t>(y)];
    const float* weights = vertical.weights.data() + taps.weights;
    rows.clear();
    for (int k = 0; k < taps.count; ++k) rows.push_back(cache.Row(taps.first + k));
    if (!FilterColumn(rows.data(), weights, taps.count, values, out.ptr<uchar>(y))) {
      FilterLongColumn(rows, weights, values, &sum, out.ptr<uchar>(y));
    }
  }
  return out;
}

}  // namespace zhaojian
