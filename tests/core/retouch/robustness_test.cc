// SPDX-License-Identifier: Apache-2.0
// Every operation at the edge of what can be asked of it: sizes, masks, strokes, numbers.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "core/retouch/canvas_field.h"
#include "core/retouch/gain_maps.h"
#include "core/retouch/matte_colours.h"
#include "core/retouch/op_colour.h"
#include "core/retouch/op_composite.h"
#include "core/retouch/op_defringe.h"
#include "core/retouch/op_denoise.h"
#include "core/retouch/op_matte_edge.h"
#include "core/retouch/op_resample.h"
#include "core/retouch/op_rotate.h"
#include "core/retouch/op_sharpen.h"
#include "core/retouch/op_smooth.h"
#include "core/retouch/op_strokes.h"
#include "core/retouch/op_tone.h"
#include "core/retouch/operations.h"
#include "core/retouch/renderer.h"
#include "core/vision/matte.h"
#include "tests/core/retouch/made.h"

namespace zhaojian {
namespace {

using testing::DefaultProfile;
using testing::MadeHead;
using testing::MakeOperation;
using testing::MakePhoto;
using testing::MakeRecipe;

/// One pixel, one row, one column, primes.
const cv::Size kSizes[] = {{1, 1}, {1, 33}, {40, 1}, {7, 13}, {97, 61}};

bool Same(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

using OnPicture = std::function<cv::Mat(const cv::Mat& bgr, const cv::Mat& alpha)>;

std::vector<std::pair<std::string, OnPicture>> PictureOperations() {
  const auto ones = [](cv::Size size, double v) {
    return cv::Mat(FieldOf(size), CV_32F, cv::Scalar(v));
  };
  return {{"tone",
           [](const cv::Mat& bgr, const cv::Mat&) {
             return ApplyTone(bgr, MakeToneTables({2, 0.5, 1, 3, 100, 155, 0.4, 0.5}));
           }},
          {"saturation", [](const cv::Mat& bgr, const cv::Mat&) { return Saturate(bgr, 1); }},
          {"red-eye",
           [](const cv::Mat& bgr, const cv::Mat&) {
             return ReduceRedEye(bgr, {Pupil{{-50, 3}, 9}, Pupil{{1e6f, 1e6f}, 0}}, 1);
           }},
          {"gain",
           [=](const cv::Mat& bgr, const cv::Mat&) { return ApplyGain(bgr, ones(bgr.size(), 4)); }},
          {"smoothing",
           [=](const cv::Mat& bgr, const cv::Mat&) {
             return SmoothSkin(bgr, ones(bgr.size(), 1), 400, 1, 0);
           }},
          {"denoise", [](const cv::Mat& bgr, const cv::Mat&) { return Denoise(bgr, 1, 1); }},
          {"defringe",
           [](const cv::Mat& bgr, const cv::Mat& alpha) { return Defringe(bgr, alpha, 1); }},
          {"growing edge",
           [](const cv::Mat& bgr, const cv::Mat& alpha) { return ExtendForeground(bgr, alpha); }},
          {"composite",
           [](const cv::Mat& bgr, const cv::Mat& alpha) {
             return Composite(bgr, alpha, {255, 197, 100});
           }},
          {"sharpen",
           [](const cv::Mat& bgr, const cv::Mat& alpha) { return Sharpen(bgr, alpha, 3, 1, 0); }},
          {"turn", [](const cv::Mat& bgr, const cv::Mat&) { return Rotate(bgr, 10, bgr.size()); }},
          {"enlarge",
           [](const cv::Mat& bgr, const cv::Mat&) {
             return Resample(bgr, {{-2.5, 3.5}, 0.05, bgr.size()});
           }},
          {"shrink", [](const cv::Mat& bgr, const cv::Mat&) {
             return Resample(bgr, {{-900, 900}, 13.7, bgr.size()});
           }}};
}

/// Whatever an operation does, it does it alike to all pixels of a flat picture with a flat matte.
TEST(Robust, AFlatPictureStaysFlatAtEverySizeUnderEveryMatte) {
  for (const cv::Size& size : kSizes) {
    const cv::Mat flat(size, CV_8UC3, cv::Scalar(90, 140, 200));
    for (const int opacity : {0, 1, 128, 250, 255}) {
      const cv::Mat alpha(size, CV_8UC1, cv::Scalar(opacity));
      for (const auto& [name, run] : PictureOperations()) {
        SCOPED_TRACE(name + " " + std::to_string(size.width) + " x " + std::to_string(size.height) +
                     ", opacity " + std::to_string(opacity));
        const cv::Mat out = run(flat, alpha);
        ASSERT_EQ(out.size(), size);
        ASSERT_EQ(out.type(), CV_8UC3);
        const cv::Vec3b first = out.at<cv::Vec3b>(0, 0);
        EXPECT_TRUE(Same(out, cv::Mat(size, CV_8UC3, cv::Scalar(first))));
      }
    }
  }
}

TEST(Robust, MattesThatAreEmptyOrWhole) {
  for (const cv::Size& size : kSizes) {
    cv::Mat noise(size, CV_8UC3);
    cv::RNG(7).fill(noise, cv::RNG::UNIFORM, 0, 256);
    const cv::Mat none(size, CV_8UC1, cv::Scalar(0)), all(size, CV_8UC1, cv::Scalar(255));
    EXPECT_TRUE(Same(Composite(noise, all, {1, 2, 3}), noise));
    EXPECT_TRUE(Same(Composite(noise, none, {1, 2, 3}), cv::Mat(size, CV_8UC3, {1, 2, 3})));
    EXPECT_TRUE(Same(Sharpen(noise, none, 1, 1, 0), noise)) << "nothing is sharpened out there";
    EXPECT_TRUE(Same(Defringe(noise, all, 1), noise)) << "a whole subject has no fringe";
    for (const double shift : {-6.0, 6.0}) {
      EXPECT_TRUE(Same(MatteEdge(all, shift, 3), all));
      EXPECT_TRUE(Same(MatteEdge(none, shift, 3), none));
    }
  }
}

TEST(Robust, AFieldCoversACanvasOfAnySize) {
  for (const cv::Size& size : {cv::Size(1, 1), cv::Size(5, 9), cv::Size(826, 1062)}) {
    cv::Mat ramp(size, CV_8UC3);
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        ramp.at<cv::Vec3b>(y, x) = cv::Vec3b::all(cv::saturate_cast<uchar>(x / 4 + y / 8));
      }
    }
    const cv::Mat field = ToField(ramp);
    ASSERT_EQ(field.size(), cv::Size((size.width + 3) / 4, (size.height + 3) / 4));
    cv::Mat back, difference;
    FromField(field, size).copyTo(back);
    ASSERT_EQ(back.size(), size);
    cv::absdiff(back, ramp, difference);
    EXPECT_LE(cv::norm(difference, cv::NORM_INF), 2) << "the ramp lies where it lay";
  }
}

TEST(Robust, APartOfAFieldIsThatPartOfTheWhole) {
  cv::RNG random(5);
  for (const cv::Size& size : {cv::Size(960, 1280), cv::Size(826, 1062), cv::Size(97, 61)}) {
    for (const int type : {CV_32FC1, CV_32FC3}) {
      cv::Mat field((size.height + 3) / 4, (size.width + 3) / 4, type);
      random.fill(field, cv::RNG::UNIFORM, 0, 255);
      const cv::Mat whole = FromField(field, size);
      for (int i = 0; i < 40; ++i) {
        const cv::Rect window =
            cv::Rect(random.uniform(-40, size.width), random.uniform(-40, size.height),
                     random.uniform(1, size.width), random.uniform(1, size.height)) &
            cv::Rect({0, 0}, size);
        if (window.empty()) continue;
        EXPECT_TRUE(Same(FromFieldWindow(field, size, window), whole(window))) << window;
      }
    }
  }
}

TEST(Robust, StrokesOutsideAndWithoutLength) {
  const cv::Size size(97, 61);
  const cv::Matx23d same(1, 0, 0, 0, 1, 0);
  for (const cv::Point2f at : {cv::Point2f(-500, 20), cv::Point2f(1e5f, -1e5f)}) {
    EXPECT_EQ(cv::countNonZero(RasteriseStrokes({{"keep", 9, {at}}}, same, size)), 0);
    EXPECT_TRUE(StrokeBounds({"keep", 9, {at}}, same, size).empty());
  }
  EXPECT_EQ(cv::countNonZero(RasteriseStrokes({{"keep", 9, {}}}, same, size)), 0);
  const cv::Mat dot = RasteriseStrokes({{"keep", 4, {{30, 30}}}}, same, size);
  // A disc of radius 4 has 50.3 pixels, with half a pixel of rim 63.6.
  EXPECT_GE(cv::countNonZero(dot), 50);
  EXPECT_LE(cv::countNonZero(dot), 64);
  EXPECT_TRUE(Same(RasteriseStrokes({{"keep", 4, {{30, 30}, {30, 30}}}}, same, size), dot));
  EXPECT_GE(cv::countNonZero(RasteriseStrokes({{"keep", 1e-6f, {{30, 30}}}}, same, size)), 0);
  EXPECT_EQ(cv::countNonZero(RasteriseStrokes({{"keep", 1e5f, {{30, 30}}}}, same, size)),
            size.area());
}

/// The kinds that take strokes, with a mode each.
std::vector<Operation> Stroked(const std::vector<cv::Point2f>& points) {
  std::vector<Operation> steps;
  for (const OperationSpec& spec : AllOperations()) {
    for (const std::string& mode : spec.modes) {
      Operation step = MakeOperation(spec.kind, {});
      if (spec.kind == "tone.dodge_burn") step.parameters = {{"strength", 0.1}};
      if (spec.kind == "eye.glare") step.parameters = {{"drop", 20}};
      Stroke stroke{mode, 8, points};
      if (mode == "clone") stroke.source = cv::Point2f(40, 0);
      step.strokes = {stroke};
      steps.push_back(step);
    }
  }
  return steps;
}

TEST(Robust, AStrokeThatTouchesNothingChangesNoByte) {
  const auto photo = MakePhoto({});
  for (const std::string& policy : {std::string(), std::string("strict")}) {
    Recipe plain = MakeRecipe({});
    plain.policy = policy;
    const auto wanted = CpuRenderer(photo, DefaultProfile()).RenderDelivered(plain);
    ASSERT_TRUE(wanted.ok()) << wanted.status();
    CpuRenderer renderer(photo, DefaultProfile());
    for (const std::vector<cv::Point2f>& points :
         {std::vector<cv::Point2f>{}, {{-4000, -4000}}, {{9000, 30}, {9000, 60}}}) {
      for (const Operation& step : Stroked(points)) {
        Recipe recipe = plain;
        recipe.Push(step);
        const auto out = renderer.RenderDelivered(recipe);
        ASSERT_TRUE(out.ok()) << step.kind << ": " << out.status();
        EXPECT_TRUE(Same(*out, *wanted)) << step.kind << " " << step.strokes[0].mode;
      }
    }
  }
}

/// Two vertices in one place are a click: the same bytes as one.
TEST(Robust, AStrokeWithoutLengthIsAClick) {
  CpuRenderer renderer(MakePhoto({}), DefaultProfile());
  // On the wall beside the head.
  const std::vector<Operation> one = Stroked({{490, 220}}), two = Stroked({{490, 220}, {490, 220}});
  for (size_t i = 0; i < one.size(); ++i) {
    Recipe a = MakeRecipe({}), b = a;
    a.Push(one[i]), b.Push(two[i]);
    const auto click = renderer.RenderDelivered(a), twice = renderer.RenderDelivered(b);
    ASSERT_TRUE(click.ok() && twice.ok()) << one[i].kind;
    EXPECT_TRUE(Same(*click, *twice)) << one[i].kind;
  }
}

TEST(Robust, NumbersThatAreNoneAreRefusedByName) {
  CpuRenderer renderer(MakePhoto({}), DefaultProfile());
  const double inf = std::numeric_limits<double>::infinity();
  for (const OperationSpec& spec : AllOperations()) {
    for (const ParameterSpec& parameter : spec.parameters) {
      for (const double value : {std::nan(""), inf, -inf}) {
        Recipe recipe = MakeRecipe({});
        recipe.Push(MakeOperation(spec.kind, {{parameter.name, value}}));
        const Status status = renderer.RenderDelivered(recipe).status();
        EXPECT_EQ(ReasonOf(status), "BAD_RECIPE") << spec.kind;
        ASSERT_TRUE(DetailOf(status).has_value());
        EXPECT_EQ(DetailOf(status)->field, spec.kind + "." + parameter.name);
      }
    }
  }
}

/// Each parameter of each operation at either end of its range.
TEST(Robust, EveryRangeIsRenderedToItsEnds) {
  CpuRenderer renderer(MakePhoto({}), DefaultProfile());
  for (const OperationSpec& spec : AllOperations()) {
    if (spec.kind == "geom.crop_scale") continue;
    for (const bool highest : {false, true}) {
      Recipe recipe = MakeRecipe({});
      Operation step = MakeOperation(spec.kind, {});
      for (const ParameterSpec& p : spec.parameters) {
        step.parameters[p.name] = highest ? p.maximum : p.minimum;
      }
      recipe.Push(step);
      const auto out = renderer.RenderDelivered(recipe);
      ASSERT_TRUE(out.ok()) << spec.kind << ": " << out.status();
      EXPECT_EQ(out->size(), cv::Size(480, 640)) << spec.kind;
    }
  }
}

TEST(Robust, PersonMasksThatSeeNobodyOrNothingElse) {
  const auto photo = MakePhoto({});
  const Profile profile = DefaultProfile();
  const auto render = [&](const cv::Mat& mask) {
    Recipe recipe = MakeRecipe({});
    recipe.analysis.person_mask = mask;
    return CpuRenderer(photo, profile).RenderDelivered(recipe);
  };
  const auto nobody = render(cv::Mat(256, 256, CV_32F, cv::Scalar(0)));
  ASSERT_TRUE(nobody.ok()) << nobody.status();
  EXPECT_EQ(nobody->at<cv::Vec3b>(5, 5), cv::Vec3b(255, 197, 100));
  const auto whole = render(cv::Mat(256, 256, CV_32F, cv::Scalar(1)));
  ASSERT_TRUE(whole.ok()) << whole.status();
  // The drawn wall, (205, 210, 208) with noise, is somebody.
  EXPECT_NEAR(cv::mean((*whole)(cv::Rect(0, 0, 40, 40)))[2], 208, 3);
  EXPECT_FALSE(render(cv::Mat()).ok() && render(cv::Mat())->empty());
}

/// Delivered sides of shipped standards that are odd, and primes: every tool that works on a field.
TEST(Robust, EveryToolWorksForStandardsWithOddSides) {
  for (const cv::Size& size :
       {cv::Size(413, 531), cv::Size(358, 441), cv::Size(390, 567), cv::Size(251, 331)}) {
    SCOPED_TRACE(std::to_string(size.width) + " x " + std::to_string(size.height));
    Profile profile = DefaultProfile();
    profile.size = size;
    CpuRenderer renderer(MakePhoto({}), profile);
    Recipe recipe = MakeRecipe({});
    for (const Operation& step :
         {MakeOperation("tone.lowfreq_balance", {{"strength", 1}, {"limit", 1.17}}),
          MakeOperation("tone.highlight", {{"drop", 12}, {"area", 0.03}}),
          MakeOperation("skin.smooth", {{"amount", 0.7}, {"texture", 0.5}}),
          MakeOperation("detail.denoise", {{"luma", 0.3}, {"chroma", 1}}),
          MakeOperation("geom.rotate", {{"degrees", 1}})}) {
      recipe.Push(step);
      const auto out = renderer.RenderDelivered(recipe);
      ASSERT_TRUE(out.ok()) << step.kind << ": " << out.status();
      EXPECT_EQ(out->size(), size);
      EXPECT_EQ(out->at<cv::Vec3b>(3, 3), cv::Vec3b(255, 197, 100)) << step.kind;
    }
  }
}

}  // namespace
}  // namespace zhaojian
