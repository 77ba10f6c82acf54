// SPDX-License-Identifier: Apache-2.0
#include "core/vision/regions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "core/imaging/lab.h"
#include "core/vision/region_models.h"

namespace zhaojian {
namespace {

constexpr std::array<size_t, 36> kFaceOval = {
    10,  338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58,  132, 93,  234, 127, 162, 21,  54,  103, 67,  109};
constexpr size_t kForehead = 10;
constexpr size_t kChin = 152;
constexpr size_t kMouth = 13;
constexpr size_t kJawLeft = 58;
constexpr size_t kJawRight = 288;
// Ears reach this far beyond the contour, eye units.
constexpr float kEarReach = 0.30f;
// Hair beside the jaw is looked for within this distance of it, and must fill this share.
constexpr float kBeside = 0.60f;
constexpr float kLeastBeside = 0.10f;
// Hair's seeds: above the top of the face by this much and not far to the side, eye units, and not
// skin by its distance.
constexpr float kSeedAbove = 0.10f;
constexpr float kSeedAside = 0.75f;
constexpr float kNotSkin = 1.5f;
// Fewer seeds than this, square eye units, are no hair: a shaved or bald head.
constexpr float kLeastHair = 0.04f;
constexpr float kSeparationPercentile = 0.30f;
// Below the chin clothes become likely and hair less so.
constexpr float kLowStart = 0.18f;
constexpr float kLowSoft = 0.25f;
// Beside the face what is neither skin nor hair is a collar from this much above the chin on.
constexpr float kCollarAbove = 0.35f;
constexpr float kOtherAbove = 0.06f;
constexpr float kOtherBelow = 0.25f;
constexpr float kHairLessBelow = 0.45f;
// Smoothing of the votes: box radius in eye units; edges above 8 levels are kept.
constexpr float kVoteRadius = 0.0375f;
constexpr float kVoteEpsilon = 65.0f;

cv::Mat OvalMask(const LevelFrame& frame) {
  std::vector<cv::Point> outline;
  for (const size_t index : kFaceOval) outline.emplace_back(frame.points[index]);
  cv::Mat mask = cv::Mat::zeros(frame.bgr.size(), CV_8U);
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{outline}, cv::Scalar(255));
  return mask;
}

cv::Mat DistanceToSkin(const LevelFrame& frame, const RegionColours& colours,
                       const SkinModel& skin) {
  cv::Mat distance = cv::Mat::zeros(frame.bgr.size(), CV_32F);
  for (int y = 0; y < distance.rows; ++y) {
    const auto* person = frame.person.ptr<unsigned char>(y);
    const auto* lab = colours.lab.ptr<cv::Vec3f>(y);
    const auto* ratios = colours.ratios.ptr<cv::Vec2f>(y);
    auto* out = distance.ptr<float>(y);
    for (int x = 0; x < distance.cols; ++x) {
      if (person[x] != 0) out[x] = skin.Distance(lab[x], ratios[x]);
    }
  }
  return distance;
}

cv::Mat HairSeeds(const LevelFrame& frame, const cv::Mat& skin_distance) {
  cv::Mat seeds = cv::Mat::zeros(frame.bgr.size(), CV_8U);
  const float unit = frame.window.unit;
  const cv::Point2f top = frame.points[kForehead];
  const cv::Rect area =
      cv::Rect(cv::Point(cvRound(top.x - kSeedAside * unit), 0),
               cv::Point(cvRound(top.x + kSeedAside * unit), cvRound(top.y - kSeedAbove * unit))) &
      cv::Rect({0, 0}, seeds.size());
  if (area.area() > 0) cv::Mat(skin_distance(area) >= kNotSkin).copyTo(seeds(area));
  cv::bitwise_and(seeds, frame.person, seeds);
  return seeds;
}

float Percentile(const cv::Mat& values, const cv::Mat& mask, float share) {
  std::vector<float> kept;
  for (int y = 0; y < values.rows; ++y) {
    for (int x = 0; x < values.cols; ++x) {
      if (mask.at<unsigned char>(y, x) != 0) kept.push_back(values.at<float>(y, x));
    }
  }
  if (kept.empty()) return 0;
  const auto at =
      kept.begin() + static_cast<std::ptrdiff_t>(share * static_cast<float>(kept.size() - 1));
  std::nth_element(kept.begin(), at, kept.end());
  return *at;
}

struct Votes {
  cv::Mat skin;
  cv::Mat hair;
  cv::Mat other;
};

Votes Vote(const LevelFrame& frame, const RegionColours& colours, const cv::Mat& skin_distance,
           const HairModel* hair) {
  Votes votes{cv::Mat::zeros(frame.bgr.size(), CV_32F), cv::Mat::zeros(frame.bgr.size(), CV_32F),
              cv::Mat::zeros(frame.bgr.size(), CV_32F)};
  const float chin = frame.points[kChin].y;
  const float unit = frame.window.unit;
  for (int y = 0; y < frame.bgr.rows; ++y) {
    const float low = std::clamp(
        (static_cast<float>(y) - chin - kLowStart * unit) / (kLowSoft * unit), 0.0f, 1.0f);
    for (int x = 0; x < frame.bgr.cols; ++x) {
      if (frame.person.at<unsigned char>(y, x) == 0) continue;
      const float skin = std::exp(-skin_distance.at<float>(y, x));
      const float hairy = hair == nullptr
                              ? 0.0f
                              : std::exp(-hair->Distance(colours.lab.at<cv::Vec3f>(y, x))) *
                                    (1 - kHairLessBelow * low);
      const float other = kOtherAbove + kOtherBelow * low;
      const float sum = skin + hairy + other;
      votes.skin.at<float>(y, x) = skin / sum;
      votes.hair.at<float>(y, x) = hairy / sum;
      votes.other.at<float>(y, x) = other / sum;
    }
  }
  cv::Mat guide;
  cv::extractChannel(colours.lab, guide, 0);
  guide *= 2.55f;
  const GuidedSmoother smoother(guide, std::max(1, cvRound(kVoteRadius * unit)), kVoteEpsilon);
  votes.skin = smoother.Smooth(votes.skin);
  votes.hair = smoother.Smooth(votes.hair);
  votes.other = smoother.Smooth(votes.other);
  return votes;
}

// What a pixel of the person is that is neither skin nor hair.
Region Remainder(float y, bool in_oval, const LevelFrame& frame) {
  const float chin = frame.points[kChin].y;
  const float from =
      in_oval ? chin + kLowStart * frame.window.unit : chin - kCollarAbove * frame.window.unit;
  return y > from ? Region::kClothes : Region::kOther;
}

cv::Mat Decide(const LevelFrame& frame, const Votes& votes, const cv::Mat& oval) {
  cv::Mat labels = cv::Mat::zeros(frame.bgr.size(), CV_8U);
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      Region region = Region::kOutside;
      if (frame.inside.at<unsigned char>(y, x) != 0) region = Region::kBackground;
      if (frame.person.at<unsigned char>(y, x) != 0) {
        const float skin = votes.skin.at<float>(y, x);
        const float hair = votes.hair.at<float>(y, x);
        const float other = votes.other.at<float>(y, x);
        region = Remainder(static_cast<float>(y), oval.at<unsigned char>(y, x) != 0, frame);
        if (skin >= hair && skin >= other) region = Region::kSkin;
        if (hair > skin && hair >= other) region = Region::kHair;
      }
      labels.at<unsigned char>(y, x) = static_cast<unsigned char>(region);
    }
  }
  return labels;
}

// Hair grows on the head: what has its colour but hangs nowhere on it is something else.
void DropLooseHair(const LevelFrame& frame, const cv::Mat& seeds, const cv::Mat& oval,
                   cv::Mat* labels) {
  const auto hair_label = static_cast<unsigned char>(Region::kHair);
  cv::Mat parts;
  const int count = cv::connectedComponents(*labels == hair_label, parts, 8, CV_32S);
  std::vector<bool> held(static_cast<size_t>(count), false);
  for (int y = 0; y < parts.rows; ++y) {
    for (int x = 0; x < parts.cols; ++x) {
      if (seeds.at<unsigned char>(y, x) != 0 || oval.at<unsigned char>(y, x) != 0)
        held[static_cast<size_t>(parts.at<int>(y, x))] = true;
    }
  }
  for (int y = 0; y < parts.rows; ++y) {
    const Region instead = Remainder(static_cast<float>(y), false, frame);
    for (int x = 0; x < parts.cols; ++x) {
      auto& label = labels->at<unsigned char>(y, x);
      if (label == hair_label && !held[static_cast<size_t>(parts.at<int>(y, x))])
        label = static_cast<unsigned char>(instead);
    }
  }
}

constexpr std::array<size_t, 4> kSideLeft = {127, 234, 93, 132};
constexpr std::array<size_t, 4> kSideRight = {356, 454, 323, 361};

// The face and, from eye to mouth, where ears are.
cv::Mat FaceAndEars(const LevelFrame& frame, const cv::Mat& oval) {
  cv::Mat area = oval.clone();
  const float reach = kEarReach * frame.window.unit;
  for (const auto& [side, sign] : {std::pair{&kSideLeft, -1.0f}, std::pair{&kSideRight, 1.0f}}) {
    std::vector<cv::Point> band;
    for (const size_t index : *side) band.emplace_back(frame.points[index]);
    for (auto it = side->rbegin(); it != side->rend(); ++it)
      band.emplace_back(frame.points[*it] + cv::Point2f(sign * reach, 0));
    cv::fillPoly(area, std::vector<std::vector<cv::Point>>{band}, cv::Scalar(255));
  }
  return area;
}

// A face half in shadow has hair's colour but fades into skin without an edge, while hair ends at
// one: flooding from sure skin and from hair outside the face decides (watershed, Meyer 1992).
void ReclaimShadow(const LevelFrame& frame, const cv::Mat& oval, cv::Mat* labels) {
  const cv::Mat area = FaceAndEars(frame, oval);
  const cv::Mat hair = *labels == static_cast<unsigned char>(Region::kHair);
  cv::Mat skin = (*labels == static_cast<unsigned char>(Region::kSkin)) & area;
  cv::erode(skin, skin, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  constexpr int kSkinMarker = 1;
  constexpr int kHairMarker = 2;
  constexpr int kRestMarker = 3;
  cv::Mat markers = cv::Mat::zeros(frame.bgr.size(), CV_32S);
  markers.setTo(kRestMarker, frame.person == 0);
  markers.setTo(kSkinMarker, skin);
  markers.setTo(kHairMarker, hair & (area == 0));
  cv::Mat smooth;
  cv::GaussianBlur(frame.bgr, smooth, {0, 0}, 1);
  cv::watershed(smooth, markers);
  labels->setTo(static_cast<unsigned char>(Region::kSkin), area & hair & (markers == kSkinMarker));
}

// A dark suit under dark hair: hair that reaches below the chin passes beside the face.
void DropSuit(const LevelFrame& frame, cv::Mat* labels) {
  const float unit = frame.window.unit;
  const auto hair_label = static_cast<unsigned char>(Region::kHair);
  const int from = cvRound(frame.points[kMouth].y);
  const int to = cvRound(frame.points[kChin].y);
  const cv::Rect whole({0, 0}, labels->size());
  for (const bool left : {true, false}) {
    const float edge = frame.points[left ? kJawLeft : kJawRight].x;
    const float far = edge + (left ? -kBeside : kBeside) * unit;
    const cv::Rect beside = cv::Rect(cv::Point(cvRound(std::min(edge, far)), from),
                                     cv::Point(cvRound(std::max(edge, far)), to)) &
                            whole;
    const int found = beside.area() == 0 ? 0 : cv::countNonZero((*labels)(beside) == hair_label);
    if (static_cast<float>(found) > kLeastBeside * static_cast<float>(beside.area())) continue;
    const int middle = cvRound(frame.points[kChin].x);
    const cv::Rect below = (left ? cv::Rect(0, to, middle, whole.height - to)
                                 : cv::Rect(middle, to, whole.width - middle, whole.height - to)) &
                           whole;
    if (below.area() == 0) continue;
    cv::Mat part = (*labels)(below);
    part.setTo(static_cast<unsigned char>(Region::kClothes), part == hair_label);
  }
}

cv::Vec3f MedianLab(const cv::Mat& lab, const cv::Mat& mask) {
  cv::Vec3f out;
  for (int c = 0; c < 3; ++c) {
    cv::Mat plane;
    cv::extractChannel(lab, plane, c);
    out[c] = Percentile(plane, mask, 0.5f);
  }
  return out;
}

}  // namespace

RegionMap ClassicRegions::Segment(const LevelFrame& frame) const {
  RegionMap map;
  const RegionColours colours = ColoursOf(frame.bgr);
  const SkinModel skin = LearnSkin(frame, colours);
  map.skin_distance = cv::Mat::zeros(frame.bgr.size(), CV_32F);
  if (skin.places.empty()) {
    map.labels = cv::Mat::zeros(frame.bgr.size(), CV_8U);
    return map;
  }
  for (const SkinPlace& place : skin.places)
    map.skin_lab += place.lab / static_cast<float>(skin.places.size());
  map.skin_distance = DistanceToSkin(frame, colours, skin);
  const cv::Mat seeds = HairSeeds(frame, map.skin_distance);
  const float unit = frame.window.unit;
  map.bald = static_cast<float>(cv::countNonZero(seeds)) < kLeastHair * unit * unit;
  std::optional<HairModel> hair;
  if (!map.bald) {
    hair = LearnHair(colours, seeds);
    map.separation = Percentile(map.skin_distance, seeds, kSeparationPercentile);
    map.hair_lab = MedianLab(colours.lab, seeds);
  }
  const cv::Mat oval = OvalMask(frame);
  map.labels =
      Decide(frame, Vote(frame, colours, map.skin_distance, hair ? &*hair : nullptr), oval);
  ReclaimShadow(frame, oval, &map.labels);
  DropSuit(frame, &map.labels);
  DropLooseHair(frame, seeds, oval, &map.labels);
  return map;
}

}  // namespace zhaojian
