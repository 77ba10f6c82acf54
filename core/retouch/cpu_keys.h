// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/retouch/renderer.h"
#include "core/retouch/stage_cache.h"

namespace zhaojian {

/// What the stages of CpuStages depend on beside their input. Equal bytes, equal maths.

/// Stands for an analysis's mask and landmarks.
StageKey AnalysisKey(const Analysis& analysis);
/// Crop and turn.
StageKey GeometryKey(const ChainState& s);
/// Tone table, saturation, red-eye.
StageKey ToneKey(const ChainState& s);
/// Gain fields.
StageKey GainKey(const ChainState& s);
/// Smoothing and denoising.
StageKey FinishKey(const ChainState& s);

}  // namespace zhaojian
