// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_trimap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace zhaojian::matte {
namespace {

constexpr float kReach = 154;  // how far flying hair is followed, canvas pixels: 0.12 of 1280

// Distance of every pixel to the nearest zero of `mask`; large everywhere when there is none.
cv::Mat1f DistanceToZero(const cv::Mat1b& mask) {
  cv::Mat1f distance;
  if (cv::countNonZero(mask) == static_cast<int>(mask.total())) {
    return cv::Mat1f(mask.size(), 1e6F);
  }
  cv::distanceTransform(mask, distance, cv::DIST_L2, cv::DIST_MASK_3);
  return distance;
}

cv::Mat Square(int radius) {
  return cv::getStructuringElement(cv::MORPH_RECT, cv::Size(2 * radius + 1, 2 * radius + 1));
}

// Spreads from the band over candidate pixels (8-connected) and marks what it reaches.
cv::Mat1b Reach(const cv::Mat1b& candidates, const cv::Mat1b& trimap) {
  cv::Mat1b reached(trimap.size(), static_cast<unsigned char>(0));
  std::vector<cv::Point> open;
  const auto visit = [&](int x, int y) {
    for (int dy = -1; dy <= 1; ++dy) {
      for (int dx = -1; dx <= 1; ++dx) {
        const int nx = x + dx;
        const int ny = y + dy;
        if (nx < 0 || ny < 0 || nx >= trimap.cols || ny >= trimap.rows) continue;
        if (candidates(ny, nx) == 0 || reached(ny, nx) != 0) continue;
        reached(ny, nx) = 255;
        open.emplace_back(nx, ny);
      }
    }
  };
  for (int y = 0; y < trimap.rows; ++y) {
    for (int x = 0; x < trimap.cols; ++x) {
      if (trimap(y, x) == kBand) visit(x, y);
    }
  }
  while (!open.empty()) {
    const cv::Point p = open.back();
    open.pop_back();
    visit(p.x, p.y);
  }
  return reached;
}

// Where the sure foreground looks like the wall behind it, and where nothing like it.
struct WallLook {
  cv::Mat1b like;
  cv::Mat1b unlike;
};

constexpr float kUnlike = 0.15F;  // contrast that ends a gap; not tuned

WallLook LookAtFore(const cv::Mat3f& half, const cv::Mat3f& behind, float noise,
                    const cv::Mat1b& trimap) {
  constexpr float kDark = 0.1F;  // a black wall looks like every black garment
  const float flat = std::max(0.015F, 3 * noise);
  WallLook look{cv::Mat1b(half.size(), static_cast<unsigned char>(0)),
                cv::Mat1b(half.size(), static_cast<unsigned char>(0))};
  for (int y = 0; y < half.rows; ++y) {
    for (int x = 0; x < half.cols; ++x) {
      if (trimap(y, x) != kFore) continue;
      const cv::Vec3f& wall = behind(y, x);
      const cv::Vec3f d = half(y, x) - wall;
      const float squared = d.dot(d);
      const bool tells = wall[0] + wall[1] + wall[2] > 3 * kDark;
      if (tells && squared < flat * flat) look.like(y, x) = 255;
      if (squared > kUnlike * kUnlike) look.unlike(y, x) = 255;
    }
  }
  return look;
}

// True when a gap reaches the band or a side of the photo and most of what joins it to the person
// is unlike the wall.
bool EndsSharply(const cv::Mat1b& gap, const cv::Rect& around, const cv::Mat1b& unlike,
                 const cv::Mat1b& trimap) {
  constexpr int kRim = 8;          // how far beyond the wall strands may end it
  constexpr float kAround = 0.7F;  // share of the rim; on the scenes of shared/ 0.8 and more
  const cv::Rect box =
      cv::Rect(around.tl() - cv::Point(kRim, kRim), around.size() + cv::Size(2 * kRim, 2 * kRim)) &
      cv::Rect({0, 0}, gap.size());
  cv::Mat1b near;
  cv::Mat1b wide;
  cv::dilate(gap(box), near, Square(kRim / 2));
  cv::dilate(gap(box), wide, Square(kRim));
  const cv::Mat1b labels = trimap(box);
  const bool reaches = box.x == 0 || box.br().x == gap.cols ||
                       cv::countNonZero(wide & (labels == static_cast<int>(kBand))) > 0;
  const cv::Mat1b rim = wide & ~near & (labels == static_cast<int>(kFore));
  return reaches && static_cast<float>(cv::countNonZero(rim & unlike(box))) >=
                        kAround * static_cast<float>(cv::countNonZero(rim));
}

}  // namespace

cv::Mat1b BaseTrimap(const cv::Mat1f& mask, float erode, float dilate) {
  const cv::Mat1f inside = DistanceToZero(mask > 0.9F);
  const cv::Mat1f outside = DistanceToZero(mask <= 0.1F);
  cv::Mat1b trimap(mask.size(), kBand);
  trimap.setTo(kBack, outside > dilate);
  trimap.setTo(kFore, inside > erode);
  return trimap;
}

float NoiseLevel(const cv::Mat3b& half8, const cv::Mat1b& trimap) {
  std::array<int, 1021> histogram{};
  int total = 0;
  for (int y = 1; y + 1 < half8.rows; ++y) {
    const unsigned char* up = half8.ptr(y - 1);
    const unsigned char* row = half8.ptr(y);
    const unsigned char* down = half8.ptr(y + 1);
    for (int x = 1; x + 1 < half8.cols; ++x) {
      if (trimap(y, x) != kBack) continue;
      for (int i = 3 * x; i < 3 * x + 3; ++i) {
        ++histogram[std::abs(4 * row[i] - up[i] - down[i] - row[i - 3] - row[i + 3])];
      }
      total += 3;
    }
  }
  constexpr float kLeast = 0.5F / 255;
  if (total == 0) return kLeast;
  int median = 0;
  for (int sum = histogram[0]; sum < total / 2 && median < 1020;) sum += histogram[++median];
  // 1.4826: median to sigma; sqrt(1 + 1/4) = 1.118: noise of a difference to a mean of four.
  return std::max(kLeast, 1.4826F * static_cast<float>(median) / 4 / 1.118F / 255);
}

cv::Mat1b TextureMap(const cv::Mat3b& half8, float noise) {
  cv::Mat3b blurred;
  cv::GaussianBlur(half8, blurred, cv::Size(15, 15), 2.5);  // 15 taps: +-3 sigma
  const float limit = std::max(0.02F, 4 * noise) * 255;
  const int squared = static_cast<int>(limit * limit);
  cv::Mat1b texture(half8.size());
  for (int y = 0; y < half8.rows; ++y) {
    const unsigned char* a = half8.ptr(y);
    const unsigned char* b = blurred.ptr(y);
    unsigned char* o = texture[y];
    for (int x = 0; x < half8.cols; ++x) {
      int sum = 0;
      for (int c = 3 * x; c < 3 * x + 3; ++c) sum += (a[c] - b[c]) * (a[c] - b[c]);
      o[x] = sum > squared ? 255 : 0;
    }
  }
  cv::dilate(texture, texture, Square(2));
  return texture;
}

bool IsCalm(const Canvas& canvas, const cv::Mat1b& texture, const cv::Mat1b& trimap) {
  const cv::Mat1f distance = DistanceToZero(trimap == static_cast<int>(kBack));
  const cv::Mat1b away = distance > kReach * canvas.unit;
  const int total = cv::countNonZero(away);
  return total > 0 && cv::countNonZero(away & texture) < 0.06 * total;
}

void GrowBand(const Canvas& canvas, const cv::Mat3f& wall_image, const cv::Mat1b& texture,
              float noise, cv::Mat1b* trimap) {
  const float threshold = std::max(0.05F, 5 * noise);
  const float reach = kReach * canvas.unit;
  const cv::Mat1f distance = DistanceToZero(*trimap == static_cast<int>(kBack));
  cv::Mat1b candidates(trimap->size(), static_cast<unsigned char>(0));
  for (int y = 0; y < trimap->rows; ++y) {
    const unsigned char* t = (*trimap)[y];
    const float* d = distance[y];
    for (int x = 0; x < trimap->cols; ++x) {
      if (t[x] != kBack || d[x] > reach || texture(y, x) == 0) continue;
      const cv::Vec3f& q = wall_image(y, x);
      const cv::Vec3f& i = canvas.half(y, x);
      const cv::Vec3f r = i - q;
      if (r.dot(r) <= threshold * threshold || ShadowOf(q, i, 0.5F, 1.05F, 0.035F)) continue;
      candidates(y, x) = 255;
    }
  }
  cv::Mat1b grown = Reach(candidates, *trimap);
  cv::dilate(grown, grown, Square(2));
  trimap->setTo(kBand, grown & (*trimap == static_cast<int>(kBack)));
}

void ShrinkBand(const Canvas& canvas, const Plate& plate, const cv::Mat3f& person,
                const cv::Mat1b& texture, float noise, cv::Mat1b* trimap) {
  const float flat = std::max(0.015F, 3 * noise);
  cv::Mat1b wall(trimap->size(), static_cast<unsigned char>(0));
  cv::Mat1b shade(trimap->size(), static_cast<unsigned char>(0));
  for (int y = 0; y < trimap->rows; ++y) {
    const unsigned char* t = (*trimap)[y];
    for (int x = 0; x < trimap->cols; ++x) {
      // Background counts as cleared, so that the erosion below eats only towards the person.
      if (t[x] == kBack) wall(y, x) = shade(y, x) = 255;
      if (t[x] != kBand) continue;
      const cv::Vec3f& b = plate.colour(y, x);
      const cv::Vec3f contrast = person(y, x) - b;
      if (contrast.dot(contrast) < 0.2F * 0.2F) continue;
      const cv::Vec3f& i = canvas.half(y, x);
      const float m = canvas.mask(y, x);
      const cv::Vec3f r = i - b;
      if (m < 0.5F && r.dot(r) < flat * flat) wall(y, x) = 255;
      if (m < 0.3F && texture(y, x) == 0 && ShadowOf(b, i, 0.7F, 1.03F, 0.03F)) shade(y, x) = 255;
    }
  }
  cv::erode(wall, wall, Square(3));
  cv::erode(shade, shade, Square(2));
  trimap->setTo(kBack, (wall | shade) & (*trimap == static_cast<int>(kBand)));
}

void OpenGaps(const cv::Mat3f& wall_image, float noise, Canvas* canvas, cv::Mat1b* trimap) {
  constexpr int kLeast = 100;     // half-canvas pixels of wall; smaller gaps are left to the brush
  constexpr float kMost = 0.02F;  // of the canvas; a larger one may be a garment
  constexpr int kBridge = 4;      // strands that cross a gap
  constexpr int kOpen = 16;       // hair around a gap is solved anew so far
  const WallLook look = LookAtFore(canvas->half, wall_image, noise, *trimap);
  if (cv::countNonZero(look.like) < kLeast) return;
  cv::Mat1b bridged;
  cv::morphologyEx(look.like, bridged, cv::MORPH_CLOSE, Square(kBridge));
  cv::Mat1i labels;
  cv::Mat1i stats;
  cv::Mat1d centres;
  const int count = cv::connectedComponentsWithStats(bridged, labels, stats, centres, 8);
  cv::Mat1b opened(trimap->size(), static_cast<unsigned char>(0));
  for (int i = 1; i < count; ++i) {
    const int area = stats(i, cv::CC_STAT_AREA);
    if (area < kLeast || static_cast<float>(area) > kMost * static_cast<float>(trimap->total())) {
      continue;
    }
    const cv::Rect box(stats(i, cv::CC_STAT_LEFT), stats(i, cv::CC_STAT_TOP),
                       stats(i, cv::CC_STAT_WIDTH), stats(i, cv::CC_STAT_HEIGHT));
    const cv::Mat1b part = labels(box) == i;
    if (cv::countNonZero(part & look.like(box)) < kLeast) continue;
    cv::Mat1b gap(trimap->size(), static_cast<unsigned char>(0));
    gap(box).setTo(255, part);
    if (EndsSharply(gap, box, look.unlike, *trimap)) opened.setTo(255, gap);
  }
  canvas->mask.setTo(0, opened);
  cv::dilate(opened, opened, Square(kOpen));
  trimap->setTo(kBand, opened & (*trimap == static_cast<int>(kFore)));
}

void RefineMaskByGraphCut(const Canvas& canvas, cv::Mat1f* mask) {
  const cv::Size size(std::max(8, canvas.half.cols / 2), std::max(8, canvas.half.rows / 2));
  cv::Mat3b small;
  cv::Mat1f prior;
  cv::resize(canvas.half8, small, size, 0, 0, cv::INTER_AREA);
  cv::resize(*mask, prior, size, 0, 0, cv::INTER_AREA);
  const cv::Mat1f inside = DistanceToZero(prior > 0.9F);
  const cv::Mat1f outside = DistanceToZero(prior <= 0.1F);
  cv::Mat1b labels(size, static_cast<unsigned char>(cv::GC_PR_BGD));
  labels.setTo(cv::GC_PR_FGD, prior > 0.5F);
  labels.setTo(cv::GC_BGD, outside > 8);
  labels.setTo(cv::GC_FGD, inside > 4);
  if (cv::countNonZero(labels == cv::GC_BGD) < 20 || cv::countNonZero(labels == cv::GC_FGD) < 20) {
    return;  // one of the colour models would be empty
  }
  cv::RNG& rng = cv::theRNG();
  const uint64 state = rng.state;
  rng.state = 12345;  // the k-means inside draws from it; results must not depend on the caller
  cv::Mat background;
  cv::Mat foreground;
  cv::grabCut(small, labels, cv::Rect(), background, foreground, 2, cv::GC_INIT_WITH_MASK);
  rng.state = state;
  cv::Mat1b person = (labels == cv::GC_FGD) | (labels == cv::GC_PR_FGD);
  cv::Mat1f cut;
  person.convertTo(cut, CV_32F, 1.0 / 255);
  cv::GaussianBlur(cut, cut, cv::Size(0, 0), 1.2);
  cv::resize(cut, cut, mask->size(), 0, 0, cv::INTER_LINEAR);
  *mask = 0.6F * *mask + 0.4F * cut;
}

void ApplyStrokes(const cv::Mat1b& force, cv::Mat1b* trimap) {
  if (force.empty()) return;
  trimap->setTo(kBack, force == static_cast<int>(MatteForce::kBackground));
  trimap->setTo(kFore, force == static_cast<int>(MatteForce::kForeground));
  trimap->setTo(kBand, force == static_cast<int>(MatteForce::kUnknown));
}

}  // namespace zhaojian::matte
