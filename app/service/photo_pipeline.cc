// SPDX-License-Identifier: Apache-2.0
#include "app/service/photo_pipeline.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/base/clock.h"
#include "core/base/crypto.h"
#include "core/compliance/check.h"
#include "core/compliance/crop_plan.h"
#include "core/compliance/perceptual_hash.h"
#include "core/compliance/profile_store.h"
#include "core/imaging/encode.h"
#include "core/imaging/taken_on.h"
#include "core/retouch/cpu_keys.h"
#include "core/retouch/edit_regions.h"
#include "core/retouch/policy.h"
#include "core/retouch/recipe.h"
#include "core/retouch/renderer.h"
#include "core/retouch/standard.h"

namespace zhaojian {
namespace {

// A reviewer sees the original in a frame 900 pixels high and looks at it 1:1; 2048 is twice that.
constexpr int kPreviewHeight = 2048;
const cv::Size kThumbSize(120, 160);
// Previews are looked at, not delivered: 88 is where blocking stops showing at 1:1 on skin. GUESS.
constexpr int kPreviewQuality = 88;
// Photos in retouchers' hands whose regions are kept: 64 consoles, 1 MB each.
constexpr size_t kKeptRegions = 64;
constexpr int kStandardQuality = 92;
constexpr int kScreenDpi = 96;

std::string MimeOf(FileFormat format) {
  switch (format) {
    case FileFormat::kJpeg:
      return "image/jpeg";
    case FileFormat::kPng:
      return "image/png";
    case FileFormat::kWebp:
      return "image/webp";
    case FileFormat::kHeif:
      return "image/heic";
    case FileFormat::kBmp:
      return "image/bmp";
    default:
      return "application/octet-stream";
  }
}

// The largest 3:4 part around the centre, as a thumb when there is no standard photo.
cv::Mat CentreCut(const cv::Mat& picture) {
  const int width = std::min(picture.cols, picture.rows * 3 / 4);
  const int height = std::min(picture.rows, picture.cols * 4 / 3);
  return picture(cv::Rect((picture.cols - width) / 2, (picture.rows - height) / 2,
                          std::max(width, 1), std::max(height, 1)));
}

cv::Mat Shrink(const cv::Mat& picture, const cv::Size& size) {
  cv::Mat small;
  cv::resize(picture, small, size, 0, 0, cv::INTER_AREA);
  return small;
}

Json PlanToJson(const CropPlan& plan) {
  return {{"scale", plan.scale},
          {"x", plan.offset.x},
          {"y", plan.offset.y},
          {"feasible", plan.feasible},
          {"reason", plan.reason}};
}

std::vector<KnownPhoto> KnownPhotosOf(const std::vector<RejectedPhotoRow>& rejected) {
  std::vector<KnownPhoto> known;
  for (const RejectedPhotoRow& row : rejected) {
    known.push_back({row.sha256, HashesFromHex(row.perceptual_hash)});
  }
  return known;
}

// Networks of one worker.
struct Worker {
  std::unique_ptr<Analyzer> analyzer;
  std::unique_ptr<IdentityMeter> identity;
};

class Pipeline final : public PhotoPipeline {
 public:
  explicit Pipeline(const PipelineOptions& options)
      : assets_(options.assets),
        models_(options.models),
        unmade_(std::clamp(options.workers, 1, 16)),
        profiles_(options.assets / "profiles", options.school_profiles) {}

  Status CheckProfile(const std::string& profile) override {
    return profiles_.Problem(profile.empty() ? kDefaultProfile : profile);
  }

  StatusOr<std::string> ProfileDocument(const std::string& profile) override {
    ZJ_ASSIGN_OR_RETURN(const auto held, ProfileOf(profile));
    return held->document;
  }

  StatusOr<PreparedPhoto> Prepare(const std::string& bytes, const std::string& profile_id,
                                  absl::Time now,
                                  const std::vector<RejectedPhotoRow>& rejected) override {
    ZJ_ASSIGN_OR_RETURN(const auto held, ProfileOf(profile_id));
    const Profile& profile = *held;
    DecodeOptions options;
    options.min_short_side = kAnalysisShortSide;
    ZJ_ASSIGN_OR_RETURN(Photo decoded, DecodePhoto(bytes, options));
    const auto photo = std::make_shared<const Photo>(std::move(decoded));
    ZJ_ASSIGN_OR_RETURN(const Loan worker, Borrow());
    ZJ_ASSIGN_OR_RETURN(const Analysis analysis, worker->analyzer->Analyze(*photo));
    PreparedPhoto out;
    out.photo_sha256 = photo->sha256;
    out.mime = MimeOf(photo->info.format);
    out.width = photo->info.upright_size.width;
    out.height = photo->info.upright_size.height;
    out.profile = profile.id;
    const std::vector<KnownPhoto> known = KnownPhotosOf(rejected);
    CheckInput input{*photo, analysis, profile, &known};
    input.taken_on = TakenOn(bytes);
    input.today = absl::ToCivilDay(now, ServiceZone());
    const Report report = CheckPhoto(input);
    out.perceptual_hash = HashesToHex(report.perceptual_hashes);
    const Measure* duplicate = report.Find("file.duplicate");
    out.rejected_before = duplicate != nullptr && (duplicate->verdict == Verdict::kWarn ||
                                                   duplicate->verdict == Verdict::kBlock);
    out.report_json = JsonLine(ReportToJson(report));
    Json plan = Json::object();
    if (const auto head = MeasureHead(analysis)) {
      plan = PlanToJson(PlanCrop(*head, analysis.source_size, profile));
    }
    ZJ_RETURN_IF_ERROR(AddPreview(photo->bgr, out));
    const Status standard = AddStandard(bytes, photo, analysis, profile, now, out);
    if (!standard.ok()) {
      out.recipe.clear();
      out.standard_reason = ReasonOf(standard);
      plan["standard_reason"] = out.standard_reason;
      ZJ_ASSIGN_OR_RETURN(
          out.pictures["thumb"],
          EncodeJpeg(Shrink(CentreCut(photo->bgr), kThumbSize), kPreviewQuality, kScreenDpi));
    }
    out.plan_json = JsonLine(plan);
    return out;
  }

  Status CheckRecipe(const RenderTask& task) override {
    ZJ_ASSIGN_OR_RETURN(const auto held, ProfileOf(task.profile));
    ZJ_ASSIGN_OR_RETURN(const Recipe recipe, Accept(task, *held, task.photo_sha256));
    return CheckStrokes(task, recipe, nullptr);
  }

  StatusOr<RenderedPhoto> Render(const RenderTask& task) override {
    ZJ_ASSIGN_OR_RETURN(const auto held, ProfileOf(task.profile));
    const Profile& profile = *held;
    ZJ_ASSIGN_OR_RETURN(Recipe recipe, Accept(task, profile, Sha256Hex(task.original)));
    ZJ_ASSIGN_OR_RETURN(const Loan worker, Borrow());
    std::shared_ptr<const Photo> decoded;
    if (task.automatic_recipe.empty()) {
      ZJ_RETURN_IF_ERROR(Analyse(task, *worker->analyzer, recipe, decoded));
    }
    ZJ_ASSIGN_OR_RETURN(auto photo, PhotoForRecipe(task.original, recipe, std::move(decoded)));
    ZJ_RETURN_IF_ERROR(CheckStrokes(task, recipe, photo));
    ZJ_ASSIGN_OR_RETURN(
        DeliveredPhoto delivered,
        RenderAndGate(std::move(photo), recipe, profile, *worker->analyzer, *worker->identity));
    RenderedPhoto out;
    out.jpeg = std::move(delivered.jpeg);
    out.sha256 = delivered.sha256;
    out.jpeg_quality = delivered.jpeg_quality;
    out.gate_json = JsonLine(GateToJson(delivered.gate));
    out.gate_green = delivered.gate.Green();
    out.recipe = RecipeToBytes(recipe);
    return out;
  }

 private:
  struct GiveBack {
    Pipeline* pipeline;
    void operator()(Worker* worker) const { pipeline->TakeBack(worker); }
  };
  // A worker of one's own for as long as it lives.
  using Loan = std::unique_ptr<Worker, GiveBack>;

  // Networks are loaded when the first photo needs them, so that starting up does not wait.
  StatusOr<Loan> Borrow() {
    std::unique_lock<std::mutex> lock(mutex_);
    returned_.wait(lock, [this] { return !idle_.empty() || unmade_ > 0; });
    if (!idle_.empty()) {
      Loan loan(idle_.back().release(), GiveBack{this});
      idle_.pop_back();
      return loan;
    }
    --unmade_;
    lock.unlock();
    auto made = MakeWorker();
    if (made.ok()) return Loan(made->release(), GiveBack{this});
    lock.lock();
    ++unmade_;
    lock.unlock();
    returned_.notify_one();
    return made.status();
  }

  StatusOr<std::unique_ptr<Worker>> MakeWorker() const {
    auto worker = std::make_unique<Worker>();
    ZJ_ASSIGN_OR_RETURN(worker->analyzer, Analyzer::Create(models_));
    ZJ_ASSIGN_OR_RETURN(worker->identity, IdentityMeter::Create(models_));
    return worker;
  }

  void TakeBack(Worker* worker) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      idle_.emplace_back(worker);
    }
    returned_.notify_one();
  }

  StatusOr<std::shared_ptr<const Profile>> ProfileOf(const std::string& id) {
    return profiles_.Get(id.empty() ? kDefaultProfile : id);
  }

  static Status AddPreview(const cv::Mat& picture, PreparedPhoto& out) {
    cv::Mat preview = picture;
    if (picture.rows > kPreviewHeight) {
      const int width = std::max(1, picture.cols * kPreviewHeight / picture.rows);
      preview = Shrink(picture, cv::Size(width, kPreviewHeight));
    }
    ZJ_ASSIGN_OR_RETURN(out.pictures["preview"], EncodeJpeg(preview, kPreviewQuality, kScreenDpi));
    return absl::OkStatus();
  }

  Status AddStandard(const std::string& bytes, const std::shared_ptr<const Photo>& photo,
                     const Analysis& analysis, const Profile& profile, absl::Time now,
                     PreparedPhoto& out) const {
    ZJ_ASSIGN_OR_RETURN(const EditPolicy policy, FindPolicy(assets_, kDefaultPolicy));
    ZJ_ASSIGN_OR_RETURN(const Recipe recipe,
                        MakeAutomaticRecipe(*photo, analysis, profile, policy, now));
    ZJ_ASSIGN_OR_RETURN(const auto source, PhotoForRecipe(bytes, recipe, photo));
    CpuRenderer renderer(source, profile);
    ZJ_ASSIGN_OR_RETURN(const cv::Mat canvas, renderer.RenderCanvas(recipe));
    ZJ_ASSIGN_OR_RETURN(out.pictures["thumb"],
                        EncodeJpeg(Shrink(canvas, kThumbSize), kPreviewQuality, kScreenDpi));
    ZJ_ASSIGN_OR_RETURN(std::string standard, EncodeJpeg(canvas, kStandardQuality, kScreenDpi));
    out.pictures["standard"] = std::move(standard);
    out.recipe = RecipeToBytes(recipe);
    return absl::OkStatus();
  }

  // Reads what a console sent and holds it to the photo, its people and the policy's steps; the
  // policy's regions need pixels and are held when it is rendered. Masks and landmarks come from
  // the service's own networks, never from a console: the regions hang on them.
  StatusOr<Recipe> Accept(const RenderTask& task, const Profile& profile,
                          const std::string& photo_sha256) const {
    ZJ_ASSIGN_OR_RETURN(Recipe recipe, ParseRecipe(task.recipe));
    if (recipe.source_sha256 != photo_sha256) {
      return MakeError(StatusCode::kInvalidArgument, "SHA_MISMATCH",
                       "The recipe was made for another photo.", "source_sha256");
    }
    recipe.profile = profile.id;
    recipe.policy = task.policy.empty() ? kDefaultPolicy : task.policy;
    if (!task.automatic_recipe.empty()) {
      ZJ_ASSIGN_OR_RETURN(Recipe automatic, ParseRecipe(task.automatic_recipe));
      if (!task.staff.empty()) {
        const auto draft = ParseRecipe(task.draft);
        ZJ_RETURN_IF_ERROR(
            CheckAuthors(recipe, automatic, draft.ok() ? *draft : automatic, task.staff));
      }
      recipe.analysis = std::move(automatic.analysis);
    }
    ZJ_ASSIGN_OR_RETURN(const EditPolicy policy, FindPolicy(assets_, recipe.policy));
    ZJ_RETURN_IF_ERROR(CheckSteps(recipe, policy, task.supervisor));
    return recipe;
  }

  // Holds heal and clone strokes to the regions of the photo, which are kept for the drafts that
  // follow, by photo and analysis. Without the photo's bytes nothing is said: a draft is looked at
  // again when committed.
  Status CheckStrokes(const RenderTask& task, const Recipe& recipe,
                      std::shared_ptr<const Photo> photo) {
    if (!HasSourceStrokes(recipe) || task.original.empty()) return absl::OkStatus();
    const std::string key = recipe.source_sha256 + AnalysisKey(recipe.analysis).Bytes();
    std::shared_ptr<const EditRegions> regions;
    {
      const std::lock_guard<std::mutex> lock(regions_mutex_);
      for (const auto& [known, kept] : regions_) {
        if (known == key) regions = kept;
      }
    }
    if (regions == nullptr) {
      ZJ_ASSIGN_OR_RETURN(photo, PhotoForRecipe(task.original, recipe, std::move(photo)));
      regions = std::make_shared<const EditRegions>(recipe.analysis, photo.get());
      const std::lock_guard<std::mutex> lock(regions_mutex_);
      regions_.emplace_back(key, regions);
      if (regions_.size() > kKeptRegions) regions_.pop_front();
    }
    ZJ_ASSIGN_OR_RETURN(const EditPolicy policy, FindPolicy(assets_, recipe.policy));
    return CheckRegions(recipe, policy, std::move(regions));
  }

  static Status Analyse(const RenderTask& task, Analyzer& analyzer, Recipe& recipe,
                        std::shared_ptr<const Photo>& decoded) {
    DecodeOptions options;
    options.min_short_side = kAnalysisShortSide;
    ZJ_ASSIGN_OR_RETURN(Photo photo, DecodePhoto(task.original, options));
    ZJ_ASSIGN_OR_RETURN(recipe.analysis, analyzer.Analyze(photo));
    recipe.analysis.faces.clear();
    decoded = std::make_shared<const Photo>(std::move(photo));
    return absl::OkStatus();
  }

  const std::filesystem::path assets_;
  const std::filesystem::path models_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Worker>> idle_;
  int unmade_;
  std::mutex regions_mutex_;
  std::deque<std::pair<std::string, std::shared_ptr<const EditRegions>>> regions_;
  ProfileStore profiles_;
};

}  // namespace

std::unique_ptr<PhotoPipeline> MakePhotoPipeline(const PipelineOptions& options) {
  return std::make_unique<Pipeline>(options);
}

}  // namespace zhaojian
