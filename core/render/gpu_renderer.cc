// SPDX-License-Identifier: Apache-2.0
#include "core/render/gpu_renderer.h"

#include <epoxy/gl.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/render/gpu_pass.h"
#include "core/retouch/op_defringe.h"
#include "core/retouch/op_matte_edge.h"

namespace zhaojian {
namespace {

// As in the CPU renderer: the window over which the subject's colours are continued.
constexpr int kExtendReach = 2 * kMaxEdgeShift;

Status Failed(const std::string& what) {
  return MakeError(StatusCode::kInternal, "GL_FAILED", what);
}

int ReachOf(double sigma) { return static_cast<int>(std::ceil(3 * sigma)); }

}  // namespace

GpuRenderer::GpuRenderer(const std::filesystem::path& shaders) : library_(shaders) {}

StatusOr<std::unique_ptr<GpuRenderer>> GpuRenderer::Create(const std::filesystem::path& shaders) {
  // The version can be asked without a context only through its string.
  if (!HasGlContext() || epoxy_gl_version() < 33) {
    return MakeError(StatusCode::kUnavailable, "NO_GL",
                     "no OpenGL 3.3 context; the CPU renderer takes over");
  }
  std::unique_ptr<GpuRenderer> renderer(new GpuRenderer(shaders));
  glGenVertexArrays(1, &renderer->vertex_array_);
  glGenFramebuffers(1, &renderer->frame_buffer_);
  return renderer;
}

GpuRenderer::~GpuRenderer() {
  if (!HasGlContext()) return;  // what was on the card went with its context
  glDeleteVertexArrays(1, &vertex_array_);
  glDeleteFramebuffers(1, &frame_buffer_);
}

StatusOr<GpuImage> GpuRenderer::Draw(const Pass& pass) {
  if (!HasGlContext()) {
    return MakeError(StatusCode::kUnavailable, "NO_GL",
                     "the graphics context is gone; the CPU renderer takes over");
  }
  ZJ_ASSIGN_OR_RETURN(const uint32_t program, library_.Program(pass.shader));
  ZJ_ASSIGN_OR_RETURN(GpuImage target, GpuImage::Make(pass.size, pass.kind));
  GLint before = 0;
  glGetIntegerv(GL_FRAMEBUFFER_BINDING, &before);
  glBindFramebuffer(GL_FRAMEBUFFER, frame_buffer_);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, target.texture(), 0);
  const bool complete = glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
  if (complete) {
    glUseProgram(program);
    for (size_t i = 0; i < pass.images.size(); ++i) {
      glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(i));
      glBindTexture(GL_TEXTURE_2D, pass.images[i].second->texture());
      glUniform1i(glGetUniformLocation(program, pass.images[i].first), static_cast<GLint>(i));
    }
    glActiveTexture(GL_TEXTURE0);
    for (const auto& [name, value] : pass.values) {
      const GLint at = glGetUniformLocation(program, name);
      if (const int* whole = std::get_if<int>(&value)) glUniform1i(at, *whole);
      if (const float* part = std::get_if<float>(&value)) glUniform1f(at, *part);
      if (const auto* three = std::get_if<std::array<int, 3>>(&value))
        glUniform3iv(at, 1, three->data());
    }
    glDisable(GL_BLEND);
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_DEPTH_TEST);
    glViewport(0, 0, pass.size.width, pass.size.height);
    glBindVertexArray(vertex_array_);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glBindVertexArray(0);
    ++passes_;
  }
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, 0, 0);
  glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(before));
  if (!complete)
    return Failed("the card cannot draw into the format that " + pass.shader + " needs");
  return target;
}

StatusOr<GpuImage> GpuRenderer::Copy(const GpuImage& image) {
  return Draw(
      {"retouch/reduce.frag", image.size(), image.kind(), {{"image", &image}}, {{"factor", 1}}});
}

StatusOr<GpuImage> GpuRenderer::Resample(const GpuImage& source, const ResampleMap& map) {
  const auto pass = [&](const GpuImage& image, int axis, cv::Size size, double origin, bool last) {
    const double whole = std::floor(origin);  // keeps the float of the shader small and exact
    return Draw({"retouch/resample_axis.frag",
                 size,
                 last ? PixelKind::kColour8 : PixelKind::kColourHalf,
                 {{"image", &image}},
                 {{"axis", axis},
                  {"origin_whole", static_cast<int>(whole)},
                  {"origin_part", static_cast<float>(origin - whole)},
                  {"step_size", static_cast<float>(map.step)},
                  {"stored", last ? 1 : 0}}});
  };
  if (!(map.step > 0)) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_RECIPE",
                     "geom.crop_scale: the scale must be positive");
  }
  ZJ_ASSIGN_OR_RETURN(const GpuImage rows,
                      pass(source, 0, {map.size.width, source.size().height}, map.origin.x, false));
  return pass(rows, 1, map.size, map.origin.y, true);
}

StatusOr<GpuImage> GpuRenderer::ApplyTone(const GpuImage& image, const ToneTables& tables) {
  cv::Mat rows(1, 256, CV_8UC3);
  for (int v = 0; v < 256; ++v) {
    const auto at = static_cast<size_t>(v);
    rows.at<cv::Vec3b>(0, v) = cv::Vec3b(tables[2][at], tables[1][at], tables[0][at]);
  }
  ZJ_ASSIGN_OR_RETURN(const GpuImage table, GpuImage::From(rows));
  return Draw({"retouch/tone.frag",
               image.size(),
               PixelKind::kColour8,
               {{"image", &image}, {"tables", &table}},
               {}});
}

StatusOr<GpuImage> GpuRenderer::Blur(const GpuImage& image, double sigma, bool mirrored,
                                     PixelKind kind) {
  const auto pass = [&](const GpuImage& from, int axis, PixelKind to) {
    return Draw({"retouch/blur_axis.frag",
                 from.size(),
                 to,
                 {{"image", &from}},
                 {{"axis", axis},
                  {"reach", ReachOf(sigma)},
                  {"sigma", static_cast<float>(sigma)},
                  {"mirrored", mirrored ? 1 : 0}}});
  };
  const bool grey = kind == PixelKind::kGreyFloat || kind == PixelKind::kGrey8;
  ZJ_ASSIGN_OR_RETURN(const GpuImage rows,
                      pass(image, 0, grey ? PixelKind::kGreyFloat : PixelKind::kColourFloat));
  return pass(rows, 1, kind);
}

StatusOr<GpuImage> GpuRenderer::MatteEdge(const GpuImage& alpha, double shift_px,
                                          double softness_px) {
  const int radius = std::min(kMaxEdgeShift, static_cast<int>(std::lround(std::abs(shift_px))));
  GpuImage moved;
  if (radius > 0) {
    ZJ_ASSIGN_OR_RETURN(moved, Draw({"retouch/edge_disc.frag",
                                     alpha.size(),
                                     PixelKind::kGrey8,
                                     {{"image", &alpha}},
                                     {{"radius", radius}, {"grow", shift_px > 0 ? 1 : 0}}}));
  }
  const GpuImage& hard = radius > 0 ? moved : alpha;
  if (softness_px > 0) return Blur(hard, softness_px, false, PixelKind::kGrey8);
  return radius > 0 ? StatusOr<GpuImage>(std::move(moved)) : Copy(alpha);
}

StatusOr<GpuImage> GpuRenderer::Composite(const GpuImage& foreground, const GpuImage& alpha,
                                          const cv::Vec3b& background) {
  return Draw({"retouch/composite.frag",
               foreground.size(),
               PixelKind::kColour8,
               {{"foreground", &foreground}, {"alpha", &alpha}},
               {{"background", std::array<int, 3>{background[2], background[1], background[0]}}}});
}

StatusOr<GpuImage> GpuRenderer::Reduce(const GpuImage& image, int factor) {
  const cv::Size size((image.size().width + factor - 1) / factor,
                      (image.size().height + factor - 1) / factor);
  return Draw(
      {"retouch/reduce.frag", size, image.kind(), {{"image", &image}}, {{"factor", factor}}});
}

StatusOr<GpuImage> GpuRenderer::Sharpen(const GpuImage& image, const GpuImage& alpha, double radius,
                                        double amount, double threshold) {
  if (!(radius > 0) || !(amount > 0)) return Copy(image);
  ZJ_ASSIGN_OR_RETURN(
      const GpuImage luma,
      Draw({"retouch/luma.frag", image.size(), PixelKind::kGreyFloat, {{"image", &image}}, {}}));
  ZJ_ASSIGN_OR_RETURN(const GpuImage blurred, Blur(luma, radius, true, PixelKind::kGreyFloat));
  const GpuImage& opacity = alpha.empty() ? luma : alpha;  // bound but not read without an alpha
  return Draw({"retouch/sharpen.frag",
               image.size(),
               PixelKind::kColour8,
               {{"image", &image}, {"alpha", &opacity}, {"luma", &luma}, {"blurred", &blurred}},
               {{"has_alpha", alpha.empty() ? 0 : 1},
                {"amount", static_cast<float>(amount)},
                {"threshold", static_cast<float>(threshold)}}});
}

StatusOr<GpuImage> GpuRenderer::SolidSums(const GpuImage& foreground, const GpuImage& alpha,
                                          int reach) {
  const auto sums = [&](const GpuImage& image, int axis) {
    return Draw({"retouch/extend_sum.frag",
                 foreground.size(),
                 PixelKind::kColourFloat,
                 {{"image", &image}, {"alpha", &alpha}},
                 {{"axis", axis}, {"reach", reach}, {"sure", kSolidAlpha}}});
  };
  ZJ_ASSIGN_OR_RETURN(const GpuImage rows, sums(foreground, 0));
  return sums(rows, 1);
}

StatusOr<GpuImage> GpuRenderer::ExtendForeground(const GpuImage& foreground,
                                                 const GpuImage& alpha) {
  ZJ_ASSIGN_OR_RETURN(const GpuImage sums, SolidSums(foreground, alpha, kExtendReach));
  return Draw({"retouch/extend.frag",
               foreground.size(),
               PixelKind::kColour8,
               {{"image", &foreground}, {"alpha", &alpha}, {"sums", &sums}},
               {}});
}

Status GpuRenderer::SetMatte(const Matte& matte) {
  cv::Mat opacity;
  matte.alpha.convertTo(opacity, CV_8U, 255);
  ZJ_ASSIGN_OR_RETURN(foreground_, GpuImage::From(matte.foreground));
  ZJ_ASSIGN_OR_RETURN(alpha_, GpuImage::From(opacity));
  return absl::OkStatus();
}

StatusOr<GpuImage> GpuRenderer::EdgedAlpha(const ChainState& state) {
  return MatteEdge(alpha_, state.matte_shift * kCanvasFactor, state.matte_softness * kCanvasFactor);
}

StatusOr<GpuImage> GpuRenderer::RenderCanvas(const ChainState& state) {
  if (alpha_.empty()) {
    return MakeError(StatusCode::kFailedPrecondition, "NO_MATTE",
                     "the matte is not on the card yet");
  }
  ZJ_ASSIGN_OR_RETURN(const GpuImage finished, Finished(state));
  GpuImage edged;
  if (state.matte_shift != 0 || state.matte_softness > 0) {
    ZJ_ASSIGN_OR_RETURN(edged, EdgedAlpha(state));
  }
  const GpuImage& opacity = edged.empty() ? alpha_ : edged;
  const auto level = [&](size_t c) { return cv::saturate_cast<uchar>(state.background_rgb[c]); };
  return Composite(finished, opacity, {level(2), level(1), level(0)});
}

StatusOr<GpuImage> GpuRenderer::RenderDelivered(const ChainState& state) {
  ZJ_ASSIGN_OR_RETURN(const GpuImage canvas, RenderCanvas(state));
  ZJ_ASSIGN_OR_RETURN(const GpuImage opacity, EdgedAlpha(state));
  ZJ_ASSIGN_OR_RETURN(const GpuImage picture, Reduce(canvas, kCanvasFactor));
  ZJ_ASSIGN_OR_RETURN(const GpuImage small, Reduce(opacity, kCanvasFactor));
  return Sharpen(picture, small, state.sharpen_radius, state.sharpen_amount,
                 state.sharpen_threshold);
}

}  // namespace zhaojian
