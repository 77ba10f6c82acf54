// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <opencv2/dnn/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "core/vision/analysis.h"
#include "core/vision/face_mesh.h"
#include "core/vision/model_store.h"

namespace zhaojian {
namespace {

constexpr int kChip = 150;
// Where the outer and inner eye corners and the nose base lie in dlib's aligned face, as shares of
// its box, and the border around that box (dlib's five-point mean shape; reference/models.md).
constexpr double kPadding = 0.25;
struct Anchor {
  size_t landmark;
  double x;
  double y;
};
constexpr Anchor kAnchors[] = {{263, 0.8596, 0.2135},
                               {362, 0.6461, 0.2290},
                               {33, 0.1206, 0.2137},
                               {133, 0.3341, 0.2291},
                               {2, 0.4901, 0.6278}};

// The least-squares similarity from photo to chip, as the region of the photo that fills the chip.
MeshRegion ChipRegion(const std::vector<cv::Point3f>& landmarks) {
  cv::Point2d from_mean;
  cv::Point2d to_mean;
  for (const Anchor& anchor : kAnchors) {
    const cv::Point3f& p = landmarks[anchor.landmark];
    from_mean += cv::Point2d(static_cast<double>(p.x), static_cast<double>(p.y)) / 5;
    to_mean += cv::Point2d(anchor.x, anchor.y) / 5;
  }
  double dot = 0;
  double cross = 0;
  double norm = 0;
  for (const Anchor& anchor : kAnchors) {
    const cv::Point3f& p = landmarks[anchor.landmark];
    const cv::Point2d f =
        cv::Point2d(static_cast<double>(p.x), static_cast<double>(p.y)) - from_mean;
    const cv::Point2d t = cv::Point2d(anchor.x, anchor.y) - to_mean;
    dot += t.x * f.x + t.y * f.y;
    cross += t.x * f.y - t.y * f.x;
    norm += t.dot(t);
  }
  // photo = from_mean + (a, -b; b, a) (share - to_mean)
  const double a = dot / norm;
  const double b = cross / norm;
  const cv::Point2d middle = cv::Point2d(0.5, 0.5) - to_mean;
  MeshRegion region;
  region.size = static_cast<float>(std::hypot(a, b) * (1 + 2 * kPadding));
  region.angle = static_cast<float>(std::atan2(b, a));
  region.centre = cv::Point2f(
      from_mean + cv::Point2d(a * middle.x - b * middle.y, b * middle.x + a * middle.y));
  return region;
}

class NetworkIdentityMeter : public IdentityMeter {
 public:
  explicit NetworkIdentityMeter(cv::dnn::Net net) : net_(std::move(net)) {}

  StatusOr<FaceVector> Describe(const cv::Mat& bgr,
                                const std::vector<cv::Point3f>& landmarks) override {
    if (landmarks.size() != static_cast<size_t>(kLandmarkCount) || bgr.empty() ||
        bgr.type() != CV_8UC3) {
      return MakeError(StatusCode::kInvalidArgument, "LANDMARKS_MISSING",
                       "a face vector needs a photo and all 478 landmarks", "landmarks");
    }
    try {
      const cv::Mat chip = CutRegion(bgr, ChipRegion(landmarks), kChip);
      // Mean colour of the training set, red first, and the divisor: face-api's preprocessing.
      net_.setInput(cv::dnn::blobFromImage(chip, 1 / 255.0, cv::Size(),
                                           cv::Scalar(122.782, 117.001, 104.298),
                                           /*swapRB=*/true));
      const cv::Mat output = net_.forward("vector");
      FaceVector vector{};
      if (output.total() != vector.size()) {
        return MakeError(StatusCode::kInternal, "VISION_FAILED",
                         "the identity network gave no 128 numbers");
      }
      std::copy_n(output.ptr<float>(), vector.size(), vector.begin());
      return vector;
    } catch (const cv::Exception& error) {
      return MakeError(StatusCode::kInternal, "VISION_FAILED",
                       "the identity network failed: " + error.err);
    }
  }

 private:
  cv::dnn::Net net_;
};

}  // namespace

StatusOr<std::unique_ptr<IdentityMeter>> IdentityMeter::Create(
    const std::filesystem::path& model_folder) {
  ZJ_ASSIGN_OR_RETURN(const ModelStore store, ModelStore::Open(model_folder));
  ZJ_ASSIGN_OR_RETURN(cv::dnn::Net net, store.Network("identity.onnx"));
  return std::unique_ptr<IdentityMeter>(std::make_unique<NetworkIdentityMeter>(std::move(net)));
}

double FaceDistance(const FaceVector& a, const FaceVector& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

}  // namespace zhaojian
