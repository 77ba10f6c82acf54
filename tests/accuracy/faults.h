// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/accuracy/series.h"

namespace zhaojian::accuracy {

// Each makes one fault of a base in the amount and unit of its row in AllSeries().

Derived Blur(const Base& base, double amount);
Derived Motion(const Base& base, double amount);
Derived Noise(const Base& base, double amount);
Derived Exposure(const Base& base, double amount);
Derived Gamma(const Base& base, double amount);
Derived Flat(const Base& base, double amount);
Derived Cast(const Base& base, double amount);
Derived Quality(const Base& base, double amount);
Derived Resaved(const Base& base, double amount);
Derived Rotate(const Base& base, double amount);
Derived Border(const Base& base, double amount);
Derived Stretch(const Base& base, double amount);
Derived Upscale(const Base& base, double amount);
Derived Moire(const Base& base, double amount);
Derived Shine(const Base& base, double amount);
Derived Glare(const Base& base, double amount);
Derived HalfShadow(const Base& base, double amount);
Derived Gradient(const Base& base, double amount);
Derived WallShadow(const Base& base, double amount);
Derived Beautify(const Base& base, double amount);
Derived Grey(const Base& base, double amount);
Derived Smaller(const Base& base, double amount);
Derived Tint(const Base& base, double amount);
Derived Fringe(const Base& base, double amount);
Derived FaceMask(const Base& base, double amount);
Derived ShoulderTilt(const Base& base, double amount);
Derived LowRim(const Base& base, double amount);
Derived Cap(const Base& base, double amount);
Derived Hoops(const Base& base, double amount);
Derived DateStamp(const Base& base, double amount);

}  // namespace zhaojian::accuracy
