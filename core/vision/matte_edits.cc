// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_edits.h"

#include <algorithm>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <string>
#include <utility>

#include "core/imaging/own_pixels.h"
#include "core/vision/matte_islands.h"
#include "core/vision/matte_solution.h"

namespace zhaojian {
namespace {

using matte::kPad;

/// Solved places that are no longer in use but may come back with undo.
constexpr size_t kSpare = 8;

/// A place with what it was solved from.
struct Solved {
  matte::PlaceEdit edit;
  matte::Place place;
};

bool SameBytes(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size() || a.type() != b.type()) return false;
  const size_t width = static_cast<size_t>(a.cols) * a.elemSize();
  for (int y = 0; y < a.rows; ++y) {
    if (std::memcmp(a.ptr(y), b.ptr(y), width) != 0) return false;
  }
  return true;
}

bool Same(const matte::PlaceEdit& a, const matte::PlaceEdit& b) {
  return a.rect == b.rect && SameBytes(a.bgr, b.bgr) && SameBytes(a.force, b.force);
}

/// Joins rectangles until no two boxes meet.
void Join(const matte::Solution& whole, std::vector<cv::Rect>* rects) {
  for (bool again = true; again;) {
    again = false;
    for (size_t i = 0; i < rects->size(); ++i) {
      for (size_t j = i + 1; j < rects->size();) {
        const cv::Rect common = BoxOf(whole, (*rects)[i]) & BoxOf(whole, (*rects)[j]);
        if (common.empty()) {
          ++j;
          continue;
        }
        (*rects)[i] |= (*rects)[j];
        rects->erase(rects->begin() + static_cast<std::ptrdiff_t>(j));
        again = true;
      }
    }
  }
  std::sort(rects->begin(), rects->end(), [](const cv::Rect& a, const cv::Rect& b) {
    return std::make_pair(a.y, a.x) < std::make_pair(b.y, b.x);
  });
}

Status Wrong(const std::string& field, const std::string& message) {
  return MakeError(StatusCode::kInvalidArgument, "MATTE_INPUT", message, field);
}

}  // namespace

struct EditedMatte::Impl {
  matte::Solution whole;
  std::vector<Solved> places;
  std::vector<Solved> spare;
  // The planes with the places in them; padded, islands still in `alpha`.
  cv::Mat1f half_alpha;
  cv::Mat1b half_force;
  cv::Mat1f alpha;
  cv::Mat3b foreground;
  cv::Mat1b islands;
  cv::Mat force;
  Matte shown;
  cv::Mat seen;
  cv::Rect changed;
  /// What Concerns said of the healed places of the last update, in their order.
  std::vector<std::pair<cv::Rect, bool>> judged;

  cv::Rect Inner() const { return {cv::Point(kPad, kPad), whole.work.canvas.inner}; }
  void Begin();
  bool Concerns(const cv::Rect& rect) const;
  std::vector<cv::Rect> Concerning(const std::vector<cv::Rect>& healed);
  std::vector<matte::PlaceEdit> EditsOf(const MatteEdits& edits);
  cv::Rect Replace(std::vector<matte::PlaceEdit> wanted);
  void TakeOut(const matte::Place& place);
  void PutIn(const matte::Place& place);
  cv::Rect FindIslands();
  void Show(const cv::Rect& where);
};

void EditedMatte::Impl::Begin() {
  half_alpha = whole.half_alpha.clone();
  half_force = cv::Mat1b(whole.work.canvas.half.size(), static_cast<unsigned char>(0));
  alpha = whole.alpha.clone();
  foreground = whole.foreground.clone();
  islands = cv::Mat1b(half_force.size(), static_cast<unsigned char>(0));
  const cv::Rect inner = Inner();
  seen = whole.work.canvas.full(inner).clone();
  shown.alpha = alpha(inner).clone();
  shown.foreground = foreground(inner).clone();
  shown.confidence = whole.confidence;
  shown.plain_background = whole.work.plain;
  shown.low_contrast = whole.work.low_contrast;
  Show(FindIslands());
}

/// True when a healed rectangle meets the outline: not only wall and not only person.
bool EditedMatte::Impl::Concerns(const cv::Rect& rect) const {
  if (!whole.solvable) return false;
  // Two pixels more: the reach of the closed form's windows.
  const cv::Rect half(
      cv::Point((rect.x + kPad) / 2 - 2, (rect.y + kPad) / 2 - 2),
      cv::Point((rect.br().x + kPad + 1) / 2 + 2, (rect.br().y + kPad + 1) / 2 + 2));
  const cv::Mat1b labels = whole.work.trimap(half & cv::Rect({0, 0}, whole.work.trimap.size()));
  const int total = static_cast<int>(labels.total());
  return cv::countNonZero(labels == static_cast<int>(matte::kBack)) < total &&
         cv::countNonZero(labels == static_cast<int>(matte::kFore)) < total;
}

/// The healed places that meet the outline. Hundreds come again with every new one: each is looked
/// at once.
std::vector<cv::Rect> EditedMatte::Impl::Concerning(const std::vector<cv::Rect>& healed) {
  judged.resize(healed.size());
  std::vector<cv::Rect> out;
  for (size_t i = 0; i < healed.size(); ++i) {
    const cv::Rect& r = healed[i];
    if (judged[i].first != r) judged[i] = {r, !r.empty() && Concerns(r)};
    if (judged[i].second) out.push_back(r);
  }
  return out;
}

std::vector<matte::PlaceEdit> EditedMatte::Impl::EditsOf(const MatteEdits& edits) {
  if (!whole.solvable) return {};
  const std::vector<cv::Rect> healed = Concerning(edits.healed);
  std::vector<cv::Rect> rects = healed;
  for (const cv::Rect& r : edits.stroked) {
    if (!r.empty()) rects.push_back(r);
  }
  Join(whole, &rects);
  std::vector<matte::PlaceEdit> out;
  for (const cv::Rect& rect : rects) {
    matte::PlaceEdit edit{rect, {}, {}};
    for (const cv::Rect& r : healed) {
      const cv::Rect part = r & rect;
      if (part.empty()) continue;
      if (edit.bgr.empty()) edit.bgr = whole.work.canvas.full(rect + Inner().tl()).clone();
      edits.bgr(part).copyTo(edit.bgr(part - rect.tl()));
    }
    if (!edits.force.empty()) edit.force = edits.force(rect).clone();
    out.push_back(std::move(edit));
  }
  return out;
}

void EditedMatte::Impl::TakeOut(const matte::Place& place) {
  const cv::Rect canvas = place.inner & Inner();
  whole.half_alpha(place.box).copyTo(half_alpha(place.box));
  half_force(place.box).setTo(0);
  whole.alpha(place.inner).copyTo(alpha(place.inner));
  whole.foreground(place.inner).copyTo(foreground(place.inner));
  whole.work.canvas.full(canvas).copyTo(seen(canvas - Inner().tl()));
}

void EditedMatte::Impl::PutIn(const matte::Place& place) {
  place.half_alpha.copyTo(half_alpha(place.box));
  place.force.copyTo(half_force(place.box));
  const cv::Rect from = place.inner - cv::Point(2 * place.box.x, 2 * place.box.y);
  place.alpha(from).copyTo(alpha(place.inner));
  place.foreground(from).copyTo(foreground(place.inner));
}

/// Exchanges the places that differ. @return padded-canvas rectangle that was touched.
cv::Rect EditedMatte::Impl::Replace(std::vector<matte::PlaceEdit> wanted) {
  cv::Rect touched;
  std::vector<Solved> before = std::move(places);
  places.clear();
  std::vector<Solved> fresh;
  for (matte::PlaceEdit& edit : wanted) {
    const auto is = [&](const Solved& s) { return Same(s.edit, edit); };
    const auto kept = std::find_if(before.begin(), before.end(), is);
    if (kept != before.end()) {
      places.push_back(std::move(*kept));
      before.erase(kept);
      continue;
    }
    const auto old = std::find_if(spare.begin(), spare.end(), is);
    if (old != spare.end()) {
      fresh.push_back(std::move(*old));
      spare.erase(old);
    } else {
      matte::Place place = SolvePlace(whole, edit);
      fresh.push_back({std::move(edit), std::move(place)});
    }
  }
  MakeOwn(&seen);
  for (Solved& s : before) {
    touched |= s.place.inner;
    TakeOut(s.place);
    spare.insert(spare.begin(), std::move(s));
  }
  if (spare.size() > kSpare) spare.resize(kSpare);
  for (Solved& s : fresh) {
    touched |= s.place.inner;
    PutIn(s.place);
    if (!s.edit.bgr.empty()) s.edit.bgr.copyTo(seen(s.edit.rect));
    places.push_back(std::move(s));
  }
  return touched;
}

/// @return padded-canvas rectangle where what counts as an island changed.
cv::Rect EditedMatte::Impl::FindIslands() {
  if (!whole.solvable) return {};
  const cv::Mat1b now = matte::FindIslands(half_alpha, half_force);
  const cv::Rect half = cv::boundingRect(now != islands);
  islands = now;
  return {2 * half.x, 2 * half.y, 2 * half.width, 2 * half.height};
}

/// Renews the shown matte; strokes are exact in it. @param where padded canvas.
void EditedMatte::Impl::Show(const cv::Rect& where) {
  const cv::Rect padded = where & Inner();
  changed = padded - Inner().tl();
  if (padded.empty()) {
    changed = cv::Rect();
    return;
  }
  // Somebody who holds a copy keeps what it shows.
  MakeOwn(&shown.alpha);
  MakeOwn(&shown.foreground);
  cv::Mat a = shown.alpha(changed);
  cv::Mat f = shown.foreground(changed);
  alpha(padded).copyTo(a);
  foreground(padded).copyTo(f);
  for (int y = 0; y < a.rows; ++y) {
    const unsigned char* gone = islands[(padded.y + y) / 2];
    float* row = a.ptr<float>(y);
    for (int x = 0; x < a.cols; ++x) {
      if (gone[(padded.x + x) / 2] != 0) row[x] = 0;
    }
  }
  if (force.empty()) return;
  const cv::Mat stroke = force(changed);
  const cv::Mat fore = stroke == static_cast<int>(MatteForce::kForeground);
  a.setTo(0, stroke == static_cast<int>(MatteForce::kBackground));
  a.setTo(1, fore);
  seen(changed).copyTo(f, fore);
}

EditedMatte::EditedMatte(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EditedMatte::EditedMatte(EditedMatte&&) noexcept = default;
EditedMatte& EditedMatte::operator=(EditedMatte&&) noexcept = default;
EditedMatte::~EditedMatte() = default;

StatusOr<EditedMatte> EditedMatte::Solve(const MatteProblem& problem) {
  if (!problem.force.empty()) return Wrong("force", "strokes belong into the edits");
  try {
    auto impl = std::make_unique<Impl>();
    ZJ_ASSIGN_OR_RETURN(impl->whole, matte::SolveWhole(problem));
    impl->Begin();
    return EditedMatte(std::move(impl));
  } catch (const cv::Exception& error) {
    return MakeError(StatusCode::kInternal, "MATTE_FAILED",
                     "the matte could not be solved: " + std::string(error.what()));
  }
}

Status EditedMatte::Update(const MatteEdits& edits) {
  Impl& m = *impl_;
  const cv::Size size = m.seen.size();
  const cv::Rect all({0, 0}, size);
  if (!edits.healed.empty() && (edits.bgr.type() != CV_8UC3 || edits.bgr.size() != size)) {
    return Wrong("bgr", "the edited canvas must have the solved one's size and three channels");
  }
  if (!edits.force.empty() && (edits.force.type() != CV_8UC1 || edits.force.size() != size)) {
    return Wrong("force", "the strokes must be one byte per pixel of the canvas");
  }
  for (const auto* rects : {&edits.healed, &edits.stroked}) {
    for (const cv::Rect& r : *rects) {
      if (!r.empty() && (r & all) != r) return Wrong("rect", "an edit must lie on the canvas");
    }
  }
  try {
    cv::Rect touched = m.Replace(m.EditsOf(edits));
    if (!touched.empty()) touched |= m.FindIslands();
    if (!m.whole.solvable && !(m.force.empty() && edits.force.empty())) touched = m.Inner();
    m.force = edits.force;
    m.Show(touched);
    return absl::OkStatus();
  } catch (const cv::Exception& error) {
    return MakeError(StatusCode::kInternal, "MATTE_FAILED",
                     "the matte could not be refined: " + std::string(error.what()));
  }
}

const Matte& EditedMatte::matte() const { return impl_->shown; }
const cv::Mat& EditedMatte::seen() const { return impl_->seen; }
const cv::Rect& EditedMatte::changed() const { return impl_->changed; }

}  // namespace zhaojian
