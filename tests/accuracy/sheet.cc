// SPDX-License-Identifier: Apache-2.0
#include "tests/accuracy/sheet.h"

#include <algorithm>
#include <map>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/imaging/encode.h"
#include "core/imaging/photo.h"

namespace zhaojian::accuracy {
namespace {

constexpr int kLine = 14;
constexpr int kGap = 6;
constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;

const cv::Scalar kInk(30, 30, 30);

void Write(cv::Mat& sheet, const std::string& text, int x, int y, double size = 0.38) {
  cv::putText(sheet, text, {x, y}, kFont, size, kInk, 1, cv::LINE_AA);
}

cv::Scalar FrameOf(const std::string& verdict) {
  static const std::map<std::string, cv::Scalar> kFrames = {{"ok", {80, 160, 60}},
                                                            {"warn", {30, 150, 240}},
                                                            {"block", {50, 50, 210}},
                                                            {"unknown", {150, 150, 150}}};
  const auto found = kFrames.find(verdict);
  return found == kFrames.end() ? cv::Scalar(220, 220, 220) : found->second;
}

cv::Mat Picture(const std::string& file, int width) {
  const auto bytes = ReadFile(std::filesystem::path(file), kMaxPhotoBytes);
  if (!bytes.ok()) return {};
  const auto photo = DecodePhoto(*bytes, {width});
  if (!photo.ok()) return {};
  const double zoom = 1.0 * width / photo->bgr.cols;
  cv::Mat out;
  cv::resize(photo->bgr, out, {}, zoom, zoom, zoom < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  // Nothing below the chest matters to any measure.
  return out(cv::Range(0, std::min(out.rows, width * 4 / 3)), cv::Range::all());
}

struct Grid {
  int width = 0;
  int words = 0;
  size_t columns = 0;
  int CellHeight() const { return width * 4 / 3 + words * kLine + 2 * kGap; }
};

void DrawCell(cv::Mat& sheet, const Json& cell, const Grid& grid, int x, int y) {
  const cv::Mat picture = Picture(cell.value("file", ""), grid.width - 2 * kGap);
  if (!picture.empty())
    picture.copyTo(sheet(cv::Rect(cv::Point(x + kGap, y + kGap), picture.size())));
  cv::rectangle(sheet, cv::Rect(x + 3, y + 3, grid.width - kGap, grid.width * 4 / 3 - 2),
                FrameOf(cell.value("verdict", "")), 3);
  int line = y + grid.width * 4 / 3 + kLine;
  for (const Json& words : cell.at("words")) {
    Write(sheet, words.get<std::string>(), x + kGap, line);
    line += kLine;
  }
}

}  // namespace

Status DrawSheet(const std::string& text, const std::string& png) {
  ZJ_ASSIGN_OR_RETURN(const Json json, ParseJson(text, "sheet"));
  Grid grid;
  grid.width = json.at("width").get<int>();
  for (const Json& row : json.at("rows")) {
    grid.columns = std::max(grid.columns, row.at("cells").size());
    for (const Json& cell : row.at("cells"))
      grid.words = std::max(grid.words, static_cast<int>(cell.at("words").size()));
  }
  const int rows = static_cast<int>(json.at("rows").size());
  cv::Mat sheet(40 + rows * (grid.CellHeight() + kLine),
                std::max(400, static_cast<int>(grid.columns) * grid.width), CV_8UC3,
                cv::Scalar(245, 245, 245));
  Write(sheet, json.at("title").get<std::string>(), kGap, 24, 0.55);
  int y = 40;
  for (const Json& row : json.at("rows")) {
    Write(sheet, row.at("name").get<std::string>(), kGap, y + kLine - 3);
    int x = 0;
    for (const Json& cell : row.at("cells")) {
      DrawCell(sheet, cell, grid, x, y + kLine);
      x += grid.width;
    }
    y += grid.CellHeight() + kLine;
  }
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, EncodePng(sheet));
  return WriteFileAtomically(std::filesystem::path(png), bytes);
}

}  // namespace zhaojian::accuracy
