// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_unmix.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zhaojian::matte {
namespace {

// Weight of a neighbour of the same alpha, as its authors publish it. 5e-3 with a tenth of the
// difference left 0.1 levels more error around the outline.
constexpr float kSame = 1e-5F;
constexpr int kSmallSide = 32;  // up to here a level takes kRoundsSmall rounds, as in the paper
constexpr int kRoundsSmall = 10;
constexpr int kRounds = 2;
// What of the picture is left over goes to the person by alpha; 0.1 and 0.3 are alike, 1 is worse.
constexpr float kLeft = 0.1F;
constexpr float kContrast = 0.1F;
// Half of the way and all of it left up to 0.1 levels more error around the outline.
constexpr float kWay = 0.7F;

// One level: the picture, its alpha and the two colours.
struct Level {
  cv::Mat3f image;
  cv::Mat1f alpha;
  Colours colours;
};

// Four neighbours' colours, weighted, and the weights' sum.
struct Around {
  cv::Vec3f person{0, 0, 0};
  cv::Vec3f behind{0, 0, 0};
  float weight = 0;
};

Around LookAround(const Level& level, int x, int y) {
  Around sum;
  const float a = level.alpha(y, x);
  const std::array<cv::Point, 4> places = {cv::Point(x, std::max(0, y - 1)),
                                           {std::max(0, x - 1), y},
                                           {std::min(level.alpha.cols - 1, x + 1), y},
                                           {x, std::min(level.alpha.rows - 1, y + 1)}};
  for (const cv::Point& p : places) {
    const float w = kSame + std::abs(level.alpha(p) - a);
    sum.person += w * level.colours.person(p);
    sum.behind += w * level.colours.behind(p);
    sum.weight += w;
  }
  return sum;
}

// The two colours that are best for one pixel while its neighbours stay.
void Settle(int x, int y, Level* level) {
  const Around near = LookAround(*level, x, y);
  const float a = level->alpha(y, x);
  const float aa = a * a + near.weight;
  const float ab = a * (1 - a);
  const float bb = (1 - a) * (1 - a) + near.weight;
  const float scale = 1 / (aa * bb - ab * ab);
  const cv::Vec3f& i = level->image(y, x);
  cv::Vec3f& person = level->colours.person(y, x);
  cv::Vec3f& behind = level->colours.behind(y, x);
  for (int c = 0; c < 3; ++c) {
    const float p = a * i.val[c] + near.person.val[c];
    const float b = (1 - a) * i.val[c] + near.behind.val[c];
    person.val[c] = Unit((bb * p - ab * b) * scale);
    behind.val[c] = Unit((aa * b - ab * p) * scale);
  }
}

// One pass, in reading order or against it, so that two lean to no side. @param band empty = every
// pixel.
void Pass(const cv::Mat1b& band, bool backwards, Level* level) {
  const int count = static_cast<int>(level->alpha.total());
  const int cols = level->alpha.cols;
  for (int i = 0; i < count; ++i) {
    const int at = backwards ? count - 1 - i : i;
    const int y = at / cols;
    const int x = at % cols;
    if (band.empty() || band(y, x) == kBand) Settle(x, y, level);
  }
}

void Widen(const cv::Size& size, Colours* colours) {
  cv::resize(colours->person, colours->person, size, 0, 0, cv::INTER_NEAREST);
  cv::resize(colours->behind, colours->behind, size, 0, 0, cv::INTER_NEAREST);
}

// The values of a half-canvas plane at the four pixels of a block, bilinear.
using Block = std::array<cv::Vec3f, 4>;

Block Spread(const cv::Mat3f& plane, int x, int y) {
  const int left = std::max(0, x - 1);
  const int right = std::min(plane.cols - 1, x + 1);
  const std::array<int, 2> rows = {std::max(0, y - 1), std::min(plane.rows - 1, y + 1)};
  const auto mix = [&](int row, int side) {
    return 0.75F * plane(row, x) + 0.25F * plane(row, side);
  };
  const std::array<cv::Vec3f, 2> middle = {mix(y, left), mix(y, right)};
  Block out;
  for (size_t dy = 0; dy < 2; ++dy) {
    out[2 * dy] = 0.75F * middle[0] + 0.25F * mix(rows[dy], left);
    out[2 * dy + 1] = 0.75F * middle[1] + 0.25F * mix(rows[dy], right);
  }
  return out;
}

// One pixel of the full canvas.
void RefinePixel(const cv::Vec3f& person, const cv::Vec3f& behind, float* alpha, cv::Vec3b* pixel) {
  if (*alpha >= 1) return;
  const cv::Vec3f i = cv::Vec3f(*pixel) / 255.0F;
  const cv::Vec3f d = person - behind;
  const float contrast = d.dot(d);
  float a = *alpha;
  if (a > 0) {
    const float own = Unit((i - behind).dot(d) / (contrast + 1e-6F));
    a += kWay * contrast / (contrast + kContrast * kContrast) * (own - a);
    *alpha = a;
  }
  const float share = a / (a * a + (1 - a) * (1 - a) + kLeft);
  const cv::Vec3f left = i - a * person - (1 - a) * behind;
  for (int c = 0; c < 3; ++c) {
    pixel->val[c] =
        cv::saturate_cast<unsigned char>(255 * Unit(person.val[c] + share * left.val[c]));
  }
}

}  // namespace

Colours EstimateColours(const Canvas& canvas, const cv::Mat1f& half_alpha,
                        const cv::Mat1b& trimap) {
  const cv::Size size = canvas.half.size();
  const int steps = static_cast<int>(std::ceil(std::log2(std::max(size.width, size.height))));
  const cv::Scalar mean = cv::mean(canvas.half);
  Level level;
  level.colours.person = cv::Mat3f(1, 1, cv::Vec3f(cv::Vec4f(mean).val));
  level.colours.behind = level.colours.person.clone();
  for (int step = 0; step <= steps; ++step) {
    const double share = static_cast<double>(step) / steps;
    const cv::Size now(cvRound(std::pow(size.width, share)), cvRound(std::pow(size.height, share)));
    Widen(now, &level.colours);
    const bool last = step == steps;
    if (last) {
      level.image = canvas.half;
      level.alpha = half_alpha;
      canvas.half.copyTo(level.colours.person, trimap == static_cast<int>(kFore));
      canvas.half.copyTo(level.colours.behind, trimap == static_cast<int>(kBack));
    } else {
      cv::resize(canvas.half, level.image, now, 0, 0, cv::INTER_AREA);
      cv::resize(half_alpha, level.alpha, now, 0, 0, cv::INTER_AREA);
    }
    const int rounds = std::max(now.width, now.height) <= kSmallSide ? kRoundsSmall : kRounds;
    for (int i = 0; i < rounds; ++i) Pass(last ? trimap : cv::Mat1b(), i % 2 == 1, &level);
  }
  return level.colours;
}

cv::Mat3b RefineByColours(const Canvas& canvas, const cv::Mat1b& trimap, const Colours& colours,
                          cv::Mat1f* alpha) {
  cv::Mat3b out = canvas.full.clone();
  for (int y = 0; y < trimap.rows; ++y) {
    for (int x = 0; x < trimap.cols; ++x) {
      if (trimap(y, x) != kBand) continue;
      const Block person = Spread(colours.person, x, y);
      const Block behind = Spread(colours.behind, x, y);
      for (int k = 0; k < 4; ++k) {
        const int row = 2 * y + k / 2;
        const int column = 2 * x + k % 2;
        RefinePixel(person[static_cast<size_t>(k)], behind[static_cast<size_t>(k)],
                    &(*alpha)(row, column), &out(row, column));
      }
    }
  }
  return out;
}

}  // namespace zhaojian::matte
