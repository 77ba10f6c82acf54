// SPDX-License-Identifier: Apache-2.0
#include "core/vision/face_detector.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zhaojian {
namespace {

constexpr int kInput = 256;
constexpr int kValuesPerBox = 16;
// Below this a detection is dropped: 0 false boxes on 12 pictures without a face
// (reference/models.md).
constexpr float kMinScore = 0.5f;
constexpr float kSameFaceOverlap = 0.3f;
// A box of which this share lies inside a larger one is a second view of that face.
constexpr float kSameFaceInside = 0.7f;

// A face below this share of the long side covers under 40 of the 256 input pixels: its box is
// coarse.
constexpr float kSmallFace = 0.15f;
// The closer look covers this many box sides around the box.
constexpr float kCloserView = 5;
// Upside down is believed when it scores this much better: never on 156 upright photos, and on 147
// of the 153 turned ones that have a face.
constexpr float kClearerUpsideDown = 0.04f;

/// How the photo was fitted into the square input.
struct Letterbox {
  float scale_x = 1;
  float scale_y = 1;
  float left = 0;
  float top = 0;
  cv::Point2f ToPhoto(float x, float y) const {
    return {(x - left) / scale_x, (y - top) / scale_y};
  }
};

cv::Mat FitIntoSquare(const cv::Mat& bgr, Letterbox* box) {
  const float scale = static_cast<float>(kInput) / static_cast<float>(std::max(bgr.cols, bgr.rows));
  const int width = std::clamp(cvRound(static_cast<float>(bgr.cols) * scale), 1, kInput);
  const int height = std::clamp(cvRound(static_cast<float>(bgr.rows) * scale), 1, kInput);
  cv::Mat small;
  cv::resize(bgr, small, {width, height}, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  const int left = (kInput - width) / 2;
  const int top = (kInput - height) / 2;
  cv::Mat square(kInput, kInput, CV_8UC3, cv::Scalar::all(0));
  small.copyTo(square(cv::Rect(left, top, width, height)));
  box->scale_x = static_cast<float>(width) / static_cast<float>(bgr.cols);
  box->scale_y = static_cast<float>(height) / static_cast<float>(bgr.rows);
  box->left = static_cast<float>(left);
  box->top = static_cast<float>(top);
  return square;
}

float Sigmoid(float logit) { return 1.0f / (1.0f + std::exp(-std::clamp(logit, -100.0f, 100.0f))); }

// Boxes of one output layer: `grid` x `grid` cells with `per_cell` anchors of no size at the cell's
// centre.
void Decode(const cv::Mat& scores, const cv::Mat& values, int grid, int per_cell,
            const Letterbox& letterbox, std::vector<FaceBox>* boxes) {
  const float* score = scores.ptr<float>();
  const float* value = values.ptr<float>();
  constexpr auto kSide = static_cast<float>(kInput);
  for (int i = 0; i < grid * grid * per_cell; ++i, value += kValuesPerBox) {
    const float confidence = Sigmoid(score[i]);
    if (confidence <= kMinScore) continue;
    const int cell = i / per_cell;
    const float x = (static_cast<float>(cell % grid) + 0.5f) / static_cast<float>(grid) * kSide;
    const float y = (static_cast<float>(cell / grid) + 0.5f) / static_cast<float>(grid) * kSide;
    FaceBox box;
    box.score = confidence;
    box.box =
        cv::Rect2f(letterbox.ToPhoto(value[0] + x - value[2] / 2, value[1] + y - value[3] / 2),
                   letterbox.ToPhoto(value[0] + x + value[2] / 2, value[1] + y + value[3] / 2));
    for (size_t k = 0; k < box.keypoints.size(); ++k) {
      box.keypoints[k] = letterbox.ToPhoto(value[4 + 2 * k] + x, value[5 + 2 * k] + y);
    }
    boxes->push_back(box);
  }
}

FaceBox Blend(const std::vector<FaceBox>& group) {
  FaceBox blended;
  cv::Point2f start;
  cv::Point2f end;
  float sum = 0;
  for (const FaceBox& box : group) {
    sum += box.score;
    start += box.score * box.box.tl();
    end += box.score * box.box.br();
    for (size_t k = 0; k < box.keypoints.size(); ++k)
      blended.keypoints[k] += box.score * box.keypoints[k];
    blended.score = std::max(blended.score, box.score);
  }
  for (cv::Point2f& point : blended.keypoints) point /= sum;
  blended.box = cv::Rect2f(start / sum, end / sum);
  return blended;
}

float Overlap(const cv::Rect2f& a, const cv::Rect2f& b) {
  const float common = (a & b).area();
  const float all = a.area() + b.area() - common;
  return all > 0 ? common / all : 0;
}

}  // namespace

std::vector<FaceBox> JoinDetections(std::vector<FaceBox> boxes) {
  std::stable_sort(boxes.begin(), boxes.end(),
                   [](const FaceBox& a, const FaceBox& b) { return a.score > b.score; });
  std::vector<FaceBox> joined;
  std::vector<bool> used(boxes.size(), false);
  for (size_t i = 0; i < boxes.size(); ++i) {
    if (used[i]) continue;
    std::vector<FaceBox> group;
    for (size_t j = i; j < boxes.size(); ++j) {
      if (used[j] || (j != i && Overlap(boxes[i].box, boxes[j].box) <= kSameFaceOverlap)) continue;
      used[j] = true;
      group.push_back(boxes[j]);
    }
    joined.push_back(Blend(group));
  }
  std::stable_sort(joined.begin(), joined.end(),
                   [](const FaceBox& a, const FaceBox& b) { return a.box.area() > b.box.area(); });
  std::vector<FaceBox> faces;
  for (const FaceBox& box : joined) {
    const bool inside = std::any_of(faces.begin(), faces.end(), [&box](const FaceBox& face) {
      return (face.box & box.box).area() > kSameFaceInside * box.box.area();
    });
    if (!inside) faces.push_back(box);
  }
  return faces;
}

StatusOr<FaceDetector> FaceDetector::Create(const ModelStore& store) {
  FaceDetector detector;
  ZJ_ASSIGN_OR_RETURN(detector.net_, store.Network("face_detector.onnx"));
  return detector;
}

std::vector<FaceBox> FaceDetector::Detect(const cv::Mat& bgr) {
  Letterbox letterbox;
  cv::Mat rgb;
  cv::cvtColor(FitIntoSquare(bgr, &letterbox), rgb, cv::COLOR_BGR2RGB);
  cv::Mat input;
  rgb.convertTo(input, CV_32F, 1 / 127.5, -1);
  net_.setInput(
      input.reshape(1, {1, kInput, kInput, 3}));  // this network keeps height, width, channel
  std::vector<cv::Mat> outputs;
  net_.forward(outputs, std::vector<cv::String>{"Identity:0", "Identity_1:0", "Identity_2:0",
                                                "Identity_3:0"});
  std::vector<FaceBox> boxes;
  Decode(outputs[0], outputs[2], 16, 2, letterbox, &boxes);
  Decode(outputs[1], outputs[3], 8, 6, letterbox, &boxes);
  return JoinDetections(std::move(boxes));
}

void ScaleFace(FaceBox* face, float x, float y) {
  face->box =
      cv::Rect2f(face->box.x * x, face->box.y * y, face->box.width * x, face->box.height * y);
  for (cv::Point2f& point : face->keypoints) point = {point.x * x, point.y * y};
}

std::vector<FaceBox> FaceDetector::Search(const cv::Mat& small, const cv::Mat& full) {
  std::vector<FaceBox> faces = Detect(small);
  if (faces.empty()) return faces;
  const float scale_x = static_cast<float>(full.cols) / static_cast<float>(small.cols);
  const float scale_y = static_cast<float>(full.rows) / static_cast<float>(small.rows);
  for (FaceBox& face : faces) ScaleFace(&face, scale_x, scale_y);
  FaceBox& face = faces.front();
  const float long_side = std::max(face.box.width, face.box.height);
  if (long_side >= kSmallFace * static_cast<float>(std::max(full.cols, full.rows))) return faces;
  const cv::Point2f centre = (face.box.tl() + face.box.br()) / 2;
  const int side = cvCeil(kCloserView * long_side);
  const cv::Rect view =
      cv::Rect(cvFloor(centre.x) - side / 2, cvFloor(centre.y) - side / 2, side, side) &
      cv::Rect(0, 0, full.cols, full.rows);
  if (view.empty()) return faces;
  const std::vector<FaceBox> seen = Detect(full(view));
  if (seen.empty() || seen.front().score < face.score) return faces;
  face = seen.front();
  face.box += cv::Point2f(view.tl());
  for (cv::Point2f& point : face.keypoints) point += cv::Point2f(view.tl());
  return faces;
}

bool FaceDetector::LookUpsideDown(const cv::Mat& small, const cv::Mat& full, FaceBox* face) {
  cv::Mat turned;
  cv::flip(small, turned, -1);
  const cv::Point2f corner(static_cast<float>(full.cols), static_cast<float>(full.rows));
  for (FaceBox seen : Detect(turned)) {
    ScaleFace(&seen, corner.x / static_cast<float>(small.cols),
              corner.y / static_cast<float>(small.rows));
    seen.box = cv::Rect2f(corner - seen.box.br(), corner - seen.box.tl());
    if (seen.score < face->score + kClearerUpsideDown || (seen.box & face->box).empty()) continue;
    for (cv::Point2f& point : seen.keypoints) point = corner - point;
    *face = seen;
    return true;
  }
  return false;
}

}  // namespace zhaojian
