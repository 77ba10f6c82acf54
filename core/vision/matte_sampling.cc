// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_sampling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>

namespace zhaojian::matte {
namespace {

struct Sample {
  cv::Vec3f colour;
  float x;
  float y;
};

// xorshift32 (Marsaglia 2003): repeatable and the same on every platform.
class Random {
 public:
  int Below(int limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return static_cast<int>((static_cast<uint64_t>(state_) * static_cast<uint32_t>(limit)) >> 32);
  }

 private:
  uint32_t state_ = 5;
};

// Every fourth pixel that lies 1 to 7 pixels inside a known region, sorted by luminance, so that
// neighbours in the list look alike.
std::vector<Sample> Collect(const Canvas& canvas, const cv::Mat1b& trimap, unsigned char label) {
  cv::Mat1f depth;
  cv::distanceTransform(trimap == static_cast<int>(label), depth, cv::DIST_L2, cv::DIST_MASK_3);
  std::vector<Sample> samples;
  int count = 0;
  for (int y = 0; y < trimap.rows; ++y) {
    for (int x = 0; x < trimap.cols; ++x) {
      const float d = depth(y, x);
      if (d < 1 || d > 14 * canvas.unit || count++ % 4 != 0) continue;
      samples.push_back({canvas.half(y, x), static_cast<float>(x), static_cast<float>(y)});
    }
  }
  const auto luminance = [](const Sample& s) {
    return 0.114F * s.colour[0] + 0.587F * s.colour[1] + 0.299F * s.colour[2];
  };
  std::stable_sort(samples.begin(), samples.end(),
                   [&](const Sample& a, const Sample& b) { return luminance(a) < luminance(b); });
  return samples;
}

// The state of one pixel during the search; background < 0 means the plate.
struct State {
  int foreground = 0;
  int background = -1;
  float cost = 0;
  float alpha = 0;
};

struct Point {
  cv::Vec3f colour;
  cv::Vec3f plate;
  float x, y;
  float fore_scale, back_scale;  // 1 / distance to the nearest known pixel
  float error;
};

// Six halvings reach 1/32 of the list of samples; nine gained nothing.
constexpr int kHalvings = 6;

class Search {
 public:
  Search(const Canvas& canvas, const cv::Mat1b& trimap, const Plate& plate, bool plate_only,
         const cv::Mat1b& wanted)
      : trimap_(trimap), wanted_(wanted), fore_(Collect(canvas, trimap, kFore)) {
    if (!plate_only) back_ = Collect(canvas, trimap, kBack);
    fore_widths_ = Widths(fore_.size());
    back_widths_ = Widths(back_.size());
    Prepare(canvas, plate);
  }

  std::vector<BandPixel> Run() {
    if (fore_.empty() || points_.empty()) return {};
    states_.resize(points_.size());
    for (size_t i = 0; i < points_.size(); ++i) {
      State& s = states_[i];
      s.foreground = random_.Below(static_cast<int>(fore_.size()));
      s.background = -1;
      s.cost = Cost(points_[i], s.foreground, s.background, &s.alpha);
    }
    for (int pass = 0; pass < 3; ++pass) {
      const int n = static_cast<int>(points_.size());
      if (pass % 2 == 0) {
        for (int i = 0; i < n; ++i) Improve(i, -1);
      } else {
        for (int i = n - 1; i >= 0; --i) Improve(i, 1);
      }
    }
    return Report();
  }

 private:
  void Prepare(const Canvas& canvas, const Plate& plate) {
    cv::Mat1f to_fore;
    cv::Mat1f to_back(trimap_.size(), 0.0F);  // looked at only where samples come from there
    cv::distanceTransform(trimap_ != static_cast<int>(kFore), to_fore, cv::DIST_L2,
                          cv::DIST_MASK_3);
    if (!back_.empty()) {
      cv::distanceTransform(trimap_ != static_cast<int>(kBack), to_back, cv::DIST_L2,
                            cv::DIST_MASK_3);
    }
    ids_.create(trimap_.rows + 2, trimap_.cols + 2);
    ids_ = -1;
    for (int y = 0; y < trimap_.rows; ++y) {
      for (int x = 0; x < trimap_.cols; ++x) {
        if (trimap_(y, x) != kBand) continue;
        if (!wanted_.empty() && wanted_(y, x) == 0) continue;
        ids_(y + 1, x + 1) = static_cast<int>(points_.size());
        points_.push_back({canvas.half(y, x), plate.colour(y, x), static_cast<float>(x),
                           static_cast<float>(y), 1 / std::max(4.0F, to_fore(y, x)),
                           1 / std::max(4.0F, to_back(y, x)), plate.error(y, x)});
      }
    }
  }

  // Colour residual in levels, plus how far the samples were fetched.
  float Cost(const Point& p, int f, int b, float* alpha) const {
    const Sample& fs = fore_[f];
    const float* back = b < 0 ? p.plate.val : back_[b].colour.val;
    float dd = 1e-6F;
    float dot = 0;
    for (int c = 0; c < 3; ++c) {
      const float d = fs.colour.val[c] - back[c];
      dd += d * d;
      dot += (p.colour.val[c] - back[c]) * d;
    }
    const float a = Unit(dot / dd);
    float rr = 0;
    for (int c = 0; c < 3; ++c) {
      const float r = p.colour.val[c] - back[c] - a * (fs.colour.val[c] - back[c]);
      rr += r * r;
    }
    float cost = 255 * std::sqrt(rr) + Far(p, fs) * p.fore_scale;
    cost +=
        b < 0 ? 1 + 127.5F * std::min(0.3F, p.error) * (1 - a) : Far(p, back_[b]) * p.back_scale;
    *alpha = a;
    return cost;
  }

  static float Far(const Point& p, const Sample& s) {
    return std::sqrt((p.x - s.x) * (p.x - s.x) + (p.y - s.y) * (p.y - s.y));
  }

  void Try(const Point& p, int f, int b, State* s) const {
    // Most candidates are too far off, whatever their colours. First without a root, and with room
    // for its rounding; then with it: the colours only add to the cost, and rounding keeps order.
    constexpr float kSurely = 1.001F;
    const float dx = p.x - fore_[f].x;
    const float dy = p.y - fore_[f].y;
    const float away = (dx * dx + dy * dy) * p.fore_scale * p.fore_scale;
    if (away > s->cost * s->cost * kSurely) return;
    const float far = Far(p, fore_[f]) * p.fore_scale;
    if (far + (b < 0 ? 1 : Far(p, back_[b]) * p.back_scale) >= s->cost) return;
    float alpha = 0;
    const float cost = Cost(p, f, b, &alpha);
    if (cost < s->cost) *s = {f, b, cost, alpha};
  }

  void Improve(int i, int step) {
    const Point& p = points_[i];
    State s = states_[i];
    const int x = static_cast<int>(p.x) + 1;
    const int y = static_cast<int>(p.y) + 1;
    const std::array<int, 3> neighbours = {ids_(y, x + step), ids_(y + step, x),
                                           ids_(y + step, x + step)};
    for (const int n : neighbours) {
      if (n < 0) continue;
      const State& o = states_[n];
      if (o.foreground != s.foreground || o.background != s.background) {
        Try(p, o.foreground, o.background, &s);
      }
    }
    const int fores = static_cast<int>(fore_.size());
    const int backs = static_cast<int>(back_.size());
    for (int k = 0; k < kHalvings; ++k) {
      const int f = Near(s.foreground, fores, fore_widths_[k]);
      // Two of three candidates stay with the plate where it is in use; the third looks elsewhere.
      int b = s.background;
      if (backs > 0) b = b < 0 ? random_.Below(backs) : Near(b, backs, back_widths_[k]);
      if (k % 3 == 2) b = -1;
      Try(p, f, b, &s);
    }
    if (s.background >= 0) Try(p, s.foreground, -1, &s);
    states_[i] = s;
  }

  int Near(int centre, int count, int width) {
    const int at = centre + random_.Below(2 * width + 1) - width;
    const int inside = at < 0 ? -at : at;
    return inside < count ? inside : inside % count;
  }

  // Half a window of the list for each halving.
  static std::array<int, kHalvings> Widths(size_t count) {
    std::array<int, kHalvings> widths{};
    float window = 1;
    for (int& width : widths) {
      width = std::max(2, static_cast<int>(window * static_cast<float>(count)));
      window *= 0.5F;
    }
    return widths;
  }

  std::vector<BandPixel> Report() const {
    std::vector<BandPixel> out(points_.size());
    for (size_t i = 0; i < out.size(); ++i) {
      const Point& p = points_[i];
      const State& s = states_[i];
      BandPixel& o = out[i];
      o.x = static_cast<int>(p.x);
      o.y = static_cast<int>(p.y);
      o.alpha = s.alpha;
      o.plate_error = p.error;
      o.foreground = fore_[s.foreground].colour;
      o.background = s.background < 0 ? p.plate : back_[s.background].colour;
      const cv::Vec3f contrast = o.foreground - o.background;
      const cv::Vec3f r = p.colour - o.background - s.alpha * contrast;
      o.residual = std::sqrt(r.dot(r));
      const float doubt = s.background < 0 ? 255 * p.error : 8;  // 8 levels: as a mediocre plate
      o.confidence = std::exp(-255 * o.residual / 6 - doubt / 12) *
                     Unit((std::sqrt(contrast.dot(contrast)) - 0.06F) / 0.25F);
    }
    return out;
  }

  const cv::Mat1b& trimap_;
  const cv::Mat1b& wanted_;
  std::vector<Sample> fore_;
  std::vector<Sample> back_;
  std::array<int, kHalvings> fore_widths_{};
  std::array<int, kHalvings> back_widths_{};
  std::vector<Point> points_;
  std::vector<State> states_;
  cv::Mat1i ids_;  // index of the point at (y + 1, x + 1), or -1
  Random random_;
};

}  // namespace

std::vector<BandPixel> SampleBand(const Canvas& canvas, const cv::Mat1b& trimap, const Plate& plate,
                                  bool plate_only, const cv::Mat1b& wanted) {
  return Search(canvas, trimap, plate, plate_only, wanted).Run();
}

}  // namespace zhaojian::matte
