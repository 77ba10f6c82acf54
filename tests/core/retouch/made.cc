// SPDX-License-Identifier: Apache-2.0
#include "tests/core/retouch/made.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/compliance/crop_plan.h"
#include "tests/support/shared.h"

namespace zhaojian::testing {
namespace {

/// Draws the subject's silhouette: head ellipse and shoulders.
cv::Mat Silhouette(const MadeHead& head) {
  cv::Mat shape(head.source, CV_8U, cv::Scalar(0));
  const double chin = head.eye_y + 0.75 * head.face_width;
  const double half_height = (chin - head.hair_top) / 2;
  cv::ellipse(shape, cv::Point(cvRound(head.centre_x), cvRound(head.hair_top + half_height)),
              cv::Size(cvRound(head.face_width * 0.56), cvRound(half_height)), 0, 0, 360,
              cv::Scalar(255), cv::FILLED);
  const int neck = cvRound(chin);
  cv::rectangle(shape,
                cv::Rect(cvRound(head.centre_x - 0.9 * head.face_width), neck + 20,
                         cvRound(1.8 * head.face_width), head.source.height),
                cv::Scalar(255), cv::FILLED);
  cv::rectangle(shape,
                cv::Rect(cvRound(head.centre_x - 0.25 * head.face_width), neck - 40,
                         cvRound(0.5 * head.face_width), 80),
                cv::Scalar(255), cv::FILLED);
  return shape;
}

}  // namespace

Analysis MakeAnalysis(const MadeHead& head) {
  Analysis analysis;
  analysis.source_size = head.source;
  const double chin = head.eye_y + 0.75 * head.face_width;
  const double half = head.face_width / 2;
  for (int i = 0; i < kLandmarkCount; ++i) {
    // A spiral inside the face stands for all the points nobody asks for here.
    const double r = half * 0.8 * i / kLandmarkCount;
    analysis.landmarks.emplace_back(
        static_cast<float>(head.centre_x + r * std::cos(i)),
        static_cast<float>(head.eye_y + 0.3 * head.face_width + r * 0.7 * std::sin(i)), 0.0f);
  }
  const auto put = [&](size_t index, double x, double y) {
    analysis.landmarks[index] = {static_cast<float>(x), static_cast<float>(y), 0.0f};
  };
  put(468, head.centre_x - 0.22 * head.face_width, head.eye_y);
  put(473, head.centre_x + 0.22 * head.face_width, head.eye_y);
  put(152, head.centre_x, chin);
  put(234, head.centre_x - half, head.eye_y + 10);
  put(454, head.centre_x + half, head.eye_y + 10);
  // Wider, but above eye level: not a cheek.
  put(127, head.centre_x - half - 30, head.eye_y - 10);
  put(356, head.centre_x + half + 30, head.eye_y - 10);
  FaceBox face;
  face.score = 0.9f;
  face.box =
      cv::Rect2f(static_cast<float>(head.centre_x - half), static_cast<float>(head.eye_y - half),
                 static_cast<float>(2 * half), static_cast<float>(2 * half));
  analysis.faces = {face};
  analysis.mesh_score = 1;
  cv::Mat small;
  cv::resize(Silhouette(head), small, {256, 256}, 0, 0, cv::INTER_AREA);
  small.convertTo(analysis.person_mask, CV_32F, 1.0 / 255);
  return analysis;
}

std::shared_ptr<const Photo> MakePhoto(const MadeHead& head) {
  auto photo = std::make_shared<Photo>();
  cv::Mat& bgr = photo->bgr;
  bgr = cv::Mat(head.source, CV_8UC3, cv::Scalar(205, 210, 208));
  const cv::Mat shape = Silhouette(head);
  bgr.setTo(cv::Scalar(60, 50, 45), shape);
  cv::ellipse(bgr, cv::Point(cvRound(head.centre_x), cvRound(head.eye_y + 0.2 * head.face_width)),
              cv::Size(cvRound(head.face_width / 2), cvRound(head.face_width * 0.55)), 0, 0, 360,
              cv::Scalar(140, 165, 205), cv::FILLED);
  cv::Mat noise(head.source, CV_8UC3);
  cv::RNG generator(7);
  generator.fill(noise, cv::RNG::UNIFORM, 0, 9);
  bgr = bgr + noise - cv::Scalar::all(4);
  photo->info.format = FileFormat::kJpeg;
  photo->info.upright_size = head.source;
  photo->sha256 = std::string(64, 'a');
  return photo;
}

Profile DefaultProfile() {
  auto profile = FindProfile(AssetsForTests(), kDefaultProfile);
  EXPECT_TRUE(profile.ok()) << profile.status();
  return profile.ok() ? *profile : Profile{};
}

Operation MakeOperation(const std::string& kind, std::map<std::string, double> parameters) {
  Operation operation;
  operation.kind = kind;
  operation.parameters = std::move(parameters);
  operation.author = "T-001";
  operation.time = absl::FromUnixMillis(1'793'000'000'123);
  return operation;
}

Recipe MakeRecipe(const MadeHead& head) {
  Recipe recipe;
  recipe.source_sha256 = std::string(64, 'a');
  recipe.profile = kDefaultProfile;
  recipe.analysis = MakeAnalysis(head);
  recipe.analysis.faces.clear();
  const double s = 215 / head.face_width;
  recipe.Push(
      MakeOperation("geom.crop_scale",
                    {{"scale", s}, {"x", head.centre_x - 240 / s}, {"y", head.hair_top - 60 / s}}));
  return recipe;
}

}  // namespace zhaojian::testing
