// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/qr.h"

#define ZX_USE_UTF8 1  // text() as UTF-8
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <exception>
#include <opencv2/imgproc.hpp>
#include <optional>

namespace zhaojian {
namespace {

// The largest code (version 40) has 177 modules a side; at 1600 pixels it still has 9 for each of
// them, and no phone picture needs more.
constexpr int kLongSide = 1600;
// A picture that small is enlarged for the last try: below 3 pixels a module the reader's sampling
// fails first (tests/core/imaging/qr_test.cc prints the rates).
constexpr int kSmallSide = 800;

std::optional<std::string> ReadOnce(const cv::Mat& grey) {
  const ZXing::ImageView view(grey.data, grey.cols, grey.rows, ZXing::ImageFormat::Lum,
                              static_cast<int>(grey.step));
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode);
  const ZXing::Result result = ZXing::ReadBarcode(view, hints);
  if (!result.isValid()) return std::nullopt;
  return result.text();
}

cv::Mat Scaled(const cv::Mat& grey, double factor) {
  cv::Mat scaled;
  cv::resize(grey, scaled, {}, factor, factor, factor < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  return scaled;
}

cv::Mat Smoothed(const cv::Mat& grey, double sigma) {
  cv::Mat smooth;
  cv::GaussianBlur(grey, smooth, {}, sigma);
  return smooth;
}

// The lamp's own brightness taken out: what is left is ink and paper.
cv::Mat Flattened(const cv::Mat& grey) {
  cv::Mat light;
  const int side = std::max(grey.cols, grey.rows) / 8 | 1;
  cv::boxFilter(grey, light, -1, {side, side});
  cv::Mat flat;
  cv::divide(grey, light + 1, flat, 160);
  return flat;
}

// As it is first: nearly every picture is a screenshot. Then what undoes the grid of a photographed
// screen (smoothing), uneven light (flattening) and few pixels (enlarging).
std::optional<std::string> ReadSomehow(const cv::Mat& grey) {
  if (auto text = ReadOnce(grey)) return text;
  for (const double sigma : {1.0, 2.0, 3.0}) {
    if (auto text = ReadOnce(Smoothed(grey, sigma))) return text;
  }
  if (auto text = ReadOnce(Smoothed(Flattened(grey), 1.0))) return text;
  if (auto text = ReadOnce(Smoothed(Scaled(grey, 0.5), 0.7))) return text;
  if (std::max(grey.cols, grey.rows) > kSmallSide) return std::nullopt;
  const cv::Mat large = Scaled(grey, 3);
  if (auto text = ReadOnce(large)) return text;
  return ReadOnce(Smoothed(large, 2.0));
}

}  // namespace

StatusOr<std::string> ReadQrCode(const Photo& photo) {
  const Status none = MakeError(StatusCode::kNotFound, "NO_QR_CODE",
                                "no QR code is readable in the picture; long-press the code on the "
                                "phone, save the picture and choose that one",
                                "code_photo");
  if (photo.bgr.empty()) return none;
  try {
    cv::Mat grey;
    cv::cvtColor(photo.bgr, grey, cv::COLOR_BGR2GRAY);
    const double factor = static_cast<double>(kLongSide) / std::max(grey.cols, grey.rows);
    const auto text = ReadSomehow(factor < 1 ? Scaled(grey, factor) : grey);
    if (!text) return none;
    return *text;
  } catch (const std::exception&) {
    return none;
  }
}

}  // namespace zhaojian
