// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/canvas_field.h"

#include <opencv2/imgproc.hpp>

#include "core/retouch/canvas_face.h"
#include "core/retouch/op_reduce.h"

namespace zhaojian {

cv::Size FieldOf(const cv::Size& canvas) {
  return {(canvas.width + kFieldFactor - 1) / kFieldFactor,
          (canvas.height + kFieldFactor - 1) / kFieldFactor};
}

cv::Mat ToField(const cv::Mat& bgr) {
  const cv::Size whole = FieldOf(bgr.size()) * kFieldFactor;
  if (whole == bgr.size()) return Reduce(bgr, kFieldFactor);
  cv::Mat continued;
  cv::copyMakeBorder(bgr, continued, 0, whole.height - bgr.rows, 0, whole.width - bgr.cols,
                     cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return Reduce(continued, kFieldFactor);
}

cv::Mat FromField(const cv::Mat& field, const cv::Size& canvas) {
  CV_Assert(field.size() == FieldOf(canvas));
  cv::Mat whole;
  cv::resize(field, whole, field.size() * kFieldFactor, 0, 0, cv::INTER_LINEAR);
  return whole.size() == canvas ? whole : whole(cv::Rect({0, 0}, canvas)).clone();
}

cv::Mat FromFieldWindow(const cv::Mat& field, const cv::Size& canvas, const cv::Rect& window) {
  CV_Assert(field.size() == FieldOf(canvas));
  // cv::resize rounds the last few values of a row in another way; a part that begins at a multiple
  // of its widest vector and ends that far beyond what is wanted has none of them inside.
  constexpr int kVector = 16;
  const auto down = [](int v) { return v / kFieldFactor / kVector * kVector; };
  const auto up = [](int v) { return (v / kFieldFactor / kVector + 2) * kVector; };
  const cv::Rect all({0, 0}, field.size());
  const cv::Rect part = cv::Rect(cv::Point(down(window.x) - kVector, window.y / kFieldFactor - 1),
                                 cv::Point(up(window.br().x), window.br().y / kFieldFactor + 2)) &
                        all;
  cv::Mat whole;
  cv::resize(field(part), whole, part.size() * kFieldFactor, 0, 0, cv::INTER_LINEAR);
  return whole(window - part.tl() * kFieldFactor);
}

}  // namespace zhaojian
