// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <vector>

#include "core/vision/matte_canvas.h"

namespace zhaojian::matte {

/// The matting Laplacian of Levin, Lischinski and Weiss (2008) with 3 x 3 windows, applied without
/// ever being stored: alpha is a linear function of colour in every window, and the misfit is what
/// it costs. Only windows that touch the band exist.
class ClosedForm {
 public:
  /// @param image CV_32FC3 in [0, 1]. @param trimap same size, at least 3 x 3.
  /// @param epsilon regularisation of the windows; 1e-5 keeps strands, larger is smoother.
  ClosedForm(const cv::Mat3f& image, const cv::Mat1b& trimap, float epsilon);

  /// Minimises  alpha' L alpha + sum weight (alpha - target)^2  over the band, other pixels being
  /// fixed, by Jacobi-preconditioned conjugate gradients down to 1 % of the first residual.
  /// @param weight zero outside the band. @param alpha in: start and fixed values; out: solution.
  void Solve(const cv::Mat1f& target, const cv::Mat1f& weight, cv::Mat1f* alpha);

  /// The linear functions (three slopes and an offset) behind a solution, averaged over the windows
  /// of every pixel in or beside the band; applied to a larger picture they up-sample the solution.
  cv::Mat4f Models(const cv::Mat1f& alpha);

 private:
  // A horizontal run of pixels [begin, end) in a row of the padded planes.
  struct Run {
    int row;
    int begin;
    int end;
  };
  // Floats from the pictures' pool of memory, so that they need no new pages. Not copied.
  class Plane {
   public:
    Plane() = default;
    explicit Plane(size_t count) : values_(1, static_cast<int>(count), 0.0F) {}
    void Reserve(int count) { values_.create(1, count); }
    float* data() { return values_[0]; }
    const float* data() const { return values_[0]; }
    float& operator[](int i) { return values_[0][i]; }
    const float& operator[](int i) const { return values_[0][i]; }

   private:
    cv::Mat1f values_;
  };

  size_t PlaneSize() const { return static_cast<size_t>(stride_) * static_cast<size_t>(rows_ + 2); }
  float* Row(Plane& plane, int row) const { return plane.data() + row * stride_; }
  const float* Row(const Plane& plane, int row) const { return plane.data() + row * stride_; }
  void FindRuns(const cv::Mat1b& trimap);
  void PrepareWindows(float epsilon);
  void WindowRun(const Run& run, float epsilon, int at);
  void PrepareDiagonal();
  void FitWindows(const Plane& p);
  void Apply(const Plane& p, const Plane& weight, Plane* out);

  int rows_ = 0;
  int cols_ = 0;
  int stride_ = 0;
  std::vector<Run> band_;
  std::vector<Run> windows_;
  int window_count_ = 0;
  std::array<float, 3> origin_{};  // subtracted from all colours
  std::array<Plane, 3> colour_;    // planes with a border of one pixel
  std::array<Plane, 3> mean_;      // per window, in the order of the runs
  std::array<Plane, 6> inverse_;   // inverse covariance: 00 01 02 11 12 22
  std::array<Plane, 4> model_;     // planes: slopes and offset of the last FitWindows
  Plane count_;                    // windows that hold a pixel
  Plane diagonal_;
};

}  // namespace zhaojian::matte
