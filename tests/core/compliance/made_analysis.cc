// SPDX-License-Identifier: Apache-2.0
#include "tests/core/compliance/made_analysis.h"

#include <opencv2/imgproc.hpp>
#include <utility>

namespace zhaojian::testing {
namespace {

// The mesh's outermost points are the edges of the cheeks (crop_plan.cc).
constexpr double kMeshWidth = 1.0;

class Mesh {
 public:
  explicit Mesh(const MadeFace& face) : face_(face), points_(kLandmarkCount) {
    for (auto& point : points_) point = Point(0, face.eye_y + 20);
  }

  void Put(int index, double dx, double y) { points_[static_cast<size_t>(index)] = Point(dx, y); }

  void Contour() {
    const double half = face_.face_width / 2;
    for (const int index : {127, 234, 93, 132}) Put(index, -half, face_.eye_y + 10);
    for (const int index : {356, 454, 323, 361}) Put(index, half, face_.eye_y + 10);
    for (const int index : {152, 148, 377}) Put(index, 0, face_.chin_y);
    Put(10, 0, face_.eye_y - 70);
    // Between the brows, and the ring round the mouth.
    const double brow = face_.eye_y - 20;
    for (const int index : {9, 8, 168, 193, 417}) Put(index, 0, brow + 10);
    for (const int index : {107, 55}) Put(index, -15, brow - 10);
    for (const int index : {336, 285}) Put(index, 15, brow - 10);
    const double nose = face_.eye_y + 0.45 * (face_.chin_y - face_.eye_y);
    Put(2, 0, nose);
    for (const int index : {326, 423, 432}) Put(index, 45, nose + 10);
    for (const int index : {203, 212, 169}) Put(index, -45, nose + 10);
    for (const int index : {394, 378}) Put(index, 25, face_.chin_y - 10);
    Put(149, -25, face_.chin_y - 10);
  }

  void Eye(double dx, double lids, int outer, int inner, int iris, std::initializer_list<int> upper,
           std::initializer_list<int> lower) {
    Put(outer, dx - 18, face_.eye_y);
    Put(inner, dx + 18, face_.eye_y);
    for (int i = 0; i < 5; ++i) Put(iris + i, dx, face_.eye_y);
    for (const int index : upper) Put(index, dx, face_.eye_y - lids / 2);
    for (const int index : lower) Put(index, dx, face_.eye_y + lids / 2);
  }

  void Mouth() {
    const double y = face_.eye_y + 0.65 * (face_.chin_y - face_.eye_y);
    Put(61, -35, y);
    Put(291, 35, y);
    for (const int index : {78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308})
      Put(index, 0, y - face_.lips / 2);
    for (const int index : {324, 318, 402, 317, 14, 87, 178, 88, 95})
      Put(index, 0, y + face_.lips / 2);
  }

  std::vector<cv::Point3f> Take() { return std::move(points_); }

 private:
  cv::Point3f Point(double dx, double y) const {
    return {static_cast<float>(face_.centre_x + dx), static_cast<float>(y), 0};
  }
  const MadeFace& face_;
  std::vector<cv::Point3f> points_;
};

cv::Mat PersonMask(const MadeFace& face) {
  cv::Mat full = cv::Mat::zeros(face.picture, CV_32F);
  const int half = static_cast<int>(face.face_width / 2);
  const int centre = static_cast<int>(face.centre_x);
  cv::rectangle(full, {centre - half, static_cast<int>(face.hair_top)},
                {centre + half, face.picture.height}, cv::Scalar(1), cv::FILLED);
  cv::Mat mask;
  cv::resize(full, mask, {256, 256}, 0, 0, cv::INTER_AREA);
  return mask;
}

}  // namespace

MadeCase MakeCase(const MadeFace& face) {
  MadeCase made;
  cv::Mat& bgr = made.photo.bgr;
  bgr = cv::Mat(face.picture, CV_8UC3, face.wall);
  // A wall darkens towards the floor; one of a single colour beside a straight edge is a border.
  for (int y = 0; y < bgr.rows; ++y) bgr.row(y) = face.wall * (1 - 0.15 * y / bgr.rows);
  const int half = static_cast<int>(face.face_width / 2);
  const int x = static_cast<int>(face.centre_x);
  const int top = std::max(0, static_cast<int>(face.hair_top));
  cv::rectangle(bgr, {x - half, top}, {x, face.picture.height}, face.skin_left, cv::FILLED);
  cv::rectangle(bgr, {x, top}, {x + half, face.picture.height}, face.skin_right, cv::FILLED);
  // A photo of skin is never free of noise; without it the picture counts as drawn.
  cv::Mat noise(bgr.size(), CV_16SC3);
  cv::RNG rng(11);
  rng.fill(noise, cv::RNG::NORMAL, 0, 2);
  cv::add(bgr, noise, bgr, cv::noArray(), CV_8UC3);
  made.photo.info.format = FileFormat::kJpeg;
  made.photo.info.upright_size = face.picture;
  made.photo.info.bytes = 35000;
  made.photo.info.jpeg_quality = 85;
  made.photo.sha256 = "made";
  Analysis& a = made.analysis;
  a.source_size = face.picture;
  for (int i = 0; i < face.faces; ++i) {
    FaceBox box;
    box.box = cv::Rect2f(static_cast<float>(x - half), static_cast<float>(face.eye_y - 60),
                         static_cast<float>(2 * half), 220);
    box.score = 0.9f;
    const auto fx = static_cast<float>(x);
    const auto fy = static_cast<float>(face.eye_y);
    box.keypoints = {{{fx - 50, fy},
                      {fx + 50, fy},
                      {fx, fy + 50},
                      {fx, fy + 90},
                      {fx - 100, fy},
                      {fx + 100, fy}}};
    a.faces.push_back(box);
  }
  if (face.faces == 0) return made;
  Mesh mesh(face);
  mesh.Contour();
  mesh.Eye(-48, face.lids_left, 33, 133, 468, {161, 160, 159, 158, 157}, {163, 144, 145, 153, 154});
  mesh.Eye(48, face.lids_right, 362, 263, 473, {388, 387, 386, 385, 384},
           {390, 373, 374, 380, 381});
  mesh.Mouth();
  a.landmarks = mesh.Take();
  a.mesh_score = 0.99f;
  a.pose = face.pose;
  a.person_mask = PersonMask(face);
  return made;
}

}  // namespace zhaojian::testing
