// SPDX-License-Identifier: Apache-2.0
#include "core/domain/student_view.h"

namespace zhaojian {
namespace {

Status BadView(const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_POLICY", "student_view: " + what);
}

StatusOr<const Json*> ListAt(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_array()) return BadView(std::string("no list ") + key);
  return &*found;
}

StatusOr<std::vector<StudentStage>> StagesAt(const Json& json, const char* key) {
  ZJ_ASSIGN_OR_RETURN(const Json* list, ListAt(json, key));
  std::vector<StudentStage> stages;
  for (const Json& entry : *list) {
    StudentStage stage;
    ZJ_ASSIGN_OR_RETURN(stage.label, JsonString(entry, "label", key));
    const std::string when = entry.value("only_when", std::string());
    if (!when.empty() && when != "payment") return BadView("only_when " + when);
    stage.payment_only = !when.empty();
    stages.push_back(std::move(stage));
  }
  return stages;
}

StatusOr<int> CountAt(const Json& entry, const char* key, const std::string& state, size_t most) {
  ZJ_ASSIGN_OR_RETURN(const double count, JsonNumber(entry, key, state));
  if (!(count >= 0 && count <= static_cast<double>(most))) {
    return BadView(state + ": " + key + " is out of range");
  }
  return static_cast<int>(count);
}

StatusOr<StudentPromise> PromiseAt(const Json& entry, const std::string& state) {
  static const std::map<std::string, StudentPromise> promises = {
      {"none", StudentPromise::kNone},
      {"work", StudentPromise::kWork},
      {"confirm", StudentPromise::kConfirm}};
  const auto found = promises.find(entry.value("promise", std::string()));
  if (found == promises.end()) return BadView(state + ": promise is none, work or confirm");
  return found->second;
}

std::vector<StudentProgressStage> Line(const std::vector<StudentStage>& stages, int done,
                                       bool goes_on, bool payment) {
  std::vector<StudentProgressStage> line;
  for (size_t i = 0; i < stages.size(); ++i) {
    if (stages[i].payment_only && !payment) continue;
    const int at = static_cast<int>(i);
    line.push_back({stages[i].label, at < done, goes_on && at == done});
  }
  return line;
}

}  // namespace

StatusOr<StudentView> StudentView::FromJson(const Json& json) {
  StudentView view;
  ZJ_ASSIGN_OR_RETURN(view.collection_, StagesAt(json, "collection_stages"));
  ZJ_ASSIGN_OR_RETURN(view.review_, StagesAt(json, "review_stages"));
  ZJ_ASSIGN_OR_RETURN(const Json* states, ListAt(json, "states"));
  for (const Json& entry : *states) {
    ZJ_ASSIGN_OR_RETURN(const std::string name, JsonString(entry, "state", "states"));
    ZJ_ASSIGN_OR_RETURN(const OrderState state, OrderStateFromName(name));
    StudentStateRow row;
    ZJ_ASSIGN_OR_RETURN(const std::string shown, JsonString(entry, "shown_as", name));
    ZJ_ASSIGN_OR_RETURN(row.shown_as, OrderStateFromName(shown));
    ZJ_ASSIGN_OR_RETURN(row.label, JsonString(entry, "label", name));
    ZJ_ASSIGN_OR_RETURN(row.collection,
                        CountAt(entry, "collection", name, view.collection_.size()));
    ZJ_ASSIGN_OR_RETURN(row.review, CountAt(entry, "review", name, view.review_.size()));
    ZJ_ASSIGN_OR_RETURN(row.promise, PromiseAt(entry, name));
    if (!view.states_.insert({state, row}).second) return BadView(name + " is there twice");
  }
  for (const OrderState state : AllOrderStates()) {
    if (view.states_.count(state) == 0) return BadView(std::string("no state ") + Name(state));
  }
  ZJ_ASSIGN_OR_RETURN(const Json* events, ListAt(json, "events"));
  for (const Json& entry : *events) {
    ZJ_ASSIGN_OR_RETURN(const std::string name, JsonString(entry, "event", "events"));
    ZJ_ASSIGN_OR_RETURN(const OrderEvent event, OrderEventFromName(name));
    ZJ_ASSIGN_OR_RETURN(const std::string step, JsonString(entry, "step", name));
    if (!view.events_.insert({event, step}).second) return BadView(name + " is there twice");
  }
  for (const OrderEvent event : AllOrderEvents()) {
    if (view.events_.count(event) == 0) return BadView(std::string("no event ") + Name(event));
  }
  return view;
}

std::vector<StudentProgressStage> StudentView::Collection(OrderState state, bool payment) const {
  const StudentStateRow& row = Of(state);
  const bool over = state == OrderState::kCancelled || state == OrderState::kPurged;
  return Line(collection_, row.collection, !over, payment);
}

std::vector<StudentProgressStage> StudentView::Review(OrderState state) const {
  const StudentStateRow& row = Of(state);
  const bool begun = row.collection == static_cast<int>(collection_.size());
  return Line(review_, row.review, begun, /*payment=*/true);
}

}  // namespace zhaojian
