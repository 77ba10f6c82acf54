// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>

namespace zhaojian {

/// Coefficients of 1, u, v, u^2, uv, v^2: a wall under a lamp's fall-off and a lens' vignette is a
/// smooth surface of second degree. Internal to compliance.
using SurfaceTerms = cv::Vec<double, 6>;

/// The six terms at pixel (x, y) of a picture of this size; u and v run from 0 to 1.
SurfaceTerms TermsAt(const cv::Size& size, double x, double y);

/// Least squares of one surface, fed point by point.
class SurfaceFit {
 public:
  void Add(const SurfaceTerms& terms, double value);
  int Count() const { return count_; }
  /// Coefficients; empty with fewer than `least` points or when they span no surface.
  std::optional<SurfaceTerms> Solve(int least) const;

 private:
  cv::Matx<double, 6, 6> m_ = cv::Matx<double, 6, 6>::zeros();
  SurfaceTerms v_ = SurfaceTerms::all(0);
  int count_ = 0;
};

}  // namespace zhaojian
