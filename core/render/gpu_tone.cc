// SPDX-License-Identifier: Apache-2.0
// The tone, skin and noise operations of the GPU face, and their order.
#include <epoxy/gl.h>

#include <algorithm>
#include <cmath>

#include "core/render/gpu_pass.h"
#include "core/render/gpu_renderer.h"
#include "core/retouch/canvas_field.h"
#include "core/retouch/op_defringe.h"
#include "core/retouch/op_denoise.h"
#include "core/retouch/op_smooth.h"

namespace zhaojian {

StatusOr<GpuImage> GpuRenderer::Saturate(const GpuImage& image, double amount) {
  if (amount == 0) return Copy(image);
  return Draw({"retouch/saturate.frag",
               image.size(),
               PixelKind::kColour8,
               {{"image", &image}},
               {{"amount", static_cast<float>(amount)}}});
}

StatusOr<GpuImage> GpuRenderer::ReduceRedEye(const GpuImage& image,
                                             const std::array<Pupil, 2>& pupils, double strength) {
  if (!(strength > 0)) return Copy(image);
  cv::Mat places(1, 2, CV_32FC4);
  for (int eye = 0; eye < 2; ++eye) {
    const Pupil& pupil = pupils[static_cast<size_t>(eye)];
    places.at<cv::Vec4f>(0, eye) = {pupil.centre.x, pupil.centre.y, pupil.radius, 0};
  }
  ZJ_ASSIGN_OR_RETURN(const GpuImage on_card, GpuImage::From(places));
  return Draw({"retouch/red_eye.frag",
               image.size(),
               PixelKind::kColour8,
               {{"image", &image}, {"pupils", &on_card}},
               {{"strength", static_cast<float>(strength)}}});
}

StatusOr<GpuImage> GpuRenderer::ApplyGain(const GpuImage& image, const cv::Mat& gain) {
  if (gain.empty()) return Copy(image);
  ZJ_ASSIGN_OR_RETURN(const GpuImage field, GpuImage::From(gain));
  return Draw({"retouch/gain.frag",
               image.size(),
               PixelKind::kColour8,
               {{"image", &image}, {"gain", &field}},
               {{"factor", kFieldFactor}}});
}

StatusOr<GpuImage> GpuRenderer::SmoothSkin(const GpuImage& image, const cv::Mat& skin,
                                           double face_width, double amount, double texture) {
  if (!(amount > 0)) return Copy(image);
  const SmoothSigmas sigmas = SmoothSigmasOf(face_width);
  ZJ_ASSIGN_OR_RETURN(const GpuImage fine,
                      Blur(image, sigmas.fine, false, PixelKind::kColourFloat));
  ZJ_ASSIGN_OR_RETURN(const GpuImage small, Reduce(image, kFieldFactor));
  ZJ_ASSIGN_OR_RETURN(const GpuImage base,
                      Blur(small, sigmas.base, false, PixelKind::kColourFloat));
  ZJ_ASSIGN_OR_RETURN(const GpuImage field, GpuImage::From(skin));
  return Draw({"retouch/smooth.frag",
               image.size(),
               PixelKind::kColour8,
               {{"image", &image}, {"fine", &fine}, {"base", &base}, {"skin", &field}},
               {{"factor", kFieldFactor},
                {"amount", static_cast<float>(amount)},
                {"texture_kept", static_cast<float>(texture)},
                {"guard", kSmoothGuard}}});
}

StatusOr<GpuImage> GpuRenderer::Denoise(const GpuImage& image, double luma, double chroma) {
  if (!(luma > 0) && !(chroma > 0)) return Copy(image);
  ZJ_ASSIGN_OR_RETURN(const GpuImage parts, Draw({"retouch/colour_difference.frag",
                                                  image.size(),
                                                  PixelKind::kColourFloat,
                                                  {{"image", &image}},
                                                  {}}));
  GpuImage blurred;
  if (chroma > 0) {
    ZJ_ASSIGN_OR_RETURN(blurred, Blur(parts, kChromaSigma, true, PixelKind::kColourFloat));
  }
  return Draw({"retouch/denoise.frag",
               image.size(),
               PixelKind::kColour8,
               {{"parts", &parts}, {"blurred", blurred.empty() ? &parts : &blurred}},
               {{"reach", kLumaReach},
                {"space", static_cast<float>(kLumaSpace)},
                {"levels", static_cast<float>(kLumaLevels)},
                {"luma", static_cast<float>(luma)},
                {"chroma", static_cast<float>(chroma)}}});
}

StatusOr<GpuImage> GpuRenderer::Defringe(const GpuImage& foreground, const GpuImage& alpha,
                                         double strength) {
  if (!(strength > 0)) return Copy(foreground);
  ZJ_ASSIGN_OR_RETURN(const GpuImage sums, SolidSums(foreground, alpha, kDefringeReach));
  return Draw({"retouch/defringe.frag",
               foreground.size(),
               PixelKind::kColour8,
               {{"image", &foreground}, {"alpha", &alpha}, {"sums", &sums}},
               {{"sure", kSolidAlpha}, {"strength", static_cast<float>(strength)}}});
}

StatusOr<GpuImage> GpuRenderer::Finished(const ChainState& state) {
  GpuImage held;
  const GpuImage* now = &foreground_;
  const auto keep = [&](StatusOr<GpuImage> next) -> Status {
    if (!next.ok()) return next.status();
    held = std::move(*next);
    now = &held;
    return absl::OkStatus();
  };
  if (state.matte_shift > 0) ZJ_RETURN_IF_ERROR(keep(ExtendForeground(*now, alpha_)));
  if (state.defringe > 0) ZJ_RETURN_IF_ERROR(keep(Defringe(*now, alpha_, state.defringe)));
  ZJ_RETURN_IF_ERROR(keep(ApplyTone(*now, MakeToneTables(ToneOf(state)))));
  if (state.saturation != 0) ZJ_RETURN_IF_ERROR(keep(Saturate(*now, state.saturation)));
  const auto& face = fields_.face;
  if (face && state.red_eye > 0) {
    ZJ_RETURN_IF_ERROR(
        keep(ReduceRedEye(*now, PupilsOf(*face, state.red_eye_radius), state.red_eye)));
  }
  if (!fields_.gain.empty()) ZJ_RETURN_IF_ERROR(keep(ApplyGain(*now, fields_.gain)));
  if (face && state.smooth_amount > 0) {
    const cv::Mat skin = FaceSkin(*face, FieldOf(now->size()));
    ZJ_RETURN_IF_ERROR(
        keep(SmoothSkin(*now, skin, face->width, state.smooth_amount, state.smooth_texture)));
  }
  if (state.denoise_luma > 0 || state.denoise_chroma > 0) {
    ZJ_RETURN_IF_ERROR(keep(Denoise(*now, state.denoise_luma, state.denoise_chroma)));
  }
  return held;
}

}  // namespace zhaojian
