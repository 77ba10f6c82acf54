// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <opencv2/core.hpp>
#include <optional>
#include <string>

#include "core/base/catalogue.h"
#include "core/compliance/crop_plan.h"
#include "core/compliance/report.h"
#include "core/domain/reason.h"
#include "core/imaging/text.h"

namespace zhaojian::explain {

/// What a sheet is drawn from.
struct SheetInput {
  /// The upright photo, CV_8UC3 BGR, and its pixels per upright source pixel.
  const cv::Mat& picture;
  double scale = 1;
  const Report& report;
  /// The crop that would be delivered, and its size in pixels; without it the whole photo is shown.
  std::optional<CropPlan> plan;
  cv::Size delivered;
  const Catalogue& catalogue;
  const ReasonCatalogue& reasons;
  Language language = Language::kChinese;
};

/// A finished sheet.
struct Sheet {
  /// CV_8UC3 BGR.
  cv::Mat image;
  /// Where the cell of each measure lies, and its close-up within it, pixels.
  std::map<std::string, cv::Rect> cells;
  std::map<std::string, cv::Rect> pictures;
  /// The words of each cell, top to bottom, for tests.
  std::map<std::string, std::string> words;
};

/// Draws the photo with its guides and bands, then one cell per measure in reading order: a
/// levelled, enlarged look at the place with the evidence drawn, name, value, band, verdict as sign
/// and word, the suggested reason or the cause why it could not be assessed.
Sheet DrawSheet(const SheetInput& input, TextPainter& text);

}  // namespace zhaojian::explain
