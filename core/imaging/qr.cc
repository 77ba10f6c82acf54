// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/qr.h"

#define ZX_USE_UTF8 1  // text() as UTF-8
#include <ZXing/ReadBarcode.h>

#include <exception>
#include <opencv2/imgproc.hpp>

namespace zhaojian {

StatusOr<std::string> ReadQrCode(const Photo& photo) {
  const Status none =
      MakeError(StatusCode::kNotFound, "NO_QR_CODE", "no QR code is readable in the picture");
  if (photo.bgr.empty()) return none;
  try {
    cv::Mat grey;
    cv::cvtColor(photo.bgr, grey, cv::COLOR_BGR2GRAY);
    const ZXing::ImageView view(grey.data, grey.cols, grey.rows, ZXing::ImageFormat::Lum,
                                static_cast<int>(grey.step));
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode);
    const ZXing::Result result = ZXing::ReadBarcode(view, hints);
    if (!result.isValid()) return none;
    return result.text();
  } catch (const std::exception&) {
    return none;
  }
}

}  // namespace zhaojian
