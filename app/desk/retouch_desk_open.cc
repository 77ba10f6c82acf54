// SPDX-License-Identifier: Apache-2.0
// How a photo comes into the retoucher's hand, with what this machine's disk has kept of it.
#include <memory>
#include <utility>

#include "app/desk/retouch_desk.h"

namespace zhaojian::desk {

struct RetouchDesk::Opened {
  Status status;
  RetouchBundle bundle;
  Recipe recipe;
  Profile profile;
  EditPolicy policy;
  std::shared_ptr<RetouchEngine> engine;
  std::shared_ptr<const EditRegions> regions;

  /// Fetches and opens a photo, on a worker.
  Status Fetch(DeskService& service, const Grant& grant, const RetouchSetup& setup) {
    ZJ_ASSIGN_OR_RETURN(bundle, service.GetRetouchBundle(grant));
    ZJ_ASSIGN_OR_RETURN(const std::string bytes,
                        service.ReadPicture(grant, PictureKind::kOriginal, "retouch"));
    ZJ_ASSIGN_OR_RETURN(recipe, ParseRecipe(bundle.recipe));
    ZJ_ASSIGN_OR_RETURN(profile, bundle.profile_document.empty()
                                     ? FindProfile(setup.assets, bundle.profile)
                                     : ParseProfile(bundle.profile_document));
    const std::string id = recipe.policy.empty() ? kDefaultPolicy : recipe.policy;
    ZJ_ASSIGN_OR_RETURN(policy, FindPolicy(setup.assets, id));
    ZJ_ASSIGN_OR_RETURN(engine, setup.engines(bytes, profile));
    regions = engine->Regions(recipe);
    return absl::OkStatus();
  }

  /// Steps that were made under another policy or for another build are not laid over the draft.
  Status Accept(const StepState& state, bool supervisor) const {
    Recipe with = recipe;
    with.operations = state.operations;
    with.cursor = state.cursor;
    ZJ_RETURN_IF_ERROR(ValidateRecipe(with));
    return CheckPolicy(with, policy, supervisor, regions);
  }
};

void RetouchDesk::Open() {
  stage_ = RetouchStage::kLoading;
  ++visit_;
  next_renew_ = wiring_.clock->Now() + grant_.heartbeat;
  background_.Run(
      wiring_.pictures,
      [service = wiring_.service, grant = grant_, setup = setup_] {
        auto opened = std::make_shared<Opened>();
        opened->status = opened->Fetch(*service, grant, setup);
        return opened;
      },
      [this, visit = visit_](std::shared_ptr<Opened>& opened) {
        if (visit != visit_) return;
        if (!opened->status.ok()) {
          error_ = opened->status;
          stage_ = RetouchStage::kFailed;
          return;
        }
        if (!keeper_.active()) {
          StepsFound nothing;
          Begin(*opened, nothing);
          return;
        }
        const Recipe& recipe = opened->recipe;
        keeper_.Open(
            {grant_.work_item,
             setup_.staff,
             recipe.source_sha256,
             opened->bundle.draft_revision,
             {recipe.operations, recipe.cursor}},
            [opened, supervisor = setup_.supervisor](const StepState& state) {
              return opened->Accept(state, supervisor);
            },
            [this, visit, opened](StepsFound& found) {
              if (visit == visit_) Begin(*opened, found);
            });
      });
}

void RetouchDesk::Begin(Opened& opened, StepsFound& found) {
  const bool back = found.outcome == StepsFound::Outcome::kBack;
  if (back) {
    opened.recipe.operations = std::move(found.state.operations);
    opened.recipe.cursor = found.state.cursor;
  }
  bundle_ = std::move(opened.bundle);
  profile_ = std::move(opened.profile);
  policy_ = std::move(opened.policy);
  engine_ = std::move(opened.engine);
  draft_revision_ = bundle_.draft_revision;
  session_ = std::make_unique<RetouchSession>(std::move(opened.recipe), &*profile_, &*policy_,
                                              wiring_.clock, setup_.staff, setup_.supervisor);
  session_->SetRegions(std::move(opened.regions));
  session_->SetSnapshots(std::move(found.snapshots));
  keeper_.Begin(*session_, back);
  seen_steps_ = saved_revision_ = session_->steps_revision();
  opened_at_ = wiring_.clock->Now();
  if (back) {
    // The service gets them with the next draft, at once.
    saved_revision_ = 0;
    dirty_since_ = absl::InfinitePast();
  }
  SayFound(found);
  view_.Reset(profile_->size);
  stage_ = RetouchStage::kReady;
  RenderLatest();
}

void RetouchDesk::SayFound(const StepsFound& found) {
  const std::string steps = std::to_string(found.steps);
  if (found.outcome == StepsFound::Outcome::kAside) {
    remark_ = Words{"retouch.steps.aside", {steps}};
  } else if (found.damaged > 0) {
    remark_ = Words{"retouch.steps.damaged", {steps, std::to_string(found.damaged)}};
  } else if (found.outcome == StepsFound::Outcome::kBack) {
    remark_ = Words{found.steps == 1 ? "retouch.steps.back_one" : "retouch.steps.back", {steps}};
  }
}

void RetouchDesk::KeepSteps() {
  keeper_.Note(*session_);
  const bool refused = !keeper_.error().ok();
  if (refused && !disk_refused_) {
    remark_ = Words{"retouch.steps.disk", {ReasonOf(keeper_.error())}};
  }
  disk_refused_ = refused;
}

}  // namespace zhaojian::desk
