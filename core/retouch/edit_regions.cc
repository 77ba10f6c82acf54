// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/edit_regions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/vision/level_frame.h"
#include "core/vision/regions.h"

namespace zhaojian {
namespace {

/// Person probability from which a pixel counts as the person.
constexpr float kPerson = 0.5f;
/// Growth of the face hull, share of its width: the jaw line's +- 6 delivered px of the photo
/// standard at a face of 215 px are 3 %, the mesh's own error (models reference) is another 2 %.
constexpr double kHullMargin = 0.05;
/// The neck: width and length below the chin, shares of the face's width. GUESS, generous.
constexpr double kNeckWidth = 0.66, kNeckLength = 0.42;
/// An ear: centre beyond the contour at ear height, half width and half height, same unit.
constexpr double kEarOut = 0.05, kEarHalfWidth = 0.09, kEarHalfHeight = 0.20;

/// clean.face with leave to take a mark away.
constexpr char kFaceAndMarks[] = "clean.face+marks";

/// A mark's outline lies this much beyond its edge: half of the soft rim of a healed stroke.
constexpr double kMarkMargin = 1.4;

// Mesh points (the canonical face mesh's numbering).
constexpr std::initializer_list<int> kFeatures[] = {
    {70, 63, 105, 66, 107, 55, 65, 52, 53, 46, 33, 133, 145, 159, 23, 27},  // brow + eye
    {300, 293, 334, 296, 336, 285, 295, 282, 283, 276, 362, 263, 374, 386, 253, 257},
    {168, 6, 193, 417, 129, 358, 98, 327, 2, 94, 48, 278, 64, 294},            // nose
    {61, 291, 0, 17, 37, 267, 84, 314, 40, 270, 91, 321, 39, 269, 181, 405}};  // mouth
constexpr int kChin = 152, kEarLeft = 234, kEarRight = 454;

std::vector<cv::Point> HullOf(const std::vector<cv::Point2f>& points) {
  std::vector<cv::Point2f> hull;
  cv::convexHull(points, hull);
  std::vector<cv::Point> out;
  for (const cv::Point2f& p : hull) out.emplace_back(cvRound(p.x), cvRound(p.y));
  return out;
}

void FillGrown(cv::Mat* map, const std::vector<cv::Point2f>& points, double margin,
               EditRegion region) {
  const std::vector<cv::Point> hull = HullOf(points);
  const cv::Scalar value(static_cast<int>(region));
  cv::fillConvexPoly(*map, hull, value);
  const int thickness = 2 * static_cast<int>(std::lround(margin)) + 1;
  cv::polylines(*map, hull, true, value, thickness);
}

/// EditRegions::Allows of every region: asked once, not at every pixel.
std::array<bool, EditRegions::kRegions> AllowedTable(const std::string& kind) {
  std::array<bool, EditRegions::kRegions> table{};
  for (size_t v = 0; v < table.size(); ++v) {
    table[v] = EditRegions::Allows(kind, static_cast<EditRegion>(v));
  }
  return table;
}

}  // namespace

std::string RegionKindOf(const Operation& operation) {
  const auto marks = operation.parameters.find("marks");
  const bool covers =
      operation.kind == "clean.face" && marks != operation.parameters.end() && marks->second >= 1;
  return covers ? kFaceAndMarks : operation.kind;
}

EditRegions::EditRegions(const Analysis& analysis, const Photo* photo) {
  Draw(analysis, photo);
  std::for_each(map_.begin<uchar>(), map_.end<uchar>(), [&](uchar v) { ++cells_[v]; });
}

void EditRegions::Draw(const Analysis& analysis, const Photo* photo) {
  const cv::Size size = analysis.source_size;
  cells_per_pixel_ = std::min(1.0, 1.0 * kSide / std::max(size.width, size.height));
  const cv::Size cells(std::max(1, cvCeil(size.width * cells_per_pixel_)),
                       std::max(1, cvCeil(size.height * cells_per_pixel_)));
  map_ = cv::Mat(cells, CV_8UC1, cv::Scalar(static_cast<int>(EditRegion::kBackground)));
  cv::Mat person(cells, CV_8UC1, cv::Scalar(0));
  if (!analysis.person_mask.empty()) {
    cv::Mat mask;
    cv::resize(analysis.person_mask, mask, cells, 0, 0, cv::INTER_LINEAR);
    person = mask >= kPerson;
  }
  if (analysis.landmarks.size() != kLandmarkCount) {
    map_.setTo(static_cast<int>(EditRegion::kSkin), person);
    return;
  }
  std::vector<cv::Point2f> points;
  for (const cv::Point3f& p : analysis.landmarks) {
    points.emplace_back(static_cast<float>(p.x * cells_per_pixel_),
                        static_cast<float>(p.y * cells_per_pixel_));
  }
  const double width = cv::norm(points[kEarRight] - points[kEarLeft]);
  const int chin = std::clamp(cvRound(points[kChin].y), 0, cells.height);
  map_.rowRange(0, chin).setTo(static_cast<int>(EditRegion::kHair), person.rowRange(0, chin));
  map_.rowRange(chin, cells.height)
      .setTo(static_cast<int>(EditRegion::kClothes), person.rowRange(chin, cells.height));
  const cv::Rect neck(cvRound(points[kChin].x - kNeckWidth * width / 2), chin,
                      cvRound(kNeckWidth * width), cvRound(kNeckLength * width));
  const cv::Rect seen = neck & cv::Rect({0, 0}, cells);
  map_(seen).setTo(static_cast<int>(EditRegion::kSkin), person(seen));
  if (photo != nullptr) PutColours(*photo, analysis);
  PutFace(points, width);
  for (const FaceMark& mark : marks_) {
    const auto radius = kMarkMargin * static_cast<double>(mark.radius) * cells_per_pixel_;
    cv::circle(map_, cv::Point(mark.at * cells_per_pixel_), std::max(1, cvCeil(radius)),
               cv::Scalar(static_cast<int>(EditRegion::kMark)), cv::FILLED);
  }
}

void EditRegions::PutColours(const Photo& photo, const Analysis& analysis) {
  const auto frame = LevelFace(photo, analysis, kHeadWindow);
  if (!frame) return;
  const RegionMap regions = ClassicRegions().Segment(*frame);
  marks_ = FindFaceMarks(photo, analysis, regions);
  // Cells to frame pixels, both by their centres.
  const cv::Matx23f& f = frame->to_source;
  const cv::Matx33d to_source(f(0, 0), f(0, 1), f(0, 2), f(1, 0), f(1, 1), f(1, 2), 0, 0, 1);
  const double k = 1 / cells_per_pixel_;
  const cv::Matx33d centre(k, 0, k / 2, 0, k, k / 2, 0, 0, 1),
      back(1, 0, -0.5, 0, 1, -0.5, 0, 0, 1);
  const cv::Matx33d whole = back * to_source.inv() * centre;
  cv::Mat labels;
  cv::warpAffine(regions.labels, labels, whole.get_minor<2, 3>(0, 0), map_.size(),
                 cv::INTER_NEAREST | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT,
                 cv::Scalar(static_cast<int>(Region::kOutside)));
  for (const auto& [region, edit] :
       {std::pair<Region, EditRegion>{Region::kHair, EditRegion::kHair},
        {Region::kSkin, EditRegion::kSkin},
        {Region::kClothes, EditRegion::kClothes}}) {
    map_.setTo(static_cast<int>(edit), labels == static_cast<int>(region));
  }
}

void EditRegions::PutFace(const std::vector<cv::Point2f>& points, double width) {
  const double margin = kHullMargin * width;
  FillGrown(&map_, points, margin, EditRegion::kSkin);
  for (const auto& feature : kFeatures) {
    std::vector<cv::Point2f> some;
    for (const int i : feature) some.push_back(points[static_cast<size_t>(i)]);
    FillGrown(&map_, some, margin / 2, EditRegion::kIdentityCore);
  }
  const cv::Point2f across = (points[kEarRight] - points[kEarLeft]) * kEarOut;
  for (const cv::Point2f& ear : {points[kEarLeft] - across, points[kEarRight] + across}) {
    cv::ellipse(map_, cv::Point(ear),
                cv::Size(cvRound(kEarHalfWidth * width), cvRound(kEarHalfHeight * width)), 0, 0,
                360, cv::Scalar(static_cast<int>(EditRegion::kIdentityCore)), cv::FILLED);
  }
}

EditRegion EditRegions::At(cv::Point2d source) const {
  const int x = std::clamp(static_cast<int>(source.x * cells_per_pixel_), 0, map_.cols - 1);
  const int y = std::clamp(static_cast<int>(source.y * cells_per_pixel_), 0, map_.rows - 1);
  return static_cast<EditRegion>(map_.at<uchar>(y, x));
}

bool EditRegions::Allows(const std::string& kind, EditRegion region) {
  if (kind == "clean.background" || kind == "clean.stray_hair") {
    return region == EditRegion::kBackground;
  }
  if (kind == "clean.clothes") return region == EditRegion::kClothes;
  if (kind == "clean.clone") {
    return region == EditRegion::kBackground || region == EditRegion::kClothes;
  }
  if (kind == "clean.face") return region == EditRegion::kSkin;
  if (kind == kFaceAndMarks) return region == EditRegion::kSkin || region == EditRegion::kMark;
  return true;
}

int EditRegions::Size(const std::string& kind) const {
  const auto allowed = AllowedTable(kind);
  int size = 0;
  for (size_t v = 0; v < allowed.size(); ++v) size += allowed[v] ? cells_[v] : 0;
  return size;
}

int EditRegions::Cut(const std::string& kind, double scale, StrokeArea* area) const {
  const auto allowed = AllowedTable(kind);
  int cut = 0;
  for (int y = 0; y < area->mask.rows; ++y) {
    uchar* m = area->mask.ptr<uchar>(y);
    for (int x = 0; x < area->mask.cols; ++x) {
      if (m[x] == 0) continue;
      const cv::Point2d source((area->rect.x + x + 0.5) / scale, (area->rect.y + y + 0.5) / scale);
      if (allowed[static_cast<uchar>(At(source))]) continue;
      m[x] = 0;
      ++cut;
    }
  }
  return cut;
}

}  // namespace zhaojian
