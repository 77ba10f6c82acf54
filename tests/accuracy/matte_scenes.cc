// SPDX-License-Identifier: Apache-2.0
// zj-matte-scenes: solves the mattes of known-alpha scenes for a scoring script, and prints times.
//
//   zj-matte-scenes MODELS OUT PHOTO...   writes OUT/NAME_alpha.png (16 bit) and OUT/NAME_fg.png
//
// The photos must have the size of a canvas (240 x 320 to 1500 x 2000); MODELS holds the networks.
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/imaging/photo.h"
#include "core/vision/analysis.h"
#include "core/vision/matte.h"

namespace zhaojian {
namespace {

double CpuMilliseconds() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

Status SolveOne(const std::filesystem::path& file, const std::filesystem::path& out,
                Analyzer* analyzer) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(file, kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer->Analyze(photo));
  const double start = CpuMilliseconds();
  ZJ_ASSIGN_OR_RETURN(const Matte matte, SolveMatte({photo.bgr, analysis.person_mask, cv::Mat()}));
  const std::string name = file.stem().string();
  std::printf("%-14s %6.0f ms  plain %d  low contrast %.2f  confidence %.2f\n", name.c_str(),
              CpuMilliseconds() - start, matte.plain_background ? 1 : 0, matte.low_contrast,
              matte.confidence);
  cv::Mat alpha;
  matte.alpha.convertTo(alpha, CV_16U, 65535);
  const std::vector<int> fast = {cv::IMWRITE_PNG_COMPRESSION, 1};
  cv::imwrite((out / (name + "_alpha.png")).string(), alpha, fast);
  cv::imwrite((out / (name + "_fg.png")).string(), matte.foreground, fast);
  return {};
}

int Run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3) {
    std::fputs("usage: zj-matte-scenes MODELS OUT PHOTO...\n", stderr);
    return 2;
  }
  const std::filesystem::path out = arguments[1];
  std::filesystem::create_directories(out);
  auto analyzer = Analyzer::Create(arguments[0]);
  Status status = analyzer.status();
  for (size_t i = 2; i < arguments.size() && status.ok(); ++i) {
    status = Annotate(SolveOne(arguments[i], out, analyzer->get()), arguments[i]);
  }
  if (status.ok()) return 0;
  std::fprintf(stderr, "zj-matte-scenes: %s\n", MessageOf(status).c_str());
  return 1;
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) {
  return zhaojian::Run(std::vector<std::string>(argv + 1, argv + argc));
}
