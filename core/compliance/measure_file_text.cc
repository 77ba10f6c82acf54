// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/measure.h"
#include "core/imaging/lab.h"

namespace zhaojian {
namespace {

/// CIE Lab in bytes as OpenCV codes it: L* x 2.55, a* + 128, b* + 128.
cv::Mat ByteLab(const cv::Mat& bgr) {
  const cv::Mat lab = LabOf(bgr);
  cv::Mat bytes(lab.size(), CV_8UC3);
  for (int y = 0; y < lab.rows; ++y) {
    const auto* from = lab.ptr<cv::Vec3f>(y);
    auto* to = bytes.ptr<cv::Vec3b>(y);
    for (int x = 0; x < lab.cols; ++x) {
      to[x] = {cv::saturate_cast<unsigned char>(from[x][0] * 2.55f),
               cv::saturate_cast<unsigned char>(from[x][1] + 128),
               cv::saturate_cast<unsigned char>(from[x][2] + 128)};
    }
  }
  return bytes;
}

constexpr char kId[] = "file.text";
// Cameras and phones print their date into the outer seventh of the picture.
constexpr double kMargin = 0.15;
// Print differs from what it lies on by this much, CIE76 in OpenCV's 8-bit Lab (L* x 2.55), and is
// narrower than half the window whose median stands for what it lies on. Three levels: faint print
// shows at the first only, bright characters that touch come apart at the others.
constexpr std::array<double, 3> kInk = {40, 80, 130};
// The window is 5 x 5 cells of 6 pixels: a median that small is quick.
constexpr int kCell = 6;
constexpr int kMedian = 5;
// The picture is looked at this wide: a date of 1.4 % of the width then has 9 rows.
constexpr int kWidth = 640;
// A character, pixels at that size and share of the picture's width.
constexpr int kLeastHeight = 6;
constexpr double kMostHeight = 0.07;
constexpr double kMostWidth = 1.25;
constexpr double kLeastFill = 0.15;
// Characters of one line: alike in height and colour, level, not far apart (in heights).
constexpr double kSameHeight = 1.3;
constexpr double kLevel = 0.25;
constexpr double kGap = 2.2;
constexpr double kSameInk = 60;
// Of the ink in the box round a line, this share must be its characters': lines of cloth, bricks
// and leaves lie among others.
constexpr double kOwnInk = 0.85;
// A strip with more ink than this is no quiet margin: print would not be found in it.
constexpr double kBusy = 0.20;
// Nor one with more parts than a page of print has; with fewer pixels of ink there is no line.
constexpr int kMostParts = 250;
constexpr int kLeastInk = 60;

struct Character {
  cv::Rect box;
  cv::Vec3d ink;
  int area = 0;
};

struct Strip {
  std::vector<Character> characters;
  cv::Mat ink;
  bool busy = false;
};

// At most kWidth wide. Between the half and the whole a linear step loses nothing of a stroke.
cv::Mat Reduced(const cv::Mat& photo) {
  return Shrunk(photo, std::min(1.0, 1.0 * kWidth / photo.cols), cv::INTER_LINEAR);
}

// Squared difference of each pixel from what it lies on, CV_32F.
cv::Mat AboveGround(const cv::Mat& lab) {
  cv::Mat ground;
  cv::resize(lab, ground, {}, 1.0 / kCell, 1.0 / kCell, cv::INTER_AREA);
  cv::medianBlur(ground, ground, kMedian);
  cv::resize(ground, ground, lab.size(), 0, 0, cv::INTER_LINEAR);
  cv::Mat difference;
  cv::Mat squared;
  cv::absdiff(lab, ground, difference);
  difference.convertTo(difference, CV_32F);
  cv::transform(difference.mul(difference), squared, cv::Matx13f(1, 1, 1));
  return squared;
}

Strip ReadStrip(const cv::Mat& lab, const cv::Mat& squared, double ink, int picture_width) {
  Strip strip;
  strip.ink = squared > ink * ink;
  const int inked = cv::countNonZero(strip.ink);
  strip.busy = inked > kBusy * static_cast<double>(strip.ink.total());
  if (strip.busy || inked < kLeastInk) return strip;
  cv::Mat parts;
  cv::Mat stats;
  cv::Mat centres;
  const int count = cv::connectedComponentsWithStats(strip.ink, parts, stats, centres);
  if (count > kMostParts) {
    strip.busy = true;
    return strip;
  }
  for (int i = 1; i < count; ++i) {
    const cv::Rect box(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                       stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT));
    const int area = stats.at<int>(i, cv::CC_STAT_AREA);
    if (box.height < kLeastHeight || box.height > kMostHeight * picture_width ||
        box.width > kMostWidth * box.height || area < kLeastFill * box.area())
      continue;
    const cv::Scalar mean = cv::mean(lab(box), parts(box) == i);
    strip.characters.push_back({box, {mean[0], mean[1], mean[2]}, area});
  }
  std::sort(strip.characters.begin(), strip.characters.end(),
            [](const Character& a, const Character& b) { return a.box.x < b.box.x; });
  return strip;
}

bool Follows(const Character& a, const Character& b) {
  const double tall = std::max(a.box.height, b.box.height);
  const double low = std::min(a.box.height, b.box.height);
  const double rise = std::abs((a.box.y + a.box.height / 2.0) - (b.box.y + b.box.height / 2.0));
  const double gap = b.box.x - a.box.br().x;
  return tall <= kSameHeight * low && rise <= kLevel * tall && gap >= -0.2 * tall &&
         gap <= kGap * tall && cv::norm(a.ink - b.ink) <= kSameInk;
}

// The longest line of characters in a strip; empty box without.
struct Line {
  int count = 0;
  cv::Rect box;
};

Line LongestLine(const Strip& strip) {
  Line best;
  const auto& all = strip.characters;
  for (size_t first = 0; first < all.size(); ++first) {
    Line line{1, all[first].box};
    int own = all[first].area;
    size_t last = first;
    for (size_t i = first + 1; i < all.size(); ++i) {
      if (!Follows(all[last], all[i])) continue;
      last = i;
      ++line.count;
      line.box |= all[i].box;
      own += all[i].area;
    }
    if (line.count <= best.count) continue;
    if (own < kOwnInk * cv::countNonZero(strip.ink(line.box))) continue;
    best = line;
  }
  return best;
}

}  // namespace

Measure MeasureFileText(const Scene& scene) {
  if (scene.photo.bgr.empty()) return NotAssessed(scene, kId, "count", "cause.failed");
  const cv::Mat picture = Reduced(scene.photo.bgr);
  const double zoom = 1.0 * picture.cols / scene.photo.bgr.cols;
  const int high = static_cast<int>(kMargin * picture.rows);
  const int wide = static_cast<int>(kMargin * picture.cols);
  if (std::min(high, wide) < kCell * kMedian)
    return NotAssessed(scene, kId, "count", "cause.picture_small");
  const int w = picture.cols;
  const int h = picture.rows;
  const std::array<cv::Rect, 4> strips = {cv::Rect(0, h - high, w, high), cv::Rect(0, 0, w, high),
                                          cv::Rect(0, 0, wide, h), cv::Rect(w - wide, 0, wide, h)};
  Line best;
  bool busy = false;
  for (size_t i = 0; i < strips.size(); ++i) {
    const cv::Rect& at = strips[i];
    // A camera held upright prints along the picture's side.
    const bool sideways = i >= 2;
    cv::Mat bgr = picture(at);
    if (sideways) cv::transpose(picture(at), bgr);
    const cv::Mat lab = ByteLab(bgr);
    const cv::Mat squared = AboveGround(lab);
    for (const double ink : kInk) {
      const Strip strip = ReadStrip(lab, squared, ink, w);
      busy = busy || strip.busy;
      Line line = LongestLine(strip);
      if (line.count <= best.count) continue;
      if (sideways) line.box = {line.box.y, line.box.x, line.box.height, line.box.width};
      line.box += at.tl();
      best = line;
    }
  }
  Measure measure = Judged(scene, kId, best.count, "count", "FILE-04", 0.6);
  if (measure.verdict == Verdict::kOk && busy)
    return NotAssessed(scene, kId, "count", "cause.busy_margin");
  if (measure.verdict != Verdict::kOk) {
    const auto scale = static_cast<float>(1 / (zoom * scene.photo.scale));
    measure.evidence.push_back(
        {Evidence::Kind::kBox,
         {cv::Point2f(best.box.tl()) * scale, cv::Point2f(best.box.br()) * scale},
         ""});
  }
  return measure;
}

}  // namespace zhaojian
