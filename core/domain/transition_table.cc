// SPDX-License-Identifier: Apache-2.0
#include "core/domain/transition_table.h"

namespace zhaojian {
namespace {

Status BadPolicy(const std::string& where, const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_POLICY",
                   "order_transitions " + where + ": " + what, where);
}

StatusOr<StatusCode> CodeFromName(const std::string& name) {
  if (name == "FAILED_PRECONDITION") return StatusCode::kFailedPrecondition;
  if (name == "INVALID_ARGUMENT") return StatusCode::kInvalidArgument;
  if (name == "PERMISSION_DENIED") return StatusCode::kPermissionDenied;
  return BadPolicy("guards", "unknown code " + name);
}

StatusOr<Transition> ParseRow(const Json& json, const std::string& where,
                              const std::map<std::string, GuardRefusal>& guards) {
  if (!json.is_object()) return BadPolicy(where, "not an object");
  Transition row;
  ZJ_ASSIGN_OR_RETURN(const std::string from, JsonString(json, "from", where));
  ZJ_ASSIGN_OR_RETURN(row.from, OrderStateFromName(from));
  ZJ_ASSIGN_OR_RETURN(const std::string event, JsonString(json, "event", where));
  ZJ_ASSIGN_OR_RETURN(row.event, OrderEventFromName(event));
  ZJ_ASSIGN_OR_RETURN(const std::string to, JsonString(json, "to", where));
  ZJ_ASSIGN_OR_RETURN(row.to, OrderStateFromName(to));
  const auto actors = json.find("actors");
  if (actors == json.end() || !actors->is_array() || actors->empty()) {
    return BadPolicy(where, "actors must be a list");
  }
  for (const Json& letter : *actors) {
    if (!letter.is_string() || letter.get<std::string>().size() != 1) {
      return BadPolicy(where, "an actor is one letter");
    }
    ZJ_ASSIGN_OR_RETURN(const Actor actor, ActorFromLetter(letter.get<std::string>()[0]));
    row.actors.insert(actor);
  }
  const auto ids = json.find("guards");
  if (ids != json.end() && !ids->is_array()) return BadPolicy(where, "guards must be a list");
  if (ids != json.end()) {
    for (const Json& id : *ids) {
      if (!id.is_string() || guards.count(id.get<std::string>()) == 0) {
        return BadPolicy(where, "unknown guard " + id.dump());
      }
      row.guards.push_back(id.get<std::string>());
    }
  }
  const auto bumps = json.find("bumps_epoch");
  row.bumps_epoch = bumps != json.end() && bumps->is_boolean() && bumps->get<bool>();
  return row;
}

}  // namespace

StatusOr<TransitionTable> TransitionTable::FromJson(const Json& json) {
  const auto guards = json.find("guards");
  const auto rows = json.find("rows");
  if (guards == json.end() || !guards->is_object()) return BadPolicy("guards", "missing");
  if (rows == json.end() || !rows->is_array()) return BadPolicy("rows", "missing");
  TransitionTable table;
  for (const auto& [id, value] : guards->items()) {
    GuardRefusal refusal;
    ZJ_ASSIGN_OR_RETURN(const std::string code, JsonString(value, "code", "guard " + id));
    ZJ_ASSIGN_OR_RETURN(refusal.code, CodeFromName(code));
    ZJ_ASSIGN_OR_RETURN(refusal.reason, JsonString(value, "reason", "guard " + id));
    ZJ_ASSIGN_OR_RETURN(refusal.words, JsonString(value, "words", "guard " + id));
    table.guards_[id] = refusal;
  }
  for (size_t i = 0; i < rows->size(); ++i) {
    const std::string where = "row " + std::to_string(i);
    auto row = ParseRow((*rows)[i], where, table.guards_);
    if (!row.ok()) return BadPolicy(where, MessageOf(row.status()));
    for (const Transition& other : table.rows_) {
      if (other.from == row->from && other.event == row->event && other.guards == row->guards) {
        return BadPolicy(where, "the same state, event and guards stand twice");
      }
    }
    table.rows_.push_back(*std::move(row));
  }
  return table;
}

StatusOr<Transition> TransitionTable::Next(OrderState state, OrderEvent event,
                                           const std::set<Actor>& actors,
                                           const GuardFacts& facts) const {
  bool any_row = false;
  bool any_actor = false;
  const std::string* failed = nullptr;
  for (const Transition& row : rows_) {
    if (row.from != state || row.event != event) continue;
    any_row = true;
    bool allowed = false;
    for (const Actor actor : actors) allowed = allowed || row.actors.count(actor) > 0;
    if (!allowed) continue;
    any_actor = true;
    const std::string* missing = nullptr;
    for (const std::string& guard : row.guards) {
      if (facts.count(guard) == 0) {
        missing = &guard;
        break;
      }
    }
    if (missing == nullptr) return row;
    if (failed == nullptr) failed = missing;
  }
  const std::map<std::string, std::string> metadata = {{"state", Name(state)},
                                                       {"event", Name(event)}};
  if (!any_row) {
    return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                     std::string(Name(event)) + " is not possible for an order in " + Name(state) +
                         "; look at the order again",
                     "", metadata);
  }
  if (!any_actor) {
    return MakeError(StatusCode::kPermissionDenied, "ROLE_MISSING",
                     std::string("this role may not ") + Name(event), "", metadata);
  }
  const GuardRefusal& refusal = guards_.at(*failed);
  return MakeError(refusal.code, refusal.reason,
                   std::string(Name(event)) + " needs that " + refusal.words, "", metadata);
}

}  // namespace zhaojian
