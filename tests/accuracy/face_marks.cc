// SPDX-License-Identifier: Apache-2.0
// zj-face-marks: how well marks of a face are found.
//
//   zj-face-marks MODELS OUT PHOTO...
//
// Paints moles of known size and depth on both cheeks, chin and forehead of each portrait and
// prints how many are found by size and depth, with 95 % Wilson intervals; and how many marks are
// found in the untouched portrait. Writes OUT/NAME.png, the face with its marks outlined, to be
// looked at: a real mole is no false alarm. Pictures of shared/portraits/p* are never kept or
// shown.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/compliance/check.h"
#include "core/retouch/edit_regions.h"
#include "core/vision/level_frame.h"

namespace zhaojian {
namespace {

namespace fs = std::filesystem;

/// Landmarks between which moles are painted: cheeks, chin, forehead.
constexpr size_t kPlaces[][2] = {{50, 205}, {280, 425}, {200, 199}, {151, 9}};
constexpr double kDiameters[] = {0.012, 0.02, 0.03, 0.05, 0.08};
/// Share of the light that is taken away; moles of the portraits take 0.25 to 0.6.
constexpr double kDepths[] = {0.15, 0.25, 0.4, 0.6};

void Paint(Photo* photo, cv::Point2d at, double radius, double depth) {
  const int reach = cvCeil(radius * 1.3) + 1;
  const cv::Rect box =
      cv::Rect(cvRound(at.x) - reach, cvRound(at.y) - reach, 2 * reach, 2 * reach) &
      cv::Rect({0, 0}, photo->bgr.size());
  for (int y = box.y; y < box.br().y; ++y) {
    for (int x = box.x; x < box.br().x; ++x) {
      const double r = cv::norm(cv::Point2d(x + 0.5, y + 0.5) - at) / radius;
      const double t = std::clamp((1.2 - r) / 0.4, 0.0, 1.0), w = depth * t * t * (3 - 2 * t);
      cv::Vec3b& p = photo->bgr.at<cv::Vec3b>(y, x);
      p = {cv::saturate_cast<uchar>(p[0] * (1 - w)), cv::saturate_cast<uchar>(p[1] * (1 - w)),
           cv::saturate_cast<uchar>(p[2] * (1 - 0.8 * w))};
    }
  }
}

bool Found(const EditRegions& regions, cv::Point2d at, double radius) {
  for (const FaceMark& mark : regions.marks()) {
    const cv::Point2d gap(static_cast<double>(mark.at.x) - at.x,
                          static_cast<double>(mark.at.y) - at.y);
    if (cv::norm(gap) <= std::max(radius, static_cast<double>(mark.radius))) return true;
  }
  return false;
}

void Draw(const Photo& photo, const Analysis& analysis, const EditRegions& regions,
          const fs::path& file) {
  const auto frame = LevelFace(photo, analysis, {-1.3f, -1.1f, 1.3f, 2.0f, 200.0f});
  if (!frame) return;
  cv::Mat out = frame->bgr.clone();
  const cv::Matx23f& f = frame->to_source;
  const cv::Matx33f whole(f(0, 0), f(0, 1), f(0, 2), f(1, 0), f(1, 1), f(1, 2), 0, 0, 1);
  const cv::Matx33f back = whole.inv();
  const auto zoom = static_cast<float>(
      1 / std::hypot(static_cast<double>(f(0, 0)), static_cast<double>(f(1, 0))));
  for (const FaceMark& mark : regions.marks()) {
    const cv::Vec3f p = back * cv::Vec3f(mark.at.x, mark.at.y, 1);
    cv::circle(out, cv::Point(cvRound(p[0]), cvRound(p[1])), cvRound(1.4f * mark.radius * zoom) + 2,
               {255, 0, 255}, 1, cv::LINE_AA);
  }
  cv::imwrite(file.string(), out);
}

std::string Share(int hits, int of) {
  if (of == 0) return "-";
  const double z = 1.96, n = of, p = hits / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  char text[64];
  std::snprintf(text, sizeof text, "%3d/%-3d [%.0f, %.0f] %%", hits, of, 100 * (middle - half),
                100 * (middle + half));
  return text;
}

using Counts = std::map<std::pair<size_t, size_t>, std::pair<int, int>>;

Status Look(const fs::path& file, const fs::path& out, Analyzer& analyzer, Counts* counts) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(file, kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes, {kAnalysisShortSide}));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer.Analyze(photo));
  if (analysis.landmarks.size() != kLandmarkCount) return absl::OkStatus();
  const EditRegions plain(analysis, &photo);
  std::printf("%s %zu\n", file.filename().c_str(), plain.marks().size());
  Draw(photo, analysis, plain, out / (file.stem().string() + ".png"));
  const auto at = [&](size_t i) {
    return cv::Point2d(static_cast<double>(analysis.landmarks[i].x),
                       static_cast<double>(analysis.landmarks[i].y));
  };
  const double width = cv::norm(at(454) - at(234));
  for (size_t d = 0; d < std::size(kDiameters); ++d) {
    for (size_t k = 0; k < std::size(kDepths); ++k) {
      Photo painted = photo;
      painted.bgr = photo.bgr.clone();
      const double radius = kDiameters[d] * width / 2;
      for (const auto& place : kPlaces) {
        Paint(&painted, (at(place[0]) + at(place[1])) * 0.5 * photo.scale, radius * photo.scale,
              kDepths[k]);
      }
      const EditRegions regions(analysis, &painted);
      for (const auto& place : kPlaces) {
        auto& [hits, of] = (*counts)[{d, k}];
        ++of;
        hits += Found(regions, (at(place[0]) + at(place[1])) * 0.5, radius) ? 1 : 0;
      }
    }
  }
  return absl::OkStatus();
}

int Run(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: zj-face-marks MODELS OUT PHOTO...\n");
    return 2;
  }
  cv::setNumThreads(1);
  auto analyzer = Analyzer::Create(argv[1]);
  if (!analyzer.ok()) return 2;
  fs::create_directories(argv[2]);
  Counts counts;
  for (int i = 3; i < argc; ++i) {
    const Status looked = Look(argv[i], argv[2], **analyzer, &counts);
    if (!looked.ok()) std::fprintf(stderr, "%s: %s\n", argv[i], MessageOf(looked).c_str());
  }
  std::printf(
      "found of painted, 95 %% interval; rows: share of the face's width, columns: depth\n");
  for (size_t d = 0; d < std::size(kDiameters); ++d) {
    std::printf("%.3f", kDiameters[d]);
    for (size_t k = 0; k < std::size(kDepths); ++k) {
      const auto& [hits, of] = counts[{d, k}];
      std::printf(" | %.2f: %s", kDepths[k], Share(hits, of).c_str());
    }
    std::printf("\n");
  }
  return 0;
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) { return zhaojian::Run(argc, argv); }
