// SPDX-License-Identifier: Apache-2.0
#include "tests/core/vision/matte_scene.h"

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <random>
#include <vector>

namespace zhaojian {
namespace {

// Own distribution: the standard ones differ between libraries.
class Dice {
 public:
  double Between(double low, double high) {
    return low + (high - low) * static_cast<double>(engine_() >> 8) / 16777216.0;
  }

 private:
  std::mt19937 engine_{7};
};

// Strands from the rim of the head outwards, as poly-lines at twice the size (4 bits of sub-pixel).
void DrawStrands(cv::Mat1b* canvas, cv::Point2d centre, double rx, double ry, Dice* dice) {
  for (int i = 0; i < 900; ++i) {
    const double start = dice->Between(0.05, 0.95) * CV_PI;
    double angle = start + dice->Between(-0.5, 0.5);
    const double bend = dice->Between(-0.12, 0.12);
    const double step = ry * dice->Between(0.008, 0.03);
    cv::Point2d p = centre + cv::Point2d(rx * std::cos(start), -ry * std::sin(start));
    std::vector<cv::Point> line;
    for (int k = 0; k < 14; ++k, angle += bend) {
      line.emplace_back(cvRound(p.x * 16), cvRound(p.y * 16));
      p += cv::Point2d(step * std::cos(angle), -step * std::sin(angle));
    }
    cv::polylines(*canvas, line, false, 255, i % 3 == 0 ? 3 : 2, cv::LINE_AA, 4);
  }
}

cv::Mat3f DrawBackdrop(Backdrop backdrop, cv::Size size, Dice* dice) {
  cv::Mat3f out(size);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      out(y, x) = cv::Vec3f(232, 228, 224) *
                  (1 - 0.1F * static_cast<float>(x) / static_cast<float>(size.width));
    }
  }
  if (backdrop == Backdrop::kWall) return out;
  for (int i = 0; i < 40; ++i) {
    // One throw a line: compilers differ in the order of a call's arguments.
    const int y = cvRound(dice->Between(-0.2, 1) * size.height);
    const int x = cvRound(dice->Between(-0.2, 1) * size.width);
    const int height = cvRound(dice->Between(0.05, 0.4) * size.height);
    const int width = cvRound(dice->Between(0.05, 0.4) * size.width);
    const double red = dice->Between(60, 240);
    const double green = dice->Between(60, 240);
    const double blue = dice->Between(60, 240);
    cv::rectangle(out, cv::Rect(x, y, width, height), cv::Scalar(blue, green, red), cv::FILLED);
  }
  cv::GaussianBlur(out, out, {}, 0.02 * size.height);
  return out;
}

}  // namespace

Scene DrawScene(Backdrop backdrop, cv::Size size) {
  Dice dice;
  Scene scene;
  const cv::Size twice = size * 2;
  const double w = twice.width;
  const double h = twice.height;
  cv::Mat1b shape(twice, static_cast<unsigned char>(0));
  const double unit = std::min(w, h * 0.75);
  const cv::Point2d head(w / 2, h * 0.42);
  cv::Mat1b hair = shape.clone();
  DrawStrands(&hair, head, unit * 0.25, unit * 0.3, &dice);
  cv::ellipse(hair, head, {cvRound(unit * 0.26), cvRound(unit * 0.31)}, 0, 180, 360, 255,
              cv::FILLED, cv::LINE_AA);
  cv::ellipse(shape, head, {cvRound(unit * 0.22), cvRound(unit * 0.3)}, 0, 0, 360, 255, cv::FILLED,
              cv::LINE_AA);
  cv::rectangle(
      shape,
      cv::Rect(cvRound(w / 2 - unit * 0.1), cvRound(head.y), cvRound(unit * 0.2), cvRound(h)), 255,
      cv::FILLED);
  cv::ellipse(shape, {cvRound(w / 2), cvRound(h * 1.02)}, {cvRound(unit * 0.48), cvRound(h * 0.2)},
              0, 0, 360, 255, cv::FILLED, cv::LINE_AA);
  cv::Mat small;
  cv::Mat1f body;
  cv::Mat1f strands;
  cv::resize(shape, small, size, 0, 0, cv::INTER_AREA);
  small.convertTo(body, CV_32F, 1.0 / 255);
  cv::resize(hair, small, size, 0, 0, cv::INTER_AREA);
  small.convertTo(strands, CV_32F, 1.0 / 255);
  cv::GaussianBlur(strands, strands, {}, 0.6);  // the lens
  cv::GaussianBlur(body, body, {}, 0.6);
  scene.alpha = cv::Mat1f(1 - (1 - body).mul(1 - strands));
  scene.background = DrawBackdrop(backdrop, size, &dice);
  scene.person.create(size);
  scene.problem.bgr.create(size, CV_8UC3);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      // Hair over skin and, below the neck, a blue coat; both with a little shading.
      const float shade =
          1 + 0.08F * std::sin(0.05F * static_cast<float>(x) + 0.03F * static_cast<float>(y));
      const cv::Vec3f flesh =
          y > 0.8 * size.height ? cv::Vec3f(120, 60, 40) : cv::Vec3f(150, 175, 215);
      const cv::Vec3f dark(32, 36, 48);
      const float a = scene.alpha(y, x);
      const float top = strands(y, x) * (y < 0.45 * size.height ? 1.0F : 0.0F);
      const float part = a > 0 ? std::min(1.0F, top / a) : 1.0F;
      scene.person(y, x) = shade * (part * dark + (1 - part) * flesh);
      const cv::Vec3f mix = a * scene.person(y, x) + (1 - a) * scene.background(y, x);
      for (int c = 0; c < 3; ++c) {
        scene.problem.bgr.at<cv::Vec3b>(y, x)[c] =
            cv::saturate_cast<unsigned char>(mix[c] + dice.Between(-2.6, 2.6));  // sigma 1.5
      }
    }
  }
  // As a network sees it: the mass of the hair, no strands.
  cv::Mat1f mass;
  cv::GaussianBlur(scene.alpha, mass, {}, size.height / 80.0);
  const cv::Mat1b solid = mass > 0.5F;
  cv::Mat mask;
  cv::resize(solid, mask, {256, 256}, 0, 0, cv::INTER_AREA);
  mask.convertTo(scene.problem.person_mask, CV_32F, 1.0 / 255);
  cv::GaussianBlur(scene.problem.person_mask, scene.problem.person_mask, {}, 1.3);
  return scene;
}

cv::Mat1f MaskAsAlpha(const Scene& scene) {
  cv::Mat1f out;
  cv::resize(scene.problem.person_mask, out, scene.alpha.size());
  return out;
}

SceneError Compare(const Scene& scene, const cv::Mat1f& alpha, const cv::Mat3b& foreground) {
  const cv::Mat1b ring = (scene.alpha > 0.05F) & (scene.alpha < 0.95F);
  cv::Mat1b near;
  cv::dilate(ring, near, cv::getStructuringElement(cv::MORPH_ELLIPSE, {21, 21}));
  const cv::Vec3f target(255, 197, 100);
  double sums[2] = {0, 0};
  int counts[2] = {0, 0};
  for (int y = 0; y < near.rows; ++y) {
    for (int x = 0; x < near.cols; ++x) {
      if (near(y, x) == 0) continue;
      const float t = scene.alpha(y, x);
      const float a = alpha(y, x);
      const cv::Vec3f truth = t * scene.person(y, x) + (1 - t) * target;
      const cv::Vec3f got = a * cv::Vec3f(foreground(y, x)) + (1 - a) * target;
      double error = 0;
      for (int c = 0; c < 3; ++c) error += std::abs(truth[c] - got[c]) / 3;
      for (const int k : {0, 1}) {
        if (k == 0 && ring(y, x) == 0) continue;
        sums[k] += error;
        ++counts[k];
      }
    }
  }
  return {sums[0] / counts[0], sums[1] / counts[1]};
}

}  // namespace zhaojian
