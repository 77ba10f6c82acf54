// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "app/desk/retouch_desk.h"
#include "tests/support/shared.h"

namespace zhaojian::desk {

/// Paints the exposure into the picture, so that a test sees which recipe was drawn.
class FakeEngine final : public RetouchEngine {
 public:
  StatusOr<cv::Mat> Render(const Recipe& recipe) override {
    double ev = 0;
    for (size_t i = 0; i < recipe.cursor; ++i) {
      const auto it = recipe.operations[i].parameters.find("ev");
      if (it != recipe.operations[i].parameters.end()) ev = it->second;
    }
    ++renders;
    return cv::Mat(1280, 960, CV_8UC3, cv::Scalar::all(100 + ev * 100));
  }
  StatusOr<cv::Mat> Source(const Recipe& /*recipe*/) override {
    return cv::Mat(1280, 960, CV_8UC3, cv::Scalar::all(50));
  }
  StatusOr<cv::Mat> Alpha(const Recipe& /*recipe*/) override {
    return cv::Mat(1280, 960, CV_8UC1, cv::Scalar(0));
  }
  StatusOr<GateReport> Gate(const Recipe& /*recipe*/) override {
    GateReport gate;
    gate.items = {{"gate.bytes", 36214, "bytes", {20480, 40000, {}, {}}, true, ""}};
    return gate;
  }
  static inline std::atomic<int> renders{0};
};

/// What the machine made of a photo: a crop and an exposure.
inline std::string RecipeBytes() {
  Recipe recipe;
  recipe.source_sha256 = std::string(64, 'a');
  recipe.profile = kDefaultProfile;
  recipe.analysis.source_size = {1400, 1800};
  recipe.analysis.person_mask = cv::Mat(256, 256, CV_32F, cv::Scalar(0.0f));
  for (const auto& [kind, parameters] :
       {std::pair<std::string, std::map<std::string, double>>{
            "geom.crop_scale", {{"scale", 0.5}, {"x", 100}, {"y", 60}}},
        {"tone.exposure", {{"ev", 0.1}}}}) {
    Operation operation;
    operation.kind = kind;
    operation.parameters = parameters;
    operation.author = "auto";
    operation.time = absl::FromUnixSeconds(1'770'000'000);
    recipe.Push(operation);
  }
  return RecipeToBytes(recipe);
}

/// A desk of T-001 that draws with FakeEngine and keeps nothing on the disk.
inline RetouchSetup FakeRetouchSetup() {
  RetouchSetup setup;
  setup.assets = testing::AssetsForTests();
  setup.staff = "T-001";
  setup.engines = [](const std::string& /*bytes*/,
                     const Profile& /*profile*/) -> StatusOr<std::unique_ptr<RetouchEngine>> {
    return std::unique_ptr<RetouchEngine>(std::make_unique<FakeEngine>());
  };
  return setup;
}

}  // namespace zhaojian::desk
