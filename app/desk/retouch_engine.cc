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
  LocalEngine(std::shared_ptr<const Photo> photo, Profile profile,
              std::shared_ptr<Networks> networks)
      : photo_(std::move(photo)),
        profile_(std::move(profile)),
        networks_(std::move(networks)),
        renderer_(photo_, profile_) {}

  StatusOr<cv::Mat> Render(const Recipe& recipe) override { return renderer_.RenderCanvas(recipe); }
  StatusOr<cv::Mat> Source(const Recipe& recipe) override { return renderer_.SourceCanvas(recipe); }
  StatusOr<cv::Mat> Alpha(const Recipe& recipe) override { return renderer_.Opacity(recipe); }
  StatusOr<GateReport> Gate(const Recipe& recipe) override {
    const std::lock_guard<std::mutex> lock(networks_->mutex);
    ZJ_RETURN_IF_ERROR(networks_->Load());
    ZJ_ASSIGN_OR_RETURN(
        DeliveredPhoto delivered,
        RenderAndGate(photo_, recipe, profile_, *networks_->analyzer, *networks_->identity));
    return std::move(delivered.gate);
  }

 private:
  std::shared_ptr<const Photo> photo_;
  Profile profile_;
  std::shared_ptr<Networks> networks_;
  CpuRenderer renderer_;
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
        std::make_shared<const Photo>(std::move(photo)), profile, networks);
    return engine;
  };
}

}  // namespace zhaojian::desk
