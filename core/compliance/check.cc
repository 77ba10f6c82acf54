// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/check.h"

#include <exception>
#include <utility>

#include "core/base/crypto.h"
#include "core/compliance/measure.h"
#include "core/compliance/perceptual_hash.h"
#include "core/compliance/ruled_out.h"
#include "core/imaging/qr.h"
#include "core/imaging/taken_on.h"

namespace zhaojian {
namespace {

// The picture as it stands, in place of a plan.
CropPlan AsItStands(const HeadGeometry& head, const cv::Size& source) {
  CropPlan plan;
  plan.scale = 1;
  plan.hair_top = head.hair_top_y;
  plan.eye_line = head.eye_mid.y;
  plan.face_width = head.face_right_x - head.face_left_x;
  plan.centre = (head.face_left_x + head.face_right_x) / 2;
  plan.feasible = source.area() > 0;
  return plan;
}

Scene MakeScene(const CheckInput& input) {
  Scene scene{input.photo, input.analysis, input.profile, {}, {}, false, {}, {}, input.rejected};
  scene.taken_on = input.taken_on;
  scene.today = input.today;
  scene.as_delivered = input.photo.info.upright_size == input.profile.size;
  if (input.analysis.faces.size() == 1) scene.head = MeasureHead(input.analysis);
  scene.overview = MakeOverview(input.photo, input.analysis, scene.head);
  if (!scene.head) return scene;
  scene.plan = scene.as_delivered
                   ? AsItStands(*scene.head, input.photo.info.upright_size)
                   : PlanCrop(*scene.head, input.photo.info.upright_size, input.profile);
  scene.cut_out = FindCutOut(scene);
  scene.patch = CutFacePatch(input.photo, input.analysis, *scene.head);
  static const ClassicRegions kClassic;
  scene.regions = std::make_shared<FaceRegions>(
      input.photo, input.analysis, input.regions == nullptr ? kClassic : *input.regions);
  return scene;
}

Report Blank(const Profile& profile, const std::string& sha256) {
  Report report;
  report.sha256 = sha256;
  report.profile = profile.id;
  report.profile_version = profile.version;
  return report;
}

Report Refused(const Profile& profile, std::string_view bytes, const Status& why) {
  Report report = Blank(profile, Sha256Hex(bytes));
  report.refused = Refusal{ReasonOf(why), MessageOf(why)};
  report.suggestions = {report.refused->reason};
  return report;
}

/// @param ids nullptr: all of the profile.
std::vector<Measure> Take(const Scene& scene, const std::set<std::string>* ids) {
  std::vector<Measure> measures;
  for (const MeasureEntry& entry : AllMeasures()) {
    if (scene.profile.limits.count(entry.id) == 0) continue;
    if (ids != nullptr && ids->count(entry.id) == 0) continue;
    try {
      if (entry.applies != nullptr && !entry.applies(scene)) continue;
      measures.push_back(entry.take(scene));
    } catch (const std::exception&) {  // cv::Exception: say so instead of passing in silence
      measures.push_back(NotAssessed(scene, entry.id, "", "cause.failed"));
    }
  }
  return measures;
}

}  // namespace

std::vector<Measure> TakeMeasures(const CheckInput& input, const std::set<std::string>& ids) {
  return Take(MakeScene(input), &ids);
}

Report CheckPhoto(const CheckInput& input) {
  Report report = Blank(input.profile, input.photo.sha256);
  report.size = input.photo.info.upright_size;
  report.faces = static_cast<int>(input.analysis.faces.size());
  const Scene scene = MakeScene(input);
  if (scene.head) {
    const auto hair =
        cv::Point2f(scene.head->eye_mid.x, static_cast<float>(scene.head->hair_top_y));
    report.key_points =
        KeyPoints{LandmarkAt(scene, 468), LandmarkAt(scene, 473), scene.head->chin, hair};
  }
  if (!input.photo.bgr.empty()) report.perceptual_hashes = PerceptualHashes(input.photo.bgr);
  report.measures = Take(scene, nullptr);
  report.iso = TakeIsoMeasures(scene);
  RuleOut(&report.measures);
  report.suggestions = SuggestReasons(report.measures);
  // A collection code instead of a portrait: say so, it is the commonest mix-up of the two uploads.
  if (report.faces == 0 && ReadQrCode(input.photo).ok()) report.suggestions.emplace_back("ID-07");
  return report;
}

StatusOr<Report> CheckBytes(std::string_view bytes, Analyzer& analyzer, const Profile& profile,
                            std::optional<absl::CivilDay> today) {
  DecodeOptions options;
  options.min_short_side = kAnalysisShortSide;
  const StatusOr<Photo> photo = DecodePhoto(bytes, options);
  if (!photo.ok()) return Refused(profile, bytes, photo.status());
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer.Analyze(*photo));
  CheckInput input{*photo, analysis, profile};
  input.taken_on = TakenOn(bytes);
  input.today = today;
  return CheckPhoto(input);
}

}  // namespace zhaojian
