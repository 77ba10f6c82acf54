// SPDX-License-Identifier: Apache-2.0
#include "core/vision/face_mesh.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zhaojian {
namespace {

constexpr int kSide = 192;
constexpr int kMeshPoints = 468;
// MediaPipe's graphs enlarge both the detection and the box of the points by half.
constexpr float kRegionScale = 1.5f;
// Outer eye corners at image left and image right: the line that is turned level.
constexpr size_t kEyeLeft = 33;
constexpr size_t kEyeRight = 263;
constexpr int kFeatureSide = 48;
constexpr int kFeatureChannels = 32;
constexpr int kPartSide = 16;
// Crop pixels per feature pixel.
constexpr float kFeatureStep = static_cast<float>(kSide) / static_cast<float>(kFeatureSide);

cv::Point2f Turn(const cv::Point2f& p, float angle) {
  const float c = std::cos(angle);
  const float s = std::sin(angle);
  return {c * p.x - s * p.y, s * p.x + c * p.y};
}

/// Middle and size of the box of points in a frame turned by `angle`; the middle is turned back.
struct TurnedBox {
  cv::Point2f centre;
  cv::Size2f size;
};

template <typename Points>
TurnedBox BoxOf(const Points& points, float angle) {
  cv::Point2f low(1e9f, 1e9f);
  cv::Point2f high(-1e9f, -1e9f);
  for (const cv::Point2f& point : points) {
    const cv::Point2f p = Turn(point, -angle);
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  return {Turn((low + high) / 2, angle), {high.x - low.x, high.y - low.y}};
}

float AngleOf(const cv::Point2f& from, const cv::Point2f& to) {
  return std::atan2(to.y - from.y, to.x - from.x);
}

cv::Point2f Flat(const cv::Point3f& p) { return {p.x, p.y}; }

MeshRegion RegionOfPoints(const std::vector<cv::Point3f>& points) {
  std::vector<cv::Point2f> flat;
  for (size_t i = 0; i < kMeshPoints; ++i) flat.push_back(Flat(points[i]));
  const float angle = AngleOf(flat[kEyeLeft], flat[kEyeRight]);
  const TurnedBox box = BoxOf(flat, angle);
  return {box.centre, kRegionScale * std::max(box.size.width, box.size.height), angle};
}

float Sigmoid(float logit) { return 1.0f / (1.0f + std::exp(-logit)); }

// Samples the feature map like MediaPipe's TransformTensorBilinear, version 2: bilinear, zero
// outside. `axes` maps crop pixels to feature pixels, `origin` is where the crop's corner lies.
cv::Mat SampleFeature(const cv::Mat& feature, const cv::Matx22f& axes, const cv::Point2f& origin) {
  const int shape[] = {1, kFeatureChannels, kPartSide, kPartSide};
  cv::Mat crop(4, shape, CV_32F, cv::Scalar(0));
  for (int y = 0; y < kPartSide; ++y) {
    for (int x = 0; x < kPartSide; ++x) {
      const float cx = static_cast<float>(x) + 0.5f;
      const float cy = static_cast<float>(y) + 0.5f;
      const float sx = axes(0, 0) * cx + axes(0, 1) * cy + origin.x - 0.5f;
      const float sy = axes(1, 0) * cx + axes(1, 1) * cy + origin.y - 0.5f;
      const int x0 = cvFloor(sx);
      const int y0 = cvFloor(sy);
      const float fx = sx - static_cast<float>(x0);
      const float fy = sy - static_cast<float>(y0);
      for (int corner = 0; corner < 4; ++corner) {
        const int px = x0 + corner % 2;
        const int py = y0 + corner / 2;
        if (px < 0 || py < 0 || px >= kFeatureSide || py >= kFeatureSide) continue;
        const float weight = (corner % 2 == 1 ? fx : 1 - fx) * (corner / 2 == 1 ? fy : 1 - fy);
        const float* source = feature.ptr<float>() + py * kFeatureSide + px;
        float* target = crop.ptr<float>() + y * kPartSide + x;
        for (int c = 0; c < kFeatureChannels; ++c) {
          target[c * kPartSide * kPartSide] += weight * source[c * kFeatureSide * kFeatureSide];
        }
      }
    }
  }
  return crop;
}

}  // namespace

cv::Mat CutRegion(const cv::Mat& bgr, const MeshRegion& region, int side) {
  cv::Mat source = bgr;
  cv::Point2f origin(0, 0);
  float shrink = 1;
  const int factor = static_cast<int>(region.size / static_cast<float>(side));
  if (factor >= 2) {
    const float half = region.size * 0.7072f;  // half the diagonal covers every angle
    const cv::Rect around(cvFloor(region.centre.x - half), cvFloor(region.centre.y - half),
                          cvCeil(2 * half) + 1, cvCeil(2 * half) + 1);
    cv::Rect inside = around & cv::Rect(0, 0, bgr.cols, bgr.rows);
    inside.width -= inside.width % factor;
    inside.height -= inside.height % factor;
    if (inside.width >= factor && inside.height >= factor) {
      cv::resize(bgr(inside), source, {inside.width / factor, inside.height / factor}, 0, 0,
                 cv::INTER_AREA);
      origin = inside.tl();
      shrink = static_cast<float>(factor);
    }
  }
  // Crop pixel centre (u + 0.5) -> photo -> index in `source`.
  const float step = region.size / static_cast<float>(side) / shrink;
  const float c = std::cos(region.angle) * step;
  const float s = std::sin(region.angle) * step;
  const cv::Point2f centre = (region.centre - origin) / shrink;
  const float middle = static_cast<float>(side) / 2 - 0.5f;
  const cv::Matx23f map(c, -s, centre.x - 0.5f - (c - s) * middle, s, c,
                        centre.y - 0.5f - (s + c) * middle);
  cv::Mat crop;
  cv::warpAffine(source, crop, map, {side, side}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_CONSTANT);
  return crop;
}

Status FaceMesh::ReadPart(const Json& table, const std::string& name, int iris, Part* part) {
  const Status corrupt = MakeError(StatusCode::kDataLoss, "MODEL_CORRUPT",
                                   "attention_regions.json is damaged; delete it and build again",
                                   "attention_regions.json");
  const auto region = table.find(name);
  if (region == table.end() || !region->is_object()) return corrupt;
  const auto from = JsonNumber(*region, "left_rotation_idx", name);
  const auto to = JsonNumber(*region, "right_rotation_idx", name);
  const auto scale = JsonNumber(*region, "scale_x", name);
  if (!from.ok() || !to.ok() || !scale.ok()) return corrupt;
  part->angle_from = static_cast<int>(*from);
  part->angle_to = static_cast<int>(*to);
  part->scale = static_cast<float>(*scale);
  part->iris = iris;
  for (const Json& index : region->value("subset_idxs", Json::array())) {
    if (!index.is_number_integer() || index < 0 || index >= kMeshPoints) return corrupt;
    part->indices.push_back(index.get<int>());
  }
  if (part->indices.empty() || part->angle_from < 0 || part->angle_from >= kMeshPoints ||
      part->angle_to < 0 || part->angle_to >= kMeshPoints) {
    return corrupt;
  }
  return Status();
}

StatusOr<FaceMesh> FaceMesh::Create(const ModelStore& store) {
  FaceMesh mesh;
  ZJ_ASSIGN_OR_RETURN(mesh.base_, store.Network("attention_base.onnx"));
  ZJ_ASSIGN_OR_RETURN(const Json table, store.Table("attention_regions.json"));
  ZJ_RETURN_IF_ERROR(ReadPart(table, "lips", -1, &mesh.parts_[0]));
  ZJ_RETURN_IF_ERROR(ReadPart(table, "left_eye", kMeshPoints, &mesh.parts_[1]));
  ZJ_RETURN_IF_ERROR(ReadPart(table, "right_eye", kMeshPoints + 5, &mesh.parts_[2]));
  ZJ_ASSIGN_OR_RETURN(mesh.parts_[0].net, store.Network("attention_lips.onnx"));
  ZJ_ASSIGN_OR_RETURN(mesh.parts_[1].net, store.Network("attention_left_eye.onnx"));
  ZJ_ASSIGN_OR_RETURN(mesh.parts_[2].net, store.Network("attention_right_eye.onnx"));
  return mesh;
}

MeshFit FaceMesh::Fit(const cv::Mat& bgr, const FaceBox& face) {
  const MeshRegion first = {(face.box.tl() + face.box.br()) / 2,
                            kRegionScale * std::max(face.box.width, face.box.height),
                            AngleOf(face.keypoints[0], face.keypoints[1])};
  const MeshFit rough = RunPass(bgr, first, /*refine=*/false);
  const MeshRegion second = RegionOfPoints(rough.points);
  if (!(second.size > 1)) return rough;
  return RunPass(bgr, second, /*refine=*/true);
}

MeshFit FaceMesh::RunPass(const cv::Mat& bgr, const MeshRegion& region, bool refine) {
  const cv::Mat crop = CutRegion(bgr, region, kSide);
  base_.setInput(
      cv::dnn::blobFromImage(crop, 1 / 255.0, cv::Size(), cv::Scalar(), /*swapRB=*/true));
  std::vector<cv::Mat> outputs;
  base_.forward(outputs, std::vector<cv::String>{"mesh", "flag", "feature"});
  const float* values = outputs[0].ptr<float>();
  std::vector<cv::Point3f> mesh(kMeshPoints);
  for (cv::Point3f& point : mesh) {
    point = {values[0], values[1], values[2]};
    values += 3;
  }
  MeshFit fit;
  fit.score = Sigmoid(outputs[1].ptr<float>()[0]);
  fit.points = mesh;
  fit.points.resize(kLandmarkCount);
  if (refine) {
    const cv::Mat feature = outputs[2].clone();
    for (Part& part : parts_) Refine(part, feature, mesh, &fit.points);
  }
  const float step = region.size / static_cast<float>(kSide);
  constexpr float kMiddle = static_cast<float>(kSide) / 2;
  for (cv::Point3f& point : fit.points) {
    const cv::Point2f p =
        region.centre +
        Turn({(point.x - kMiddle) * step, (point.y - kMiddle) * step}, region.angle);
    point = {p.x, p.y, point.z * step};
  }
  return fit;
}

void FaceMesh::Refine(Part& part, const cv::Mat& feature, const std::vector<cv::Point3f>& mesh,
                      std::vector<cv::Point3f>* points) {
  std::vector<cv::Point2f> subset;
  for (const int index : part.indices)
    subset.push_back(Flat(mesh[static_cast<size_t>(index)]) / kFeatureStep);
  const float angle = AngleOf(Flat(mesh[static_cast<size_t>(part.angle_from)]),
                              Flat(mesh[static_cast<size_t>(part.angle_to)]));
  const TurnedBox box = BoxOf(subset, angle);
  constexpr auto kCrop = static_cast<float>(kPartSide);
  const float sx = box.size.width * part.scale / kCrop;
  const float sy = box.size.height * part.scale / kCrop;
  const cv::Matx22f axes(std::cos(angle) * sx, -std::sin(angle) * sy, std::sin(angle) * sx,
                         std::cos(angle) * sy);
  const auto apply = [&axes](float x, float y) {
    return cv::Point2f(axes(0, 0) * x + axes(0, 1) * y, axes(1, 0) * x + axes(1, 1) * y);
  };
  const cv::Point2f origin = box.centre - apply(kCrop / 2, kCrop / 2);
  part.net.setInput(SampleFeature(feature, axes, origin));
  std::vector<cv::Mat> outputs;
  part.net.forward(outputs, part.iris < 0 ? std::vector<cv::String>{"lips"}
                                          : std::vector<cv::String>{"eye", "iris"});
  // The parts answer in crop pixels of the whole mesh's scale, so only the origin is scaled up.
  const auto place = [&](const float* value) {
    return apply(value[0], value[1]) + kFeatureStep * origin;
  };
  float depth = 0;
  for (size_t i = 0; i < part.indices.size(); ++i) {
    const cv::Point2f p = place(outputs[0].ptr<float>() + 2 * i);
    cv::Point3f& point = (*points)[static_cast<size_t>(part.indices[i])];
    point.x = p.x;
    point.y = p.y;
    depth += point.z / static_cast<float>(part.indices.size());
  }
  if (part.iris < 0) return;
  for (size_t i = 0; i < 5; ++i) {
    const cv::Point2f p = place(outputs[1].ptr<float>() + 2 * i);
    (*points)[static_cast<size_t>(part.iris) + i] = {p.x, p.y, depth};
  }
}

}  // namespace zhaojian
