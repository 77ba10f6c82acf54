// SPDX-License-Identifier: Apache-2.0
// zj-matte-scenes: solves the mattes of known-alpha scenes for a scoring script, and prints times.
//
//   zj-matte-scenes --masks MASKS OUT PHOTO.png...   writes OUT/NAME_alpha.png (16 bit) and OUT/NAME_fg.png
//
// MASKS holds NAME.png, 16 bit, the person mask of each photo.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "core/vision/matte.h"

namespace {

int Run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 4 || arguments[0] != "--masks") {
    std::fputs("usage: zj-matte-scenes --masks MASKS OUT PHOTO.png...\n", stderr);
    return 2;
  }
  const std::filesystem::path masks = arguments[1];
  const std::filesystem::path out = arguments[2];
  std::filesystem::create_directories(out);
  for (size_t i = 3; i < arguments.size(); ++i) {
    const std::string name = std::filesystem::path(arguments[i]).stem().string();
    zhaojian::MatteProblem problem;
    problem.bgr = cv::imread(arguments[i], cv::IMREAD_COLOR);
    const cv::Mat mask = cv::imread((masks / (name + ".png")).string(), cv::IMREAD_UNCHANGED);
    mask.convertTo(problem.person_mask, CV_32F, 1.0 / 65535);
    const auto start = std::chrono::steady_clock::now();
    const auto matte = zhaojian::SolveMatte(problem);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    if (!matte.ok()) {
      std::fprintf(stderr, "%s: %s\n", name.c_str(), zhaojian::MessageOf(matte.status()).c_str());
      return 1;
    }
    std::printf("%-14s %6.0f ms  plain %d  low contrast %.2f  confidence %.2f\n", name.c_str(),
                time.count(), matte->plain_background ? 1 : 0, matte->low_contrast,
                matte->confidence);
    cv::Mat alpha;
    matte->alpha.convertTo(alpha, CV_16U, 65535);
    cv::imwrite((out / (name + "_alpha.png")).string(), alpha, {cv::IMWRITE_PNG_COMPRESSION, 1});
    cv::imwrite((out / (name + "_fg.png")).string(), matte->foreground,
                {cv::IMWRITE_PNG_COMPRESSION, 1});
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return Run(std::vector<std::string>(argv + 1, argv + argc));
}
