// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_resample.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/core/hal/intrin.hpp>
#include <vector>

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
  for (int y = 0; y < window.height; ++y) {
    const Taps& taps = vertical.taps[static_cast<size_t>(y)];
    std::fill(sum.begin(), sum.end(), 0.0f);
    for (int k = 0; k < taps.count; ++k) {
      const float w = vertical.weights[taps.weights + static_cast<size_t>(k)];
      const float* row = cache.Row(taps.first + k);
      for (int x = 0; x < values; ++x) sum[static_cast<size_t>(x)] += w * row[x];
    }
    uchar* target = out.ptr<uchar>(y);
    for (int x = 0; x < values; ++x) {
      const float v = std::clamp(sum[static_cast<size_t>(x)] + 0.5f, 0.0f, 255.0f);
      target[x] = static_cast<uchar>(v);
    }
  }
  return out;
}

}  // namespace zhaojian
