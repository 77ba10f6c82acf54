// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/iso.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {
namespace {

struct Entry {
  const char* number;
  const char* name;
  double (*scalar)(double raw);
};

double Sigma(double x, double x0, double w) { return 1 / (1 + std::exp(-(x - x0) / w)); }
double Rising(double x, double x0, double w) { return 100 * Sigma(x, x0, w); }
double Share(double x) { return 100 * (1 - x); }
double Degrees(double x) {
  const double c = std::max(0.0, std::cos(x * 3.14159265358979323846 / 180));
  return 100 * c * c;
}

// Each line is the function of photo standard §3.2, from ISO/IEC 29794-5:2025.
constexpr Entry kEntries[] = {
    {"0x42", "BackgroundUniformity", [](double x) { return 190 * (1 - Sigma(x, 10, 100)); }},
    {"0x43", "IlluminationUniformity",
     [](double x) { return 100 * std::pow(std::max(0.0, x), 0.3); }},
    {"0x44", "LuminanceMean",
     [](double x) { return 100 * Sigma(x, 0.2, 0.05) * (1 - Sigma(x, 0.8, 0.05)); }},
    {"0x45", "LuminanceVariance",
     [](double x) { return 100 * std::sin(3.14159265358979323846 * 60 * x / (60 * x + 1)); }},
    {"0x46", "UnderExposurePrevention",
     [](double x) { return 120 * (0.832 - Sigma(x, 0.92, 0.05)); }},
    {"0x47", "OverExposurePrevention", [](double x) { return 1 / (x + 0.01); }},
    {"0x48", "DynamicRange", [](double x) { return 12.5 * x; }},
    {"0x4b", "NaturalColour", [](double x) { return 200 * (1 - Sigma(x, 0, 10)); }},
    {"0x4c", "SingleFacePresent", Share},
    {"0x4d", "EyesOpen", [](double x) { return Rising(x, 0.02, 0.01); }},
    {"0x4e", "MouthClosed", [](double x) { return 100 * (1 - Sigma(x, 0.2, 0.06)); }},
    {"0x4f", "EyesVisible", Share},
    {"0x50", "MouthOcclusionPrevention", Share},
    {"0x51", "FaceOcclusionPrevention", Share},
    {"0x52", "InterEyeDistance", [](double x) { return Rising(x, 70, 20); }},
    {"0x53", "HeadSize", [](double x) { return 200 * (1 - Sigma(std::abs(x - 0.45), 0, 0.05)); }},
    {"0x54", "LeftwardCropOfTheFaceImage", [](double x) { return Rising(x, 0.9, 0.1); }},
    {"0x55", "RightwardCropOfTheFaceImage", [](double x) { return Rising(x, 0.9, 0.1); }},
    {"0x56", "MarginAboveOfTheFaceImage", [](double x) { return Rising(x, 1.4, 0.1); }},
    {"0x57", "MarginBelowOfTheFaceImage", [](double x) { return Rising(x, 1.8, 0.1); }},
    {"0x58", "HeadPoseYaw", Degrees},
    {"0x59", "HeadPosePitch", Degrees},
    {"0x5a", "HeadPoseRoll", Degrees},
    {"0x5c", "NoHeadCoverings",
     [](double x) { return x <= 0      ? 100
                           : x >= 0.95 ? 0
                                       : 100 * (1 - Sigma(x, 0.02, 0.1)); }},
};

}  // namespace

std::optional<double> IsoScalar(std::string_view number, double raw) {
  for (const Entry& entry : kEntries) {
    if (number == entry.number) return std::clamp(std::round(entry.scalar(raw)), 0.0, 100.0);
  }
  return std::nullopt;
}

const std::vector<IsoMeasure>& IsoMeasures() {
  static const std::vector<IsoMeasure> kAll = [] {
    std::vector<IsoMeasure> all;
    for (const Entry& entry : kEntries) all.push_back({entry.number, entry.name, {}, {}});
    return all;
  }();
  return kAll;
}

}  // namespace zhaojian
