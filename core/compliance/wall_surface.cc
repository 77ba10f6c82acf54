// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/wall_surface.h"

namespace zhaojian {

SurfaceTerms TermsAt(const cv::Size& size, double x, double y) {
  const double u = x / size.width;
  const double v = y / size.height;
  return {1, u, v, u * u, u * v, v * v};
}

void SurfaceFit::Add(const SurfaceTerms& terms, double value) {
  m_ += terms * terms.t();
  v_ += terms * value;
  ++count_;
}

std::optional<SurfaceTerms> SurfaceFit::Solve(int least) const {
  cv::Mat solution;
  if (count_ < least || !cv::solve(cv::Mat(m_), cv::Mat(v_), solution, cv::DECOMP_SVD))
    return std::nullopt;
  return SurfaceTerms(solution.ptr<double>());
}

}  // namespace zhaojian
