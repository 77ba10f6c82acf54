// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <utility>

#include "core/base/json.h"

namespace zhaojian {

/// A member of an object that is being made; the value is moved out of it.
struct JsonMember {
  const char* key;
  mutable Json value;
};

/// An object of these members, whose keys must differ: they are not looked for one by one, as
/// nlohmann's braced lists do, which counts with rows of forty members in every command.
inline Json JsonObject(std::initializer_list<JsonMember> members) {
  Json object = Json::object();
  auto& map = object.get_ref<Json::object_t&>();
  map.reserve(members.size());
  for (const JsonMember& member : members) map.emplace_back(member.key, std::move(member.value));
  return object;
}

}  // namespace zhaojian
