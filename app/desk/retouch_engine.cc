// SPDX-License-Identifier: Apache-2.0
#include "app/desk/retouch_engine.h"

#include <mutex>
#include <utility>

#include "core/retouch/renderer.h"
#include "core/vision/analysis.h"

namespace zhaojian::desk {
namespace {

/// The networks, loaded at the first gate and shared by all photos; one gate at a time.
struct Networks {
  std::mutex mutex;
  std::filesystem::path folder;
  std::unique_ptr<Analyzer> analyzer;
  std::unique_ptr<IdentityMeter> identity;

  Status Load() {
    if (analyzer != nullptr && identity != nullptr) return absl::OkStatus();
    ZJ_ASSIGN_OR_RETURN(analyzer, Analyzer::Create(folder));
    ZJ_ASSIGN_OR_RETURN(identity, IdentityMeter::Create(folder));
    return absl::OkStatus();
  }
};

class LocalEngine final : public RetouchEngine {
 public:
  LocalEngine(std::string bytes, std::shared_ptr<const Photo> photo, Profile profile,
              std::shared_ptr<Networks> networks)
      : bytes_(std::move(bytes)),
        opened_(photo),
        profile_(std::move(profile)),
        networks_(std::move(networks)),
        photo_(std::move(photo)),
        renderer_(std::make_unique<CpuRenderer>(photo_, profile_)),
        gated_photo_(opened_) {}

  StatusOr<cv::Mat> Render(const Recipe& recipe) override {
    ZJ_RETURN_IF_ERROR(Decode(recipe));
    return renderer_->RenderCanvas(recipe);
  }
  StatusOr<cv::Mat> Source(const Recipe& recipe) override {
    ZJ_RETURN_IF_ERROR(Decode(recipe));
    return renderer_->SourceCanvas(recipe);
  }
  StatusOr<cv::Mat> Alpha(const Recipe& recipe) override {
    ZJ_RETURN_IF_ERROR(Decode(recipe));
    return renderer_->Opacity(recipe);
  }
  std::shared_ptr<const EditRegions> Regions(const Recipe& recipe) override {
    return std::make_shared<const EditRegions>(recipe.analysis, opened_.get());
  }
  StatusOr<GateReport> Gate(const Recipe& recipe) override {
    const std::lock_guard<std::mutex> lock(networks_->mutex);
    ZJ_RETURN_IF_ERROR(networks_->Load());
    ZJ_ASSIGN_OR_RETURN(auto photo, PhotoForRecipe(bytes_, recipe, gated_photo_));
    if (gate_renderer_ == nullptr || photo != gated_photo_) {
      gated_photo_ = std::move(photo);
      gate_renderer_ = std::make_unique<CpuRenderer>(gated_photo_, profile_);
    }
    ZJ_ASSIGN_OR_RETURN(DeliveredPhoto delivered,
                        RenderAndGate(*gate_renderer_, recipe, profile_, *networks_->analyzer,
                                      *networks_->identity));
    return std::move(delivered.gate);
  }

 private:
  /// The photo as the service will decode it for this recipe: what is on screen is what is
  /// delivered. Only a crop that needs another reduction of the JPEG decodes again.
  Status Decode(const Recipe& recipe) {
    ZJ_ASSIGN_OR_RETURN(auto photo, PhotoForRecipe(bytes_, recipe, photo_));
    if (photo == photo_) return absl::OkStatus();
    photo_ = std::move(photo);
    renderer_ = std::make_unique<CpuRenderer>(photo_, profile_);
    return absl::OkStatus();
  }

  const std::string bytes_;
  const std::shared_ptr<const Photo> opened_;
  Profile profile_;
  std::shared_ptr<Networks> networks_;
  std::shared_ptr<const Photo> photo_;
  std::unique_ptr<CpuRenderer> renderer_;
  // The gate's own, on its own thread: the matte is solved once, and a step renders what it
  // changed.
  std::shared_ptr<const Photo> gated_photo_;
  std::unique_ptr<CpuRenderer> gate_renderer_;
};

}  // namespace

RetouchEngineFactory MakeLocalEngines(const std::filesystem::path& model_folder) {
  auto networks = std::make_shared<Networks>();
  networks->folder = model_folder;
  return [networks](const std::string& bytes,
                    const Profile& profile) -> StatusOr<std::unique_ptr<RetouchEngine>> {
    // The canvas has twice the delivered size; a crop that fills the photo needs that short side.
    ZJ_ASSIGN_OR_RETURN(Photo photo, DecodePhoto(bytes, {kCanvasFactor * profile.size.width}));
    std::unique_ptr<RetouchEngine> engine = std::make_unique<LocalEngine>(
        bytes, std::make_shared<const Photo>(std::move(photo)), profile, networks);
    return engine;
  };
}

}  // namespace zhaojian::desk
