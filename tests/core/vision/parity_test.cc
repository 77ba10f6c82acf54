// SPDX-License-Identifier: Apache-2.0
// Holds the converted networks to what TensorFlow.js 4.22 computes from other people's conversions
// of the same weights (human-models 3.0.4: blazeface-back, facemesh-attention, selfie;
// face-api 1.7.15 itself) on one made-up picture. parity.bin: little-endian singles, in the order
// of the tests below.
#include <cmath>
#include <cstring>
#include <opencv2/dnn/dnn.hpp>

#include "core/base/file.h"
#include "core/vision/model_store.h"
#include "tests/core/vision/vision_support.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

constexpr size_t kDetector = 384;
constexpr size_t kMesh = 1404;
constexpr size_t kFlag = 1;
constexpr size_t kMask = 64 * 64;
constexpr size_t kIdentity = 128;

// The picture: whole numbers 0..255, the same in both programs.
cv::Mat Pattern(int side) {
  cv::Mat rgb(side, side, CV_32FC3);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      for (int c = 0; c < 3; ++c) {
        const int value = (x * 3 + y * 2 + (((x >> 4) + (y >> 4)) & 1) * 60 + c * 40) & 255;
        rgb.at<cv::Vec3f>(y, x)[c] = static_cast<float>(value);
      }
    }
  }
  return rgb;
}

class ParityTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto bytes = ReadFile(testing::VisionTestData() / "parity.bin", 1u << 20);
    ASSERT_TRUE(bytes.ok());
    ASSERT_EQ(bytes->size(), (kDetector + kMesh + kFlag + kMask + kIdentity) * sizeof(float));
    expected_.resize(bytes->size() / sizeof(float));
    std::memcpy(expected_.data(), bytes->data(), bytes->size());
  }

  cv::dnn::Net Network(const std::string& file) {
    auto store = ModelStore::Open(testing::ModelsForTests());
    EXPECT_TRUE(store.ok());
    auto net = store->Network(file);
    EXPECT_TRUE(net.ok()) << MessageOf(net.status());
    return net.ok() ? *net : cv::dnn::Net();
  }

  double LargestDifference(const float* actual, size_t start, size_t count) const {
    double worst = 0;
    for (size_t i = 0; i < count; ++i) {
      worst = std::max(worst, static_cast<double>(std::abs(actual[i] - expected_[start + i])));
    }
    return worst;
  }

  std::vector<float> expected_;
};

TEST_F(ParityTest, DetectorScores) {
  cv::dnn::Net net = Network("face_detector.onnx");
  const cv::Mat input = Pattern(256) * (1 / 127.5) - cv::Scalar::all(1);
  net.setInput(input.reshape(1, {1, 256, 256, 3}));
  const cv::Mat scores = net.forward("Identity_1:0");
  ASSERT_EQ(scores.total(), kDetector);
  EXPECT_LT(LargestDifference(scores.ptr<float>(), 0, kDetector), 1e-3);  // logits up to 18
}

TEST_F(ParityTest, MeshPointsAndFlag) {
  cv::dnn::Net net = Network("attention_base.onnx");
  net.setInput(cv::dnn::blobFromImage(Pattern(192), 1 / 255.0));
  std::vector<cv::Mat> outputs;
  net.forward(outputs, std::vector<cv::String>{"mesh", "flag"});
  ASSERT_EQ(outputs[0].total(), kMesh);
  EXPECT_LT(LargestDifference(outputs[0].ptr<float>(), kDetector, kMesh), 1e-3);  // pixels of 192
  const float flag = 1 / (1 + std::exp(-outputs[1].ptr<float>()[0]));
  EXPECT_NEAR(flag, expected_[kDetector + kMesh], 1e-5);
}

TEST_F(ParityTest, PersonMask) {
  cv::dnn::Net net = Network("person_mask.onnx");
  net.setInput(cv::dnn::blobFromImage(Pattern(256), 1 / 255.0));
  const cv::Mat mask = net.forward("mask").reshape(1, 256);
  double sum = 0;
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      const size_t at = kDetector + kMesh + kFlag + static_cast<size_t>(y * 64 + x);
      const auto difference =
          static_cast<double>(std::abs(mask.at<float>(4 * y, 4 * x) - expected_[at]));
      // The reference was converted from another rounding of the weights: 3.1e-3 on a photo.
      EXPECT_LT(difference, 0.05) << x << "," << y;
      sum += difference;
    }
  }
  EXPECT_LT(sum / kMask, 1e-3);
}

TEST_F(ParityTest, IdentityVector) {
  cv::dnn::Net net = Network("identity.onnx");
  net.setInput(cv::dnn::blobFromImage(Pattern(150), 1 / 255.0, cv::Size(),
                                      cv::Scalar(122.782, 117.001, 104.298)));
  const cv::Mat vector = net.forward("vector");
  ASSERT_EQ(vector.total(), kIdentity);
  EXPECT_LT(LargestDifference(vector.ptr<float>(), kDetector + kMesh + kFlag + kMask, kIdentity),
            1e-4);
}

}  // namespace
}  // namespace zhaojian
