// SPDX-License-Identifier: Apache-2.0
#include "core/vision/region_models.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/imaging/lab.h"

namespace zhaojian {
namespace {

// Where skin is looked for: the middle of two landmarks, and a radius in eye units. Neither beard
// nor brows nor spectacles usually reach these places.
struct Disc {
  size_t a;
  size_t b;
  float radius;
};
constexpr std::array<Disc, 4> kSkinDiscs = {
    {{50, 205, 0.11f}, {280, 425, 0.11f}, {195, 5, 0.06f}, {200, 199, 0.05f}}};
// A disc that is cut by the edge of the face or photo below this share tells nothing (profiles).
constexpr float kLeastDiscShare = 0.5f;
// Pixels this many median deviations off in L* are dropped: nostrils, highlights, moles.
constexpr float kOutlier = 3.0f;
// Least spread: a flat render must not make a model that takes only one colour.
constexpr float kLeastSigmaL = 6.0f;
constexpr float kLeastSigmaAb = 2.0f;
constexpr float kLeastSigmaRatio = 0.05f;
// Most spread: a disc that a spectacle rim or a beard crosses must not make everything skin.
constexpr float kMostSigmaL = 7.0f;
constexpr float kMostSigmaAb = 3.0f;
constexpr float kMostSigmaRatio = 0.12f;
// Light that is added before ratios of linear light are taken, so that black has none.
constexpr float kDarkLight = 0.012f;
// Differences in L* that shading alone makes within a cheek.
constexpr float kFreeL = 8.0f;
// In shadow skin turns red before it turns anything else.
constexpr float kRedderIsSkin = 0.55f;
constexpr float kRatioCap = 81.0f;
// Shadow and shine of skin, as shares of the brightest place's L*.
constexpr float kShadowEnd = 0.42f;
constexpr float kShadowSoft = 0.10f;
constexpr float kShineEnd = 1.22f;
constexpr float kShineSoft = 0.12f;
constexpr float kShadePrice = 1.15f;
// A place darker than this share of the brightest and less red than this share is no skin.
constexpr float kSuspectL = 0.62f;
constexpr float kSuspectRed = 0.60f;
// Hair groups: least sigma and widening.
constexpr float kHairSigmaL = 5.0f;
constexpr float kHairSigmaAb = 2.5f;
constexpr float kHairWider = 2.2f;

float Square(float v) { return v * v; }

float MedianOf(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct Spread {
  float mean = 0;
  float sigma = 0;
};

template <typename Get>
Spread SpreadOf(size_t count, Get get) {
  float sum = 0;
  float squares = 0;
  for (size_t i = 0; i < count; ++i) {
    sum += get(i);
    squares += Square(get(i));
  }
  const auto n = static_cast<float>(count);
  const float mean = sum / n;
  return {mean, std::sqrt(std::max(0.0f, squares / n - Square(mean)))};
}

std::vector<cv::Point> PixelsOf(const LevelFrame& frame, const Disc& disc, const cv::Mat& lab) {
  const cv::Point2f centre = frame.Middle(disc.a, disc.b);
  const float radius = disc.radius * frame.window.unit;
  std::vector<cv::Point> pixels;
  std::vector<float> lightness;
  for (int y = cvFloor(centre.y - radius); y <= cvCeil(centre.y + radius); ++y) {
    for (int x = cvFloor(centre.x - radius); x <= cvCeil(centre.x + radius); ++x) {
      const cv::Point at(x, y);
      if (!cv::Rect({0, 0}, lab.size()).contains(at) || !frame.person.at<unsigned char>(at))
        continue;
      const cv::Point2f off = cv::Point2f(at) + cv::Point2f(0.5f, 0.5f) - centre;
      if (off.dot(off) > Square(radius)) continue;
      pixels.push_back(at);
      lightness.push_back(lab.at<cv::Vec3f>(at)[0]);
    }
  }
  if (static_cast<float>(pixels.size()) <
      kLeastDiscShare * static_cast<float>(CV_PI) * Square(radius))
    return {};
  const float median = MedianOf(lightness);
  std::vector<float> off;
  for (const float l : lightness) off.push_back(std::abs(l - median));
  const float limit = kOutlier * std::max(1.0f, MedianOf(off));
  std::vector<cv::Point> kept;
  for (size_t i = 0; i < pixels.size(); ++i) {
    if (off[i] <= limit) kept.push_back(pixels[i]);
  }
  return kept;
}

SkinPlace PlaceOf(const RegionColours& colours, const std::vector<cv::Point>& pixels) {
  SkinPlace place;
  for (int c = 0; c < 3; ++c) {
    const Spread s =
        SpreadOf(pixels.size(), [&](size_t i) { return colours.lab.at<cv::Vec3f>(pixels[i])[c]; });
    place.lab[c] = s.mean;
    place.lab_scale[c] = c == 0 ? 1 / (2 * std::clamp(s.sigma, kLeastSigmaL, kMostSigmaL))
                                : 1 / (3 * std::clamp(s.sigma, kLeastSigmaAb, kMostSigmaAb));
  }
  for (int c = 0; c < 2; ++c) {
    const Spread s = SpreadOf(pixels.size(),
                              [&](size_t i) { return colours.ratios.at<cv::Vec2f>(pixels[i])[c]; });
    place.ratios[c] = s.mean;
    place.ratio_scale[c] = 1 / (2.6f * std::clamp(s.sigma, kLeastSigmaRatio, kMostSigmaRatio));
  }
  return place;
}

}  // namespace

RegionColours ColoursOf(const cv::Mat& bgr) {
  static const auto kLogs = [] {
    std::array<float, 256> table{};
    for (size_t i = 0; i < table.size(); ++i) {
      const float v = static_cast<float>(i) / 255.0f;
      const float linear = v <= 0.04045f ? v / 12.92f : std::pow((v + 0.055f) / 1.055f, 2.4f);
      table[i] = std::log(linear + kDarkLight);
    }
    return table;
  }();
  RegionColours colours;
  colours.lab = LabOf(bgr);
  colours.ratios.create(bgr.size(), CV_32FC2);
  for (int y = 0; y < bgr.rows; ++y) {
    const auto* from = bgr.ptr<cv::Vec3b>(y);
    auto* to = colours.ratios.ptr<cv::Vec2f>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      const float green = kLogs[from[x][1]];
      to[x] = {kLogs[from[x][2]] - green, green - kLogs[from[x][0]]};
    }
  }
  return colours;
}

float SkinModel::Distance(const cv::Vec3f& lab, const cv::Vec2f& ratios) const {
  const float shade =
      Square(std::max(kShadowEnd * brightest - lab[0], 0.0f) / (kShadowSoft * brightest)) +
      Square(std::max(lab[0] - kShineEnd * brightest, 0.0f) / (kShineSoft * brightest));
  float best = 1e6f;
  for (const SkinPlace& p : places) {
    const float l = std::max(std::abs(lab[0] - p.lab[0]) - kFreeL, 0.0f) * p.lab_scale[0];
    const float direct = Square(l) + Square((lab[1] - p.lab[1]) * p.lab_scale[1]) +
                         Square((lab[2] - p.lab[2]) * p.lab_scale[2]);
    float red = (ratios[0] - p.ratios[0]) * p.ratio_scale[0];
    if (red > 0) red *= kRedderIsSkin;
    const float yellow = (ratios[1] - p.ratios[1]) * p.ratio_scale[1];
    const float shaded =
        std::min(Square(red), kRatioCap) + std::min(Square(yellow), kRatioCap) + shade;
    best = std::min(best, std::min(direct, kShadePrice * shaded));
  }
  return best;
}

float HairModel::Distance(const cv::Vec3f& lab) const {
  float best = 1e6f;
  for (const Group& group : groups) {
    float sum = 0;
    for (int c = 0; c < 3; ++c) sum += Square((lab[c] - group.mean[c]) * group.scale[c]);
    best = std::min(best, sum);
  }
  return best;
}

SkinModel LearnSkin(const LevelFrame& frame, const RegionColours& colours) {
  SkinModel model;
  for (const Disc& disc : kSkinDiscs) {
    const auto pixels = PixelsOf(frame, disc, colours.lab);
    if (pixels.empty()) continue;
    model.places.push_back(PlaceOf(colours, pixels));
    model.brightest = std::max(model.brightest, model.places.back().lab[0]);
  }
  // Hair, a rim or a hand in front of a place is not skin: it lacks the red of the brightest.
  const auto reddest =
      std::max_element(model.places.begin(), model.places.end(),
                       [](const SkinPlace& a, const SkinPlace& b) { return a.lab[0] < b.lab[0]; });
  if (reddest == model.places.end()) return model;
  const SkinPlace sure = *reddest;
  model.places.erase(std::remove_if(model.places.begin(), model.places.end(),
                                    [&](const SkinPlace& p) {
                                      return p.lab[0] < kSuspectL * sure.lab[0] &&
                                             p.ratios[0] < kSuspectRed * sure.ratios[0];
                                    }),
                     model.places.end());
  return model;
}

HairModel LearnHair(const RegionColours& colours, const cv::Mat& seeds) {
  std::vector<cv::Vec3f> pixels;
  for (int y = 0; y < seeds.rows; ++y) {
    for (int x = 0; x < seeds.cols; ++x) {
      if (seeds.at<unsigned char>(y, x) != 0) pixels.push_back(colours.lab.at<cv::Vec3f>(y, x));
    }
  }
  // Equal groups by lightness: unlike k-means they need no random start.
  std::sort(pixels.begin(), pixels.end(),
            [](const cv::Vec3f& a, const cv::Vec3f& b) { return a[0] < b[0]; });
  HairModel model;
  const size_t third = pixels.size() / model.groups.size();
  for (size_t g = 0; g < model.groups.size(); ++g) {
    for (int c = 0; c < 3; ++c) {
      const Spread s = SpreadOf(third, [&](size_t i) { return pixels[g * third + i][c]; });
      model.groups[g].mean[c] = s.mean;
      model.groups[g].scale[c] =
          1 / (kHairWider * std::max(s.sigma, c == 0 ? kHairSigmaL : kHairSigmaAb));
    }
  }
  return model;
}

GuidedSmoother::GuidedSmoother(const cv::Mat& guide, int radius, float epsilon)
    : guide_(guide), radius_(radius) {
  mean_ = Box(guide_);
  variance_ = Box(guide_.mul(guide_)) - mean_.mul(mean_) + cv::Scalar(epsilon);
}

cv::Mat GuidedSmoother::Box(const cv::Mat& plane) const {
  cv::Mat out;
  cv::blur(plane, out, {2 * radius_ + 1, 2 * radius_ + 1});
  return out;
}

cv::Mat GuidedSmoother::Smooth(const cv::Mat& plane) const {
  const cv::Mat mean = Box(plane);
  cv::Mat slope = Box(guide_.mul(plane)) - mean_.mul(mean);
  cv::divide(slope, variance_, slope);
  const cv::Mat offset = mean - slope.mul(mean_);
  return Box(slope).mul(guide_) + Box(offset);
}

}  // namespace zhaojian
