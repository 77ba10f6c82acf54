// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_state.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/vision/matte_closed_form.h"
#include "core/vision/matte_solver.h"
#include "core/vision/matte_trimap.h"
#include "core/vision/matte_upsample.h"

namespace zhaojian {
namespace {

using namespace matte;  // the stages of this one algorithm

// Surroundings that a change may alter, half-canvas pixels: twice the band's outer margin.
constexpr int kMargin = 32;
// Rim of that area that keeps the old alpha, half-canvas pixels.
constexpr int kRim = 3;
// How far around a stroke what contradicts it is opened to the solve, half-canvas pixels.
constexpr float kOpen = 16;
// Trust in the network's mask that is left right beside a stroke that contradicts it.
constexpr float kMaskLeft = 0.3F;
constexpr float kEpsilon = 1e-5F;

// Without person, background or band in the mask there is nothing to solve: its own edge is the
// answer.
void FromMaskAlone(const Canvas& canvas, cv::Mat1f* alpha, cv::Mat3b* foreground) {
  cv::resize(canvas.mask, *alpha, canvas.full.size(), 0, 0, cv::INTER_LINEAR);
  for (float& a : *alpha) a = SmoothStep(0.3F, 0.7F, a);
  *foreground = canvas.full;
}

float MeanConfidence(const std::vector<BandPixel>& band) {
  double sum = 0;
  for (const BandPixel& p : band) sum += p.confidence;
  return band.empty() ? 0 : static_cast<float>(sum / static_cast<double>(band.size()));
}

// The part of a problem inside a box of the half canvas; planes are views.
Work Part(const Work& work, const cv::Rect& box) {
  const cv::Rect full(box.x * 2, box.y * 2, box.width * 2, box.height * 2);
  Work part;
  part.plain = work.plain;
  part.low_contrast = work.low_contrast;
  part.noise = work.noise;
  part.canvas.inner = full.size();
  part.canvas.unit = work.canvas.unit;
  part.canvas.full = work.canvas.full(full);
  part.canvas.half8 = work.canvas.half8(box);
  part.canvas.half = work.canvas.half(box);
  part.canvas.mask = work.canvas.mask(box);
  if (!work.canvas.force.empty()) part.canvas.force = work.canvas.force(box);
  part.trimap = work.trimap(box);
  part.person = work.person(box);
  part.plate.colour = work.plate.colour(box);
  part.plate.error = work.plate.error(box);
  return part;
}

// Distance of every pixel to the nearest one that is set.
cv::Mat1f DistanceTo(const cv::Mat1b& set) {
  cv::Mat1f distance(set.size(), 1e6F);
  if (cv::countNonZero(set) > 0) {
    cv::distanceTransform(set == 0, distance, cv::DIST_L2, cv::DIST_MASK_3);
  }
  return distance;
}

// Opens what contradicts a stroke, within reach, and lowers the trust in the mask there.
void OpenAround(const cv::Mat1b& stroke, const cv::Mat1f& alpha, Work* part) {
  for (const MatteForce side : {MatteForce::kBackground, MatteForce::kForeground}) {
    const cv::Mat1b mine = stroke == static_cast<int>(side);
    if (cv::countNonZero(mine) == 0) continue;
    const cv::Mat1f distance = DistanceTo(mine);
    const bool fore = side == MatteForce::kForeground;
    for (int y = 0; y < mine.rows; ++y) {
      for (int x = 0; x < mine.cols; ++x) {
        const float d = distance(y, x);
        if (d > kOpen) continue;
        const bool against = fore ? alpha(y, x) < 0.98F : alpha(y, x) > 0.02F;
        if (!against) continue;
        part->trimap(y, x) = kBand;
        const float keep = kMaskLeft + (1 - kMaskLeft) * d / kOpen;
        float& m = part->canvas.mask(y, x);
        m = fore ? 1 - keep * (1 - m) : keep * m;
      }
    }
  }
}

// Colours of person and background from what is known in the part; where nothing is, the old ones.
void Relearn(Work* part) {
  const cv::Mat1b fore = part->trimap == static_cast<int>(kFore);
  const cv::Mat1b back = part->trimap == static_cast<int>(kBack);
  if (cv::countNonZero(fore) > 0) {
    PullPush(part->canvas.half, fore).copyTo(part->person);
  }
  if (cv::countNonZero(back) == 0) return;
  if (!part->plain) {
    PullPush(part->canvas.half, back).copyTo(part->plate.colour);
    return;
  }
  // On a plain wall the old plate is right but for what a stroke has uncovered.
  const cv::Mat3f source = part->canvas.half - part->plate.colour;
  const cv::Mat3f more = PullPush(source, back);
  part->plate.colour += more;
}

cv::Rect BoxAround(const cv::Rect& half_rect, const cv::Size& half) {
  return cv::Rect(half_rect.x - kMargin, half_rect.y - kMargin, half_rect.width + 2 * kMargin,
                  half_rect.height + 2 * kMargin) &
         cv::Rect({0, 0}, half);
}

Status Wrong(const std::string& field, const std::string& message) {
  return MakeError(StatusCode::kInvalidArgument, "MATTE_INPUT", message, field);
}

}  // namespace

struct MatteState::Impl {
  Work work;
  bool solvable = false;
  float confidence = 0;
  cv::Mat1f half_alpha;
  cv::Mat1f alpha;       // padded canvas
  cv::Mat3b foreground;  // padded canvas
  cv::Mat1b strokes;     // MatteForce values of all strokes so far, canvas
  Matte matte;

  // Own copies of every plane that a change writes.
  void Detach() {
    Canvas& canvas = work.canvas;
    canvas.full = canvas.full.clone();
    canvas.half8 = canvas.half8.clone();
    canvas.half = canvas.half.clone();
    canvas.mask = canvas.mask.clone();
    canvas.force = canvas.force.empty()
                       ? cv::Mat1b(canvas.half.size(), static_cast<unsigned char>(0))
                       : cv::Mat1b(canvas.force.clone());
    work.trimap = work.trimap.clone();
    work.person = work.person.clone();
    work.plate.colour = work.plate.colour.clone();
    work.plate.error = work.plate.error.clone();
    half_alpha = half_alpha.clone();
    alpha = alpha.clone();
    foreground = foreground.clone();
    strokes = strokes.clone();
  }

  void Show();
  void Write(const MatteChange& change);
  cv::Mat1b WriteStroke(const MatteChange& change, const cv::Rect& box);
  void SolveBox(const cv::Rect& box);
};

// The result without the border; strokes are exact in it.
void MatteState::Impl::Show() {
  const cv::Rect inner(cv::Point(kPad, kPad), work.canvas.inner);
  matte = Matte();
  matte.alpha = alpha(inner).clone();
  matte.foreground = foreground(inner).clone();
  matte.confidence = confidence;
  matte.plain_background = work.plain;
  matte.low_contrast = work.low_contrast;
  const cv::Mat fore = strokes == static_cast<int>(MatteForce::kForeground);
  matte.alpha.setTo(0, strokes == static_cast<int>(MatteForce::kBackground));
  matte.alpha.setTo(1, fore);
  work.canvas.full(inner).copyTo(matte.foreground, fore);
}

// New pixels of the canvas.
void MatteState::Impl::Write(const MatteChange& change) {
  if (change.bgr.empty()) return;
  Canvas& canvas = work.canvas;
  const cv::Rect at(change.rect.x + kPad, change.rect.y + kPad, change.rect.width,
                    change.rect.height);
  cv::Mat difference;
  cv::absdiff(canvas.full(at), change.bgr, difference);
  change.bgr.copyTo(canvas.full(at));
  const cv::Rect half(at.x / 2, at.y / 2, (at.br().x + 1) / 2 - at.x / 2,
                      (at.br().y + 1) / 2 - at.y / 2);
  const cv::Mat block =
      canvas.full(cv::Rect(2 * half.x, 2 * half.y, 2 * half.width, 2 * half.height));
  cv::resize(block, canvas.half8(half), half.size(), 0, 0, cv::INTER_AREA);
  canvas.half8(half).convertTo(canvas.half(half), CV_32F, 1.0 / 255);
  // What was changed is solved anew; where the matte knew the wall it still knows it.
  for (int y = 0; y < difference.rows; ++y) {
    const cv::Vec3b* d = difference.ptr<cv::Vec3b>(y);
    for (int x = 0; x < difference.cols; ++x) {
      unsigned char& label = work.trimap((at.y + y) / 2, (at.x + x) / 2);
      if (d[x] != cv::Vec3b(0, 0, 0) && label == kFore) label = kBand;
    }
  }
}

// The stroke's labels on the half canvas's box; a half pixel belongs to the stroke when any of its
// pixels does.
cv::Mat1b MatteState::Impl::WriteStroke(const MatteChange& change, const cv::Rect& box) {
  cv::Mat1b stroke(box.size(), static_cast<unsigned char>(0));
  for (int y = 0; y < change.force.rows; ++y) {
    const unsigned char* f = change.force.ptr(y);
    for (int x = 0; x < change.force.cols; ++x) {
      if (f[x] == 0) continue;
      const int hx = (change.rect.x + kPad + x) / 2 - box.x;
      const int hy = (change.rect.y + kPad + y) / 2 - box.y;
      if (hx >= 0 && hy >= 0 && hx < box.width && hy < box.height) stroke(hy, hx) = f[x];
    }
  }
  change.force.copyTo(strokes(change.rect), change.force != 0);
  cv::Mat1b force = work.canvas.force(box);
  stroke.copyTo(force, stroke != 0);
  return stroke;
}

// Steps 5 to 14 inside a box.
void MatteState::Impl::SolveBox(const cv::Rect& box) {
  Work part = Part(work, box);
  Relearn(&part);
  const std::vector<BandPixel> band = SampleBand(part.canvas, part.trimap, part.plate, part.plain);
  cv::Mat1f target;
  cv::Mat1f weight;
  Inform(part, band, &target, &weight);
  const cv::Mat1f before = half_alpha(box).clone();
  cv::Mat1f solved = target.clone();
  solved.setTo(1, part.trimap == static_cast<int>(kFore));
  // The rim keeps what it had, so that the box joins the rest; the photo's own edge is no rim.
  cv::Mat1b fixed = part.trimap.clone();
  const cv::Rect whole({0, 0}, work.trimap.size());
  cv::Rect inner({0, 0}, box.size());
  if (box.x > 0) inner.x += kRim, inner.width -= kRim;
  if (box.y > 0) inner.y += kRim, inner.height -= kRim;
  if (box.br().x < whole.width) inner.width -= kRim;
  if (box.br().y < whole.height) inner.height -= kRim;
  cv::Mat1b rim(box.size(), static_cast<unsigned char>(255));
  rim(inner).setTo(0);
  before.copyTo(solved, rim);
  fixed.setTo(kFore, rim);
  ClosedForm closed_form(part.canvas.half, fixed, kEpsilon);
  closed_form.Solve(target, weight, &solved);
  solved.copyTo(half_alpha(box));
  const cv::Mat4f models = closed_form.Models(solved);
  const cv::Mat1f fine =
      UpsampleAlpha(part.canvas, part.trimap, models, TuningOf(part.plain).faint);
  const cv::Mat3b colours = Decontaminate(part.canvas, fine, solved, part.trimap,
                                          ColourBehind(part, band), TuningOf(part.plain).trust);
  const cv::Rect from(2 * inner.x, 2 * inner.y, 2 * inner.width, 2 * inner.height);
  const cv::Rect to = from + cv::Point(2 * box.x, 2 * box.y);
  fine(from).copyTo(alpha(to));
  colours(from).copyTo(foreground(to));
}

StatusOr<MatteState> MatteState::Solve(const MatteProblem& problem) {
  ZJ_RETURN_IF_ERROR(ValidateProblem(problem));
  try {
    auto impl = std::make_shared<Impl>();
    Work& work = impl->work;
    work.canvas = MakeCanvas(problem);
    impl->solvable = Prepare(&work);
    if (impl->solvable) {
      const HalfSolution half = SolveBand(&work);
      impl->half_alpha = half.alpha;
      impl->confidence = MeanConfidence(half.band);
      impl->alpha =
          UpsampleAlpha(work.canvas, work.trimap, half.models, TuningOf(work.plain).faint);
      DropIslands(work.canvas, half.alpha, work.trimap, &impl->alpha);
      impl->foreground = Decontaminate(work.canvas, impl->alpha, half.alpha, work.trimap,
                                       ColourBehind(work, half.band), TuningOf(work.plain).trust);
    } else {
      FromMaskAlone(work.canvas, &impl->alpha, &impl->foreground);
    }
    impl->strokes = problem.force.empty()
                        ? cv::Mat1b(work.canvas.inner, static_cast<unsigned char>(0))
                        : cv::Mat1b(problem.force.clone());
    impl->Show();
    return MatteState(std::move(impl));
  } catch (const cv::Exception& error) {
    return MakeError(StatusCode::kInternal, "MATTE_FAILED",
                     "the matte could not be solved: " + std::string(error.what()));
  }
}

StatusOr<MatteState> MatteState::Refine(const MatteChange& change) const {
  const cv::Rect whole({0, 0}, impl_->work.canvas.inner);
  if (change.rect.empty() || (change.rect & whole) != change.rect) {
    return Wrong("rect", "the change must lie on the canvas");
  }
  if (!change.force.empty() &&
      (change.force.type() != CV_8UC1 || change.force.size() != change.rect.size())) {
    return Wrong("force", "the stroke must be one byte per pixel of the rectangle");
  }
  if (!change.bgr.empty() &&
      (change.bgr.type() != CV_8UC3 || change.bgr.size() != change.rect.size())) {
    return Wrong("bgr", "the pixels must have three 8-bit channels and the rectangle's size");
  }
  try {
    auto next = std::make_shared<Impl>(*impl_);
    next->Detach();
    next->Write(change);
    Work& work = next->work;
    if (next->solvable) {
      const cv::Point from((change.rect.x + kPad) / 2, (change.rect.y + kPad) / 2);
      const cv::Point to((change.rect.br().x + kPad + 1) / 2, (change.rect.br().y + kPad + 1) / 2);
      const cv::Rect box = BoxAround(cv::Rect(from, to), work.trimap.size());
      if (!change.force.empty()) {
        const cv::Mat1b stroke = next->WriteStroke(change, box);
        Work part = Part(work, box);
        OpenAround(stroke, next->half_alpha(box), &part);
        part.canvas.mask.setTo(0, stroke == static_cast<int>(MatteForce::kBackground));
        part.canvas.mask.setTo(1, stroke == static_cast<int>(MatteForce::kForeground));
        ApplyStrokes(part.canvas.force, &part.trimap);
      }
      if (HasAllLabels(work.trimap(box))) next->SolveBox(box);
      DropIslands(work.canvas, next->half_alpha, work.trimap, &next->alpha);
    } else if (!change.force.empty()) {
      change.force.copyTo(next->strokes(change.rect), change.force != 0);
    }
    next->Show();
    return MatteState(std::move(next));
  } catch (const cv::Exception& error) {
    return MakeError(StatusCode::kInternal, "MATTE_FAILED",
                     "the matte could not be refined: " + std::string(error.what()));
  }
}

const Matte& MatteState::matte() const { return impl_->matte; }

}  // namespace zhaojian
