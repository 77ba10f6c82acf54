// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_solver.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "core/vision/matte_closed_form.h"
#include "core/vision/matte_trimap.h"

namespace zhaojian::matte {
namespace {

constexpr Tuning kPlain = {32, 0.5F, 0.002F, 0.2F, 0.02F, 0.98F};
constexpr Tuning kBusy = {24, 0.08F, 0.003F, 0.0F, 0.035F, 0.95F};
constexpr float kDistrust =
    0.7F;                     // share of the sampled alpha's weight lost where colours are alike
constexpr float kErode = 14;  // inner margin of the band, canvas pixels
// Margins of the second round on a busy background, where the first has found the outline.
constexpr float kErodeAgain = 6;
constexpr float kDilateAgain = 12;
constexpr float kEpsilon = 1e-5F;

float LowContrast(const cv::Mat1b& trimap, const cv::Mat3f& person, const cv::Mat3f& behind) {
  int near = 0;
  int total = 0;
  for (int y = 0; y < trimap.rows; ++y) {
    for (int x = 0; x < trimap.cols; ++x) {
      if (trimap(y, x) != kBand) continue;
      const cv::Vec3f d = person(y, x) - behind(y, x);
      near += d.dot(d) < 0.15F * 0.15F ? 1 : 0;
      ++total;
    }
  }
  return total == 0 ? 0 : static_cast<float>(near) / static_cast<float>(total);
}

HalfSolution SolveHalf(const Work& work) {
  HalfSolution half;
  const double plate_error = cv::mean(work.plate.error, work.trimap == static_cast<int>(kBand))[0];
  half.band = SampleBand(work.canvas, work.trimap, work.plate, work.plain && plate_error < 0.03);
  cv::Mat1f target;
  cv::Mat1f weight;
  Inform(work, half.band, &target, &weight);
  half.alpha = target.clone();
  half.alpha.setTo(1, work.trimap == static_cast<int>(kFore));
  ClosedForm closed_form(work.canvas.half, work.trimap, kEpsilon);
  closed_form.Solve(target, weight, &half.alpha);
  half.models = closed_form.Models(half.alpha);
  return half;
}

// On a busy background the first solution is a better mask than the network's: a second round with
// a narrower band and samples from nearer by took 11 % off the error around the outline.
void NarrowBand(const HalfSolution& half, Work* work) {
  Canvas& canvas = work->canvas;
  cv::Mat1f blurred;
  cv::GaussianBlur(half.alpha, blurred, cv::Size(0, 0), 2);
  cv::Mat1f mask = 0.3F * canvas.mask + 0.7F * blurred;
  cv::min(mask, 1, mask);
  cv::max(mask, 0, mask);
  cv::Mat1b trimap = BaseTrimap(mask, kErodeAgain * canvas.unit, kDilateAgain * canvas.unit);
  trimap.setTo(kBack, work->trimap == static_cast<int>(kBack));
  trimap.setTo(kFore, work->trimap == static_cast<int>(kFore));
  ApplyStrokes(canvas.force, &trimap);
  if (!HasAllLabels(trimap)) return;
  canvas.mask = mask;
  work->trimap = trimap;
  work->person = PullPush(canvas.half, trimap == static_cast<int>(kFore));
  work->plate = MakePlate(canvas, trimap, cv::Mat3f(), work->noise);
}

bool IsDark(const WallModel& wall) {
  constexpr float kDark = 0.2F;
  const cv::Vec3f& colour = wall.coefficients[0];
  return (colour[0] + colour[1] + colour[2]) / 3 < kDark;
}

// A background that the plate alone explains. On a dark wall dark hair differs by a few levels
// only, and the plate takes it for the wall sooner: the lower limit moves three of the seven dark
// scenes of shared/; around the outline it halves one's error, leaves one's and costs one 8 %.
bool IsPlain(const WallModel& wall, float low_contrast) {
  return wall.plain > 0.83F && low_contrast < (IsDark(wall) ? 0.15F : 0.25F);
}

}  // namespace

const Tuning& TuningOf(bool plain) { return plain ? kPlain : kBusy; }

bool HasAllLabels(const cv::Mat1b& trimap) {
  bool seen[3] = {false, false, false};
  for (const unsigned char label : {kBack, kBand, kFore}) {
    for (int y = 0; y < trimap.rows && !seen[label]; ++y) {
      seen[label] = std::memchr(trimap[y], label, static_cast<size_t>(trimap.cols)) != nullptr;
    }
  }
  return seen[kBack] && seen[kBand] && seen[kFore];
}

bool Prepare(Work* work) {
  Canvas& canvas = work->canvas;
  const float unit = canvas.unit;
  const WallModel wall = FitWall(canvas);
  cv::Mat3f wall_image = PaintWall(wall, canvas.half.size());
  cv::Mat1b& trimap = work->trimap;
  trimap = BaseTrimap(canvas.mask, kErode * unit, kPlain.dilate * unit);
  ApplyStrokes(canvas.force, &trimap);
  if (!HasAllLabels(trimap)) return false;
  work->person = PullPush(canvas.half, trimap == static_cast<int>(kFore));
  work->low_contrast = LowContrast(trimap, work->person, wall_image);
  work->plain = IsPlain(wall, work->low_contrast);
  if (!work->plain) {
    RefineMaskByGraphCut(canvas, &canvas.mask);
    trimap = BaseTrimap(canvas.mask, kErode * unit, kBusy.dilate * unit);
    ApplyStrokes(canvas.force, &trimap);
    if (!HasAllLabels(trimap)) return false;
    work->person = PullPush(canvas.half, trimap == static_cast<int>(kFore));
  }
  work->noise = NoiseLevel(canvas.half8, trimap);
  const cv::Mat1b texture = TextureMap(canvas.half8, work->noise);
  if (!work->plain) {
    if (IsCalm(canvas, texture, trimap)) {
      // Out of focus: what is sharp and joins the person belongs to the person.
      const cv::Mat1b calm = (trimap == static_cast<int>(kBack)) & ~texture;
      GrowBand(canvas, PullPush(canvas.half, calm), texture, work->noise, &trimap);
      ApplyStrokes(canvas.force, &trimap);
    }
    work->plate = MakePlate(canvas, trimap, cv::Mat3f(), work->noise);
    return true;
  }
  GrowBand(canvas, wall_image, texture, work->noise, &trimap);
  OpenGaps(wall_image, work->noise, &canvas, &trimap);
  ApplyStrokes(canvas.force, &trimap);
  work->plate = MakePlate(canvas, trimap, wall_image, work->noise);
  ShrinkBand(canvas, work->plate, work->person, texture, work->noise, &trimap);
  ApplyStrokes(canvas.force, &trimap);
  // Shadows just cleared teach the plate how dark the wall is beside the person.
  work->plate.colour = ExtendBackground(canvas, trimap, wall_image, work->noise);
  return HasAllLabels(trimap);
}

void Inform(const Work& work, const std::vector<BandPixel>& band, cv::Mat1f* target,
            cv::Mat1f* weight) {
  const Tuning& tuning = TuningOf(work.plain);
  const cv::Size size = work.trimap.size();
  *target = cv::Mat1f(size, 0.0F);
  *weight = cv::Mat1f(size, 0.0F);
  for (const BandPixel& p : band) {
    const float m = work.canvas.mask(p.y, p.x);
    // Colours that no mix explains, where the mask believes in the person: ears, collars, glasses.
    const float floor = 0.03F + work.noise + p.plate_error;
    const float gate = SmoothStep(floor, 2.5F * floor, p.residual) * SmoothStep(0.4F, 0.8F, m);
    const float alpha = std::max(p.alpha, gate);
    const cv::Vec3f d = work.person(p.y, p.x) - work.plate.colour(p.y, p.x);
    const float alike = 1 - Unit((std::sqrt(d.dot(d)) - 0.08F) / 0.25F);
    const float w =
        std::max(tuning.data * p.confidence, 0.5F * tuning.data * gate) * (1 - kDistrust * alike);
    const float mask = SmoothStep(0.3F, 0.7F, m);
    float prior = tuning.prior;
    if (!work.plain) {
      const float sure = 2 * std::abs(mask - 0.5F);
      prior *= 1 + 3 * sure * sure * sure * sure;
    }
    prior += tuning.alike * alike;
    (*target)(p.y, p.x) = (w * alpha + prior * mask) / (w + prior);
    (*weight)(p.y, p.x) = w + prior;
  }
}

HalfSolution SolveBand(Work* work) {
  HalfSolution half = SolveHalf(*work);
  if (work->plain) return half;
  NarrowBand(half, work);
  return SolveHalf(*work);
}

}  // namespace zhaojian::matte

namespace zhaojian {

bool HasDifficultBackground(const cv::Mat& bgr, const cv::Mat& person_mask) {
  // Half the canvas's size: the wall is fitted on an eighth of it anyway.
  const cv::Size size(480, 640);
  MatteProblem problem;
  const bool shrinks = bgr.cols >= size.width && bgr.rows >= size.height;
  cv::resize(bgr, problem.bgr, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  problem.person_mask = person_mask;
  const matte::Canvas canvas = matte::MakeCanvas(problem);
  const cv::Mat1b trimap = matte::BaseTrimap(canvas.mask, matte::kErode * canvas.unit,
                                             matte::kPlain.dilate * canvas.unit);
  if (!matte::HasAllLabels(trimap)) return false;
  const matte::WallModel wall = matte::FitWall(canvas);
  const cv::Mat person = matte::PullPush(canvas.half, trimap == static_cast<int>(matte::kFore));
  return !matte::IsPlain(
      wall, matte::LowContrast(trimap, person, matte::PaintWall(wall, canvas.half.size())));
}

}  // namespace zhaojian
