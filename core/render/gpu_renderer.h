// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/render/gpu_image.h"
#include "core/render/shader_library.h"
#include "core/retouch/op_colour.h"
#include "core/retouch/op_resample.h"
#include "core/retouch/op_tone.h"
#include "core/retouch/renderer.h"

namespace zhaojian {

/// The GPU face of the retouch operations: GL 3.3 fragment passes that do what the functions of the
/// same name in core/retouch/op_*.h say, within one level of 8 bit. The CPU renderer stays the
/// reference and makes the delivered file; this one draws what a hand is moving. The matte is
/// solved on the CPU. Needs a current OpenGL 3.3 core context; leaves the frame buffer binding as
/// it found it and other state (program, viewport, blending off, scissor off) changed. One thread.
class GpuRenderer {
 public:
  /// @param shaders the shader folder. Errors: kUnavailable NO_GL when no 3.3 context is current.
  static StatusOr<std::unique_ptr<GpuRenderer>> Create(const std::filesystem::path& shaders);
  ~GpuRenderer();
  GpuRenderer(const GpuRenderer&) = delete;
  GpuRenderer& operator=(const GpuRenderer&) = delete;

  /// As Resample in op_resample.h. @param source kColour8.
  StatusOr<GpuImage> Resample(const GpuImage& source, const ResampleMap& map);
  /// As ApplyTone. @param image kColour8.
  StatusOr<GpuImage> ApplyTone(const GpuImage& image, const ToneTables& tables);
  /// As MatteEdge, canvas pixels. @param alpha kGrey8. Returns a copy when both steps are neutral.
  StatusOr<GpuImage> MatteEdge(const GpuImage& alpha, double shift_px, double softness_px);
  /// As Composite. @param background BGR.
  StatusOr<GpuImage> Composite(const GpuImage& foreground, const GpuImage& alpha,
                               const cv::Vec3b& background);
  /// As Reduce; where a side is no multiple of the factor, the edge pixel continues (ToField).
  /// @param image kColour8 or kGrey8.
  StatusOr<GpuImage> Reduce(const GpuImage& image, int factor);
  /// As Sharpen, delivered pixels. Returns a copy when it does not act.
  StatusOr<GpuImage> Sharpen(const GpuImage& image, const GpuImage& alpha, double radius,
                             double amount, double threshold);
  /// As Saturate, ReduceRedEye, ApplyGain, SmoothSkin, Denoise and Defringe in core/retouch; each
  /// returns a copy when it does not act. Fields have the size FieldOf gives.
  StatusOr<GpuImage> Saturate(const GpuImage& image, double amount);
  StatusOr<GpuImage> ReduceRedEye(const GpuImage& image, const std::array<Pupil, 2>& pupils,
                                  double strength);
  StatusOr<GpuImage> ApplyGain(const GpuImage& image, const cv::Mat& gain);
  StatusOr<GpuImage> SmoothSkin(const GpuImage& image, const cv::Mat& skin, double face_width,
                                double amount, double texture);
  StatusOr<GpuImage> Denoise(const GpuImage& image, double luma, double chroma);
  StatusOr<GpuImage> Defringe(const GpuImage& foreground, const GpuImage& alpha, double strength);
  /// The subject's colours continued beyond its outline, as the CPU renderer does before a growing
  /// edge.
  StatusOr<GpuImage> ExtendForeground(const GpuImage& foreground, const GpuImage& alpha);

  /// Puts a solved matte on the card; the renders below start from it.
  Status SetMatte(const Matte& matte);
  /// Fields of the tone operations (CpuRenderer::Fields); they last until set again.
  void SetFields(SubjectFields fields) { fields_ = std::move(fields); }
  /// The finished canvas for these settings (crop and strokes are in the matte and fields already).
  /// Errors: kFailedPrecondition NO_MATTE before SetMatte; kInternal GL_FAILED.
  StatusOr<GpuImage> RenderCanvas(const ChainState& state);
  /// The delivered picture: canvas reduced, then sharpened.
  StatusOr<GpuImage> RenderDelivered(const ChainState& state);

  /// Passes drawn so far: what tests and benchmarks count where wall time means nothing.
  size_t passes() const { return passes_; }

 private:
  struct Pass;
  explicit GpuRenderer(const std::filesystem::path& shaders);
  StatusOr<GpuImage> Draw(const Pass& pass);
  StatusOr<GpuImage> Copy(const GpuImage& image);
  StatusOr<GpuImage> Blur(const GpuImage& image, double sigma, bool mirrored, PixelKind kind);
  StatusOr<GpuImage> EdgedAlpha(const ChainState& state);
  StatusOr<GpuImage> SolidSums(const GpuImage& foreground, const GpuImage& alpha, int reach);
  StatusOr<GpuImage> Finished(const ChainState& state);

  ShaderLibrary library_;
  uint32_t vertex_array_ = 0;
  uint32_t frame_buffer_ = 0;
  size_t passes_ = 0;
  GpuImage foreground_;
  GpuImage alpha_;
  SubjectFields fields_;
};

}  // namespace zhaojian
