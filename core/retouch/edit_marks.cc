// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/edit_marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "core/retouch/canvas_face.h"
#include "core/vision/level_frame.h"

namespace zhaojian {
namespace {

/// Forehead to throat at twice the resolution of the head window: a spot of 1.2 % of the face's
/// width (1.55 eye units) is 3 pixels there.
constexpr LevelWindow kMarkWindow = {-1.1f, -0.9f, 1.1f, 1.9f, 160.0f};
/// Scales of the blobs, pixels; a disc of radius r answers most at r / sqrt(2).
constexpr std::array<float, 6> kSigmas = {1.1f, 1.6f, 2.3f, 3.4f, 4.9f, 7.1f};
/// Radius of the disc that answers most at a sigma of 1: the square root of 2.
constexpr float kDiscOfSigma = 1.41421356f;
constexpr float kRedness = 0.5f;
constexpr float kLeastContrast = 7, kLeastScatters = 4, kLeastRoundness = 0.5f;
/// A disc's answer at its own scale is 2 / e of its contrast.
constexpr float kLeastAnswer = kLeastContrast * 0.73f;
/// The ring around a spot, in its radius, and the share of it that must be skin.
constexpr float kRingFrom = 1.5f, kRingTo = 2.6f, kRingSkin = 0.9f;
constexpr int kLeftEar = 234, kRightEar = 454;

/// What stands out: dark or red.
cv::Mat Standing(const cv::Mat& bgr) {
  const cv::Mat lab = LabOf(bgr);
  cv::Mat planes[3];
  cv::split(lab, planes);
  return kRedness * planes[1] - planes[0];
}

/// Skin of the face without its features, and of the neck; CV_8UC1.
cv::Mat SkinOf(const LevelFrame& frame, const RegionMap& regions) {
  CanvasFace face;
  for (const cv::Point2f& p : frame.points) face.points.push_back(p * 1.0f * kFieldFactor);
  face.width = cv::norm(face.points[kRightEar] - face.points[kLeftEar]);
  const cv::Mat hull = FaceHull(face, frame.bgr.size());
  const cv::Mat features = FaceSkin(face, frame.bgr.size()) < 0.5f;
  // The head window has the same axes: a pixel here is a shifted half of one there.
  const double k = static_cast<double>(kHeadWindow.unit / kMarkWindow.unit);
  const cv::Matx23d map(
      k, 0,
      static_cast<double>((kMarkWindow.left - kHeadWindow.left) * kHeadWindow.unit) + k / 2 - 0.5,
      0, k,
      static_cast<double>((kMarkWindow.top - kHeadWindow.top) * kHeadWindow.unit) + k / 2 - 0.5);
  cv::Mat labels;
  cv::warpAffine(regions.labels, labels, map, frame.bgr.size(),
                 cv::INTER_NEAREST | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT,
                 cv::Scalar(static_cast<int>(Region::kOutside)));
  cv::Mat skin = (labels == static_cast<int>(Region::kSkin)) & frame.inside;
  skin.setTo(0, hull & features);
  // Above the chin only the face: ears and temples are protected anyway.
  const int chin = std::clamp(cvRound(frame.points[152].y), 0, skin.rows);
  skin.rowRange(0, chin) &= hull.rowRange(0, chin);
  return skin;
}

struct Blob {
  int x = 0, y = 0;
  float sigma = 0, answer = 0;
};

/// Ratio of the smaller to the larger curvature; not positive where it is no dark spot.
float Roundness(const cv::Mat& smooth, int x, int y) {
  const auto at = [&](int dx, int dy) { return smooth.at<float>(y + dy, x + dx); };
  const float xx = at(1, 0) + at(-1, 0) - 2 * at(0, 0), yy = at(0, 1) + at(0, -1) - 2 * at(0, 0);
  const float xy = (at(1, 1) + at(-1, -1) - at(1, -1) - at(-1, 1)) / 4;
  const float mean = (xx + yy) / 2, half = std::hypot((xx - yy) / 2, xy);
  const float strong = mean - half, weak = mean + half;
  return strong < 0 ? weak / strong : 0;
}

std::vector<Blob> FindBlobs(const cv::Mat& standing, const cv::Mat& skin) {
  std::array<cv::Mat, kSigmas.size()> smooth, answers;
  for (size_t k = 0; k < kSigmas.size(); ++k) {
    const auto sigma = static_cast<double>(kSigmas[k]);
    cv::GaussianBlur(standing, smooth[k], {}, sigma, sigma, cv::BORDER_REPLICATE);
    cv::Laplacian(smooth[k], answers[k], CV_32F, 1, -sigma * sigma, 0, cv::BORDER_REPLICATE);
  }
  std::vector<Blob> blobs;
  for (size_t k = 0; k < kSigmas.size(); ++k) {
    for (int y = 1; y + 1 < skin.rows; ++y) {
      for (int x = 1; x + 1 < skin.cols; ++x) {
        const float v = answers[k].at<float>(y, x);
        if (v < kLeastAnswer || skin.at<uchar>(y, x) == 0) continue;
        bool most = true;
        for (size_t s = k > 0 ? k - 1 : 0; most && s <= std::min(k + 1, kSigmas.size() - 1); ++s) {
          for (int n = 0; most && n < 9; ++n) {
            most = answers[s].at<float>(y + n / 3 - 1, x + n % 3 - 1) <= v;
          }
        }
        if (most && Roundness(smooth[k], x, y) >= kLeastRoundness)
          blobs.push_back({x, y, kSigmas[k], v});
      }
    }
  }
  return blobs;
}

/// How far a blob stands out of the skin around it; 0 when it is not counted.
float Contrast(const cv::Mat& standing, const cv::Mat& skin, const Blob& blob) {
  const float radius = blob.sigma * kDiscOfSigma;
  const int reach = static_cast<int>(std::ceil(radius * kRingTo));
  double inside = 0, ring = 0, squares = 0;
  int in = 0, around = 0, seen = 0;
  for (int y = blob.y - reach; y <= blob.y + reach; ++y) {
    for (int x = blob.x - reach; x <= blob.x + reach; ++x) {
      const double r = std::hypot(x - blob.x, y - blob.y) / static_cast<double>(radius);
      const bool on_ring = r >= static_cast<double>(kRingFrom) && r <= static_cast<double>(kRingTo);
      around += on_ring ? 1 : 0;
      if (x < 0 || y < 0 || x >= skin.cols || y >= skin.rows) continue;
      const double v = standing.at<float>(y, x);
      if (r <= 0.7 || (x == blob.x && y == blob.y)) inside += v, ++in;
      if (!on_ring || skin.at<uchar>(y, x) == 0) continue;
      ring += v, squares += v * v, ++seen;
    }
  }
  if (seen == 0 || static_cast<float>(seen) < kRingSkin * static_cast<float>(around)) return 0;
  const double mean = ring / seen, scatter = std::sqrt(std::max(0.0, squares / seen - mean * mean));
  const double contrast = inside / in - mean;
  const bool counted = contrast >= static_cast<double>(kLeastContrast) &&
                       contrast >= static_cast<double>(kLeastScatters) * scatter;
  return counted ? static_cast<float>(contrast) : 0;
}

}  // namespace

std::vector<FaceMark> FindFaceMarks(const Photo& photo, const Analysis& analysis,
                                    const RegionMap& regions) {
  const auto frame = LevelFace(photo, analysis, kMarkWindow);
  if (!frame || regions.labels.empty()) return {};
  const cv::Mat standing = Standing(frame->bgr), skin = SkinOf(*frame, regions);
  const float length = static_cast<float>(std::hypot(static_cast<double>(frame->to_source(0, 0)),
                                                     static_cast<double>(frame->to_source(1, 0))));
  std::vector<FaceMark> marks;
  for (const Blob& blob : FindBlobs(standing, skin)) {
    const float contrast = Contrast(standing, skin, blob);
    if (contrast <= 0) continue;
    const auto at =
        frame->ToSource({static_cast<float>(blob.x) + 0.5f, static_cast<float>(blob.y) + 0.5f});
    marks.push_back({at, blob.sigma * kDiscOfSigma * length, contrast});
  }
  std::stable_sort(marks.begin(), marks.end(),
                   [](const FaceMark& a, const FaceMark& b) { return a.contrast > b.contrast; });
  std::vector<FaceMark> kept;
  for (const FaceMark& mark : marks) {
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const FaceMark& k) {
      return cv::norm(k.at - mark.at) < static_cast<double>(std::max(k.radius, mark.radius));
    });
    if (!known && kept.size() < kMaxMarks) kept.push_back(mark);
  }
  return kept;
}

}  // namespace zhaojian
