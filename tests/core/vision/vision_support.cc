// SPDX-License-Identifier: Apache-2.0
#include "tests/core/vision/vision_support.h"

#include <algorithm>

#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/support/shared.h"

namespace zhaojian::testing {
namespace {

constexpr size_t kLargest = 64u << 20;

}  // namespace

std::vector<PortraitTruth> ReadTruth(const std::filesystem::path& path) {
  std::vector<PortraitTruth> all;
  const auto json = ReadJsonFile(path);
  EXPECT_TRUE(json.ok()) << path;
  if (!json.ok()) return all;
  for (const Json& entry : *json) {
    const auto point = [&entry](const char* key) {
      return cv::Point2d(entry.at(key).at(0).get<double>(), entry.at(key).at(1).get<double>());
    };
    PortraitTruth truth;
    truth.file = entry.at("file").get<std::string>();
    truth.pose = {entry.at("yaw").get<float>(), entry.at("pitch").get<float>(),
                  entry.at("roll").get<float>()};
    truth.open_left = entry.at("eye_closed_right").get<double>() < 0.5;
    truth.open_right = entry.at("eye_closed_left").get<double>() < 0.5;
    truth.eye_left = point("eye_center_subject_right");  // the subject's right is at image left
    truth.eye_right = point("eye_center_subject_left");
    all.push_back(truth);
  }
  return all;
}

Photo ReadPhoto(const std::filesystem::path& path) {
  const auto bytes = ReadFile(path, kLargest);
  EXPECT_TRUE(bytes.ok()) << path;
  if (!bytes.ok()) return {};
  auto photo = DecodePhoto(*bytes);
  EXPECT_TRUE(photo.ok()) << path;
  return photo.ok() ? *photo : Photo();
}

Photo PhotoOf(const cv::Mat& bgr) {
  Photo photo;
  photo.bgr = bgr;
  photo.info.upright_size = bgr.size();
  return photo;
}

Analyzer& SharedAnalyzer() {
  static const std::unique_ptr<Analyzer> kAnalyzer = [] {
    cv::setNumThreads(1);
    auto analyzer = Analyzer::Create(ModelsForTests());
    if (!analyzer.ok()) {
      ADD_FAILURE() << MessageOf(analyzer.status());
      std::abort();
    }
    return std::move(*analyzer);
  }();
  return *kAnalyzer;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  if (values.empty()) return 0;
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

std::filesystem::path VisionTestData() { return SourceFolder() / "tests" / "core" / "vision"; }

}  // namespace zhaojian::testing
