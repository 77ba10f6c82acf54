// SPDX-License-Identifier: Apache-2.0
// zj-region-sheets: draws what the regions saw, to be looked at.
//
//   zj-region-sheets MODELS OUT PHOTO...   writes OUT/sheet_NN.png, eight photos a sheet: the
//                                          levelled photo beside its label map
//
// Pictures of shared/portraits/p* are for looking at only; they are never kept or shown.
#include <array>
#include <cstdio>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/imaging/photo.h"
#include "core/vision/analysis.h"
#include "core/vision/regions.h"

namespace zhaojian {
namespace {

constexpr int kPerSheet = 8;

// Outside, background, hair, skin, clothes, other; BGR.
const std::array<cv::Vec3b, 6> kTints = {
    {{0, 0, 0}, {190, 150, 80}, {40, 40, 220}, {120, 200, 255}, {60, 160, 60}, {220, 60, 220}}};

cv::Mat Tinted(const LevelFrame& frame, const RegionMap& map) {
  cv::Mat out = frame.bgr.clone();
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      const auto& tint = kTints[map.labels.at<unsigned char>(y, x)];
      auto& p = out.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) p[c] = static_cast<unsigned char>((p[c] + tint[c]) / 2);
    }
  }
  return out;
}

Status DrawOne(const std::filesystem::path& file, Analyzer* analyzer, cv::Mat* out) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(file, kMaxPhotoBytes));
  DecodeOptions options;
  options.min_short_side = 960;
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes, options));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer->Analyze(photo));
  const double start = ThreadCpuSeconds();
  const auto frame = LevelFace(photo, analysis, kHeadWindow);
  const double middle = ThreadCpuSeconds();
  if (!frame) return absl::OkStatus();
  const RegionMap map = ClassicRegions().Segment(*frame);
  const double end = ThreadCpuSeconds();
  std::printf("%s separation %.2f bald %d unit %.0f frame %.1f ms regions %.1f ms\n",
              file.filename().c_str(), static_cast<double>(map.separation), map.bald ? 1 : 0,
              static_cast<double>(frame->source_unit), 1e3 * (middle - start),
              1e3 * (end - middle));
  cv::hconcat(frame->bgr, Tinted(*frame, map), *out);
  cv::putText(*out, file.stem().string(), {4, 14}, cv::FONT_HERSHEY_SIMPLEX, 0.45, {0, 0, 255}, 1);
  return absl::OkStatus();
}

int Run(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: zj-region-sheets MODELS OUT PHOTO...\n");
    return 2;
  }
  cv::setNumThreads(1);
  auto analyzer = Analyzer::Create(argv[1]);
  if (!analyzer.ok()) return 2;
  std::filesystem::create_directories(argv[2]);
  std::vector<cv::Mat> cells;
  int sheet = 0;
  const auto flush = [&] {
    if (cells.empty()) return;
    while (cells.size() % 2 != 0 || cells.empty())
      cells.push_back(cv::Mat::zeros(cells[0].size(), CV_8UC3));
    std::vector<cv::Mat> rows;
    for (size_t i = 0; i < cells.size(); i += 2) {
      rows.emplace_back();
      cv::hconcat(cells[i], cells[i + 1], rows.back());
    }
    cv::Mat all;
    cv::vconcat(rows, all);
    char name[64];
    std::snprintf(name, sizeof name, "sheet_%02d.png", ++sheet);
    cv::imwrite((std::filesystem::path(argv[2]) / name).string(), all);
    cells.clear();
  };
  for (int i = 3; i < argc; ++i) {
    cv::Mat cell;
    const Status done = DrawOne(argv[i], analyzer->get(), &cell);
    if (!done.ok()) std::fprintf(stderr, "%s: %s\n", argv[i], MessageOf(done).c_str());
    if (!cell.empty()) cells.push_back(cell);
    if (cells.size() == kPerSheet) flush();
  }
  flush();
  return 0;
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) { return zhaojian::Run(argc, argv); }
