// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/colour.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <type_traits>

namespace zhaojian {
namespace {

struct CloseContext {
  void operator()(cmsContext context) const { cmsDeleteContext(context); }
};
struct CloseProfile {
  void operator()(cmsHPROFILE profile) const { cmsCloseProfile(profile); }
};
struct CloseTransform {
  void operator()(cmsHTRANSFORM transform) const { cmsDeleteTransform(transform); }
};
using Context = std::unique_ptr<std::remove_pointer_t<cmsContext>, CloseContext>;
using IccProfile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, CloseTransform>;

void Silent(cmsContext, cmsUInt32Number, const char*) {}

struct Opened {
  Context context;
  IccProfile source;
  IccProfile srgb;
  Transform transform;
};

// Opens the profile and a transform to sRGB; `transform` stays empty when it does not fit the
// pixels.
Opened Open(std::string_view icc, cmsColorSpaceSignature space, cmsUInt32Number layout) {
  Opened all;
  all.context.reset(cmsCreateContext(nullptr, nullptr));
  cmsSetLogErrorHandlerTHR(all.context.get(), Silent);
  all.source.reset(cmsOpenProfileFromMemTHR(all.context.get(), icc.data(),
                                            static_cast<cmsUInt32Number>(icc.size())));
  if (!all.source || cmsGetColorSpace(all.source.get()) != space) return all;
  all.srgb.reset(cmsCreate_sRGBProfileTHR(all.context.get()));
  all.transform.reset(cmsCreateTransformTHR(all.context.get(), all.source.get(), layout,
                                            all.srgb.get(), TYPE_BGR_8,
                                            INTENT_RELATIVE_COLORIMETRIC, 0));
  return all;
}

// Sends a 6 x 6 x 6 grid of colours through: a profile is sRGB by what it does, not by its name.
bool IsIdentity(cmsHTRANSFORM transform) {
  std::array<unsigned char, 6 * 6 * 6 * 3> in{};
  std::array<unsigned char, 6 * 6 * 6 * 3> out{};
  for (size_t i = 0; i < 6 * 6 * 6; ++i) {
    in[3 * i] = static_cast<unsigned char>(i % 6 * 51);
    in[3 * i + 1] = static_cast<unsigned char>(i / 6 % 6 * 51);
    in[3 * i + 2] = static_cast<unsigned char>(i / 36 * 51);
  }
  cmsDoTransform(transform, in.data(), out.data(), 6 * 6 * 6);
  for (size_t i = 0; i < in.size(); ++i) {
    if (std::abs(in[i] - out[i]) > kSrgbTolerance) return false;
  }
  return true;
}

}  // namespace

ColourProfile ConvertToSrgb(std::string_view icc, int channels, cv::Mat* bgr) {
  if (icc.empty()) return ColourProfile::kNone;
  const bool grey = channels == 1;
  const Opened opened =
      Open(icc, grey ? cmsSigGrayData : cmsSigRgbData, grey ? TYPE_GRAY_8 : TYPE_BGR_8);
  if (!opened.transform) return ColourProfile::kBroken;
  if (grey) {
    cv::Mat plane;
    cv::extractChannel(*bgr, plane, 0);
    for (int y = 0; y < bgr->rows; ++y) {
      cmsDoTransform(opened.transform.get(), plane.ptr(y), bgr->ptr(y),
                     static_cast<cmsUInt32Number>(bgr->cols));
    }
    return ColourProfile::kConverted;
  }
  if (IsIdentity(opened.transform.get())) return ColourProfile::kSrgb;
  for (int y = 0; y < bgr->rows; ++y) {
    cmsDoTransform(opened.transform.get(), bgr->ptr(y), bgr->ptr(y),
                   static_cast<cmsUInt32Number>(bgr->cols));
  }
  return ColourProfile::kConverted;
}

ColourProfile ConvertCmykToSrgb(std::string_view icc, const cv::Mat& cmyk, cv::Mat* bgr) {
  bgr->create(cmyk.size(), CV_8UC3);
  ColourProfile result = ColourProfile::kNone;
  if (!icc.empty()) {
    const Opened opened = Open(icc, cmsSigCmykData, TYPE_CMYK_8_REV);
    if (opened.transform) {
      for (int y = 0; y < cmyk.rows; ++y) {
        cmsDoTransform(opened.transform.get(), cmyk.ptr(y), bgr->ptr(y),
                       static_cast<cmsUInt32Number>(cmyk.cols));
      }
      return ColourProfile::kConverted;
    }
    result = ColourProfile::kBroken;
  }
  for (int y = 0; y < cmyk.rows; ++y) {
    const auto* from = cmyk.ptr<cv::Vec4b>(y);
    auto* to = bgr->ptr<cv::Vec3b>(y);
    for (int x = 0; x < cmyk.cols; ++x) {
      for (int c = 0; c < 3; ++c) {
        to[x][c] = static_cast<unsigned char>((from[x][2 - c] * from[x][3] + 127) / 255);
      }
    }
  }
  return result;
}

}  // namespace zhaojian
