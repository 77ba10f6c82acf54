// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/base/status.h"
#include "core/compliance/profile.h"
#include "core/imaging/photo.h"
#include "core/retouch/edit_regions.h"
#include "core/retouch/recipe.h"
#include "core/retouch/standard.h"

namespace zhaojian::desk {

/// Renders one photo for the screen. Render and Source are called from one thread, Gate from
/// another.
class RetouchEngine {
 public:
  virtual ~RetouchEngine() = default;
  /// The finished canvas, CV_8UC3 BGR, 960 x 1280. Errors: as CpuRenderer.
  virtual StatusOr<cv::Mat> Render(const Recipe& recipe) = 0;
  /// The same field of view before any tone or matte.
  virtual StatusOr<cv::Mat> Source(const Recipe& recipe) = 0;
  /// The matte as composited, CV_8UC1 of the canvas's size.
  virtual StatusOr<cv::Mat> Alpha(const Recipe& recipe) = 0;
  /// The photo's regions and marks; nullptr from an engine without pixels. Called once, before any
  /// other call.
  virtual std::shared_ptr<const EditRegions> Regions(const Recipe& /*recipe*/) { return nullptr; }
  /// Renders, encodes and gates as the service will.
  virtual StatusOr<GateReport> Gate(const Recipe& recipe) = 0;
};

/// Opens a photo's original bytes; runs on a worker.
using RetouchEngineFactory = std::function<StatusOr<std::unique_ptr<RetouchEngine>>(
    const std::string& original_bytes, const Profile& profile)>;

/// Engines that use the CPU renderer and, for the gate, the networks in `model_folder`.
RetouchEngineFactory MakeLocalEngines(const std::filesystem::path& model_folder);

}  // namespace zhaojian::desk
