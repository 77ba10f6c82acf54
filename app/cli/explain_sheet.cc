// SPDX-License-Identifier: Apache-2.0
#include "app/cli/explain_sheet.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>
#include <vector>

#include "app/cli/explain_paint.h"
#include "core/compliance/close_up.h"
#include "core/compliance/reading_order.h"
#include "core/compliance/value_text.h"

namespace zhaojian::explain {
namespace {

// Five cells a row; the photo takes the place of two columns and three rows at the top left.
constexpr int kColumns = 5, kCellWidth = 384, kCellHeight = 330, kGap = 16, kMargin = 24, kTop = 72;
constexpr int kPhotoColumns = 2, kPhotoRows = 3;
constexpr int kPictureHeight = 206;
constexpr double kVeil = 0.2;

class Painter {
 public:
  Painter(const SheetInput& input, TextPainter& text) : in_(input), text_(text) {}

  Sheet Draw() {
    const std::vector<const Measure*> order = InReadingOrder(in_.report);
    const int beside = (kColumns - kPhotoColumns) * kPhotoRows;
    const int below = std::max(0, static_cast<int>(order.size()) - beside);
    const int rows = kPhotoRows + (below + kColumns - 1) / kColumns;
    const int width = 2 * kMargin + kColumns * kCellWidth + (kColumns - 1) * kGap;
    sheet_.image =
        cv::Mat(kTop + rows * (kCellHeight + kGap) + kMargin, width, CV_8UC3, Bgr(kPage));
    DrawHeader();
    DrawPhoto();
    for (size_t i = 0; i < order.size(); ++i) DrawCell(*order[i], CellAt(static_cast<int>(i)));
    return std::move(sheet_);
  }

 private:
  const std::string& T(const std::string& key) const {
    return in_.catalogue.Text(in_.language, key);
  }

  double Say(double x, double y, const std::string& words, const TextStyle& style, double room) {
    return text_.Draw(sheet_.image, {x, y}, text_.Shorten(words, style, room), style);
  }

  void SayRight(double right, double y, const std::string& words, const TextStyle& style,
                double room) {
    const std::string shown = text_.Shorten(words, style, room);
    text_.Draw(sheet_.image, {right - text_.Width(shown, style), y}, shown, style);
  }

  static cv::Rect CellAt(int index) {
    const int beside = kColumns - kPhotoColumns;
    int row = index / beside, column = kPhotoColumns + index % beside;
    if (row >= kPhotoRows) {
      const int rest = index - beside * kPhotoRows;
      row = kPhotoRows + rest / kColumns;
      column = rest % kColumns;
    }
    return {kMargin + column * (kCellWidth + kGap), kTop + row * (kCellHeight + kGap), kCellWidth,
            kCellHeight};
  }

  static const char* WordKey(Verdict verdict) {
    switch (verdict) {
      case Verdict::kBlock:
        return "check.fail";
      case Verdict::kWarn:
        return "check.caution";
      case Verdict::kUnknown:
        return "check.unknown";
      case Verdict::kOk:
        break;
    }
    return "check.ok";
  }

  void DrawHeader() {
    const double y = kTop / 2.0;
    double x = kMargin;
    x += Say(x, y, T("explain.title"), {24, true, kHi}, 400) + 20;
    const std::string key = "profile." + in_.report.profile;
    const std::string& profile = T(key) == key ? in_.report.profile : T(key);
    x += Say(x, y, profile + " ・ " + in_.report.profile_version, {17, false, kDim}, 700);
    double right = sheet_.image.cols - kMargin;
    for (const Verdict verdict :
         {Verdict::kOk, Verdict::kUnknown, Verdict::kWarn, Verdict::kBlock}) {
      const auto count = std::count_if(in_.report.measures.begin(), in_.report.measures.end(),
                                       [&](const Measure& m) { return m.verdict == verdict; });
      const std::string words = T(WordKey(verdict)) + " " + std::to_string(count);
      const TextStyle style{17, true, kHi};
      right -= text_.Width(words, style);
      text_.Draw(sheet_.image, {right, y}, words, style);
      PaintSign(sheet_.image, {static_cast<int>(right) - 16, kTop / 2}, 18, verdict);
      right -= 52;
    }
  }

  /// Upright source pixels to sheet pixels, and the area the photo takes.
  std::pair<cv::Matx23d, cv::Rect> PlacePhoto() const {
    const cv::Rect room(kMargin, kTop, kPhotoColumns * kCellWidth + kGap,
                        kPhotoRows * (kCellHeight + kGap) - kGap);
    // Left of the photo, for the labels of the bands.
    constexpr int kGutter = 112;
    const cv::Size size = in_.plan ? in_.delivered : in_.report.size;
    const double zoom = std::min((room.width - 1.0 * kGutter) / std::max(1, size.width),
                                 static_cast<double>(room.height) / std::max(1, size.height));
    const cv::Size shown(static_cast<int>(size.width * zoom), static_cast<int>(size.height * zoom));
    const cv::Rect area(room.x + kGutter + (room.width - kGutter - shown.width) / 2, room.y,
                        shown.width, shown.height);
    const double scale = (in_.plan ? in_.plan->scale : 1) * zoom;
    const cv::Point2d offset = in_.plan ? in_.plan->offset : cv::Point2d();
    return {{scale, 0, area.x - offset.x * scale, 0, scale, area.y - offset.y * scale}, area};
  }

  void DrawPhoto() {
    const auto [to, area] = PlacePhoto();
    if (area.empty() || in_.picture.empty()) return;
    cv::Mat part = sheet_.image(area);
    // Through the close-up, so that a strong reduction does not skip pixels.
    const double zoom = to(0, 0);
    CloseUp whole;
    whole.size = {static_cast<float>(area.width / zoom), static_cast<float>(area.height / zoom)};
    whole.centre = {static_cast<float>((area.x - to(0, 2)) / zoom + whole.size.width / 2.0),
                    static_cast<float>((area.y - to(1, 2)) / zoom + whole.size.height / 2.0)};
    CutCloseUp(in_.picture, in_.scale, whole, area.size(), Bgr(kStage)).copyTo(part);
    if (in_.plan) {
      DrawBand("geometry.hair_top", "guide.hair_top", area);
      DrawBand("geometry.eye_line", "guide.eye_line", area);
    }
    for (const Measure& measure : in_.report.measures) {
      for (const Evidence& evidence : measure.evidence) DrawOnPhoto(measure, evidence, to, area);
    }
  }

  /// Guides and problems only: the face stays visible, each measure's own cell shows the rest.
  void DrawOnPhoto(const Measure& measure, const Evidence& evidence, const cv::Matx23d& to,
                   const cv::Rect& area) {
    const bool problem = measure.verdict == Verdict::kBlock || measure.verdict == Verdict::kWarn;
    const bool guide = measure.id.rfind("geometry.", 0) == 0 || measure.id == "pose.roll";
    if (problem || (guide && evidence.kind == Evidence::Kind::kLine)) {
      return PaintEvidence(sheet_.image, area, to, evidence, measure.verdict);
    }
    if (!guide) return;
    if (evidence.points.size() == 1) {  // a stub, so that nothing crosses the face
      const cv::Point at(Map(to, evidence.points[0]));
      const bool across = evidence.kind == Evidence::Kind::kHorizontal;
      const cv::Point reach = across ? cv::Point(area.width / 11, 0) : cv::Point(0, 28);
      PaintDashed(sheet_.image, at - reach, at + reach);
    }
  }

  /// The allowed rows as veils at both edges, the value and the limits in the left gutter.
  void DrawBand(const std::string& id, const std::string& name, const cv::Rect& area) {
    const Measure* measure = in_.report.Find(id);
    if (measure == nullptr || !measure->band.low || !measure->band.high || !measure->value) return;
    const double zoom = static_cast<double>(area.height) / in_.delivered.height;
    const auto row = [&](double delivered) {
      return area.y + static_cast<int>(std::lround(delivered * zoom));
    };
    const int y0 = row(*measure->band.low), y1 = row(*measure->band.high), w = area.width / 6;
    for (const int x : {area.x, area.x + area.width - w}) {
      PaintVeil(sheet_.image, cv::Rect(x, y0, w, y1 - y0) & area, kVeil);
      PaintDashed(sheet_.image, {x, y0}, {x + w, y0});
      PaintDashed(sheet_.image, {x, y1}, {x + w, y1});
    }
    const int y = std::clamp(row(*measure->value), area.y, area.y + area.height - 1);
    PaintSign(sheet_.image, {area.x - 14, y}, 16, measure->verdict);
    const double right = area.x - 30, room = right - kMargin;
    SayRight(right, y - 12, T(name), {15, true, kHi}, room);
    SayRight(right, y + 10, FormatValue(*measure->value, measure->unit, measure->band),
             {15, true, kHi}, room);
    SayRight(right, y + 32, FormatLimit(measure->band, measure->unit), {13, false, kDim}, room);
  }

  void DrawCell(const Measure& measure, const cv::Rect& cell) {
    sheet_.cells[measure.id] = cell;
    cv::rectangle(sheet_.image, cell, Bgr(kCard), cv::FILLED);
    const cv::Rect picture(cell.x, cell.y, cell.width, kPictureHeight);
    sheet_.pictures[measure.id] = picture;
    DrawCloseUps(measure, picture);
    cv::rectangle(sheet_.image, cv::Rect(cell.x, cell.y, 4, cell.height),
                  Bgr(RgbOf(measure.verdict)), cv::FILLED);
    const double x = cell.x + 16, right = cell.x + cell.width - 14;
    double y = picture.y + picture.height + 22;
    const std::string name = T("measure." + measure.id);
    const std::string value =
        measure.value ? FormatValue(*measure.value, measure.unit, measure.band) : "–";
    const double value_width = text_.Width(value, {19, true, kHi});
    PaintSign(sheet_.image, {static_cast<int>(x) + 9, static_cast<int>(y)}, 18, measure.verdict);
    Say(x + 28, y, name, {17, true, kHi}, right - x - 28 - value_width - 12);
    SayRight(right, y, value, {19, true, kHi}, 180);
    y += 26;
    const std::string& verdict = T(WordKey(measure.verdict));
    const std::string limit = FormatLimit(measure.band, measure.unit);
    Say(x, y, verdict, {14, true, RgbOf(measure.verdict)}, 200);
    SayRight(right, y, limit, {14, false, kDim}, 150);
    y += 24;
    PaintBandBar(sheet_.image,
                 cv::Rect(static_cast<int>(x), static_cast<int>(y) - 8, cell.width - 30, 16),
                 measure);
    y += 26;
    const std::string why = WhyOf(measure);
    Say(x, y, why, {14, false, kBody}, right - x);
    sheet_.words[measure.id] = name + "|" + value + "|" + verdict + "|" + limit + "|" + why;
  }

  std::string WhyOf(const Measure& measure) const {
    if (measure.verdict == Verdict::kUnknown) {
      return measure.cause.empty() ? std::string() : T(measure.cause);
    }
    const Reason* reason = in_.reasons.Find(measure.reason);
    if (reason == nullptr) return {};
    return reason->code + "  " + (in_.language == Language::kChinese ? reason->zh : reason->en);
  }

  void DrawCloseUps(const Measure& measure, const cv::Rect& picture) {
    std::vector<CloseUp> places = CloseUpsOf(in_.report, measure.id);
    if (places.empty()) {
      CloseUp whole;
      whole.size = cv::Size2f(in_.report.size);
      whole.centre = {whole.size.width / 2, whole.size.height / 2};
      places.push_back(whole);
    }
    const int count = static_cast<int>(places.size());
    const int width = (picture.width - 2 * (count - 1)) / count;
    for (int i = 0; i < count; ++i) {
      const CloseUp& place = places[static_cast<size_t>(i)];
      const cv::Rect part(picture.x + i * (width + 2), picture.y, width, picture.height);
      cv::Mat into = sheet_.image(part);
      const cv::Mat cut = CutCloseUp(in_.picture, in_.scale, place, part.size(), Bgr(kStage));
      if (!cut.empty()) cut.copyTo(into);
      cv::Matx23d to = CloseUpTransform(place, part.size());
      to(0, 2) += part.x;
      to(1, 2) += part.y;
      for (const Evidence& evidence : measure.evidence) {
        PaintEvidence(sheet_.image, part, to, evidence, measure.verdict);
      }
    }
  }

  const SheetInput& in_;
  TextPainter& text_;
  Sheet sheet_;
};

}  // namespace

Sheet DrawSheet(const SheetInput& input, TextPainter& text) { return Painter(input, text).Draw(); }

}  // namespace zhaojian::explain
