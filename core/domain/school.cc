// SPDX-License-Identifier: Apache-2.0
#include "core/domain/school.h"

#include "core/base/clock.h"
#include "core/domain/names.h"

namespace zhaojian {
namespace {

Status BadSchool(const std::string& field, const std::string& message) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_SCHOOL", "school: " + message, field);
}

// Reads one optional member into `target`, keeping the default when it is absent.
template <typename T>
Status Read(const Json& json, const std::string& key, T& target) {
  const auto value = json.find(key);
  if (value == json.end() || value->is_null()) return absl::OkStatus();
  const bool fits = std::is_same_v<T, bool>          ? value->is_boolean()
                    : std::is_same_v<T, std::string> ? value->is_string()
                    : std::is_floating_point_v<T>    ? value->is_number()
                                                     : value->is_number_integer();
  if (!fits) return BadSchool(key, key + " has the wrong type");
  target = value->get<T>();
  return absl::OkStatus();
}

Status ReadTime(const Json& json, const std::string& key, std::optional<absl::Time>& target) {
  std::string text;
  ZJ_RETURN_IF_ERROR(Read(json, key, text));
  if (text.empty()) return absl::OkStatus();
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return BadSchool(key, key + " must look like 2026-05-07T17:00:00+08:00");
  }
  target = time;
  return absl::OkStatus();
}

Status ReadCodes(const Json& json, const std::string& key, std::set<std::string>& target) {
  const auto value = json.find(key);
  if (value == json.end()) return absl::OkStatus();
  if (!value->is_array()) return BadSchool(key, key + " has the wrong type");
  for (const Json& entry : *value) {
    if (!entry.is_string()) return BadSchool(key, key + " has the wrong type");
    target.insert(entry.get<std::string>());
  }
  return absl::OkStatus();
}

}  // namespace

Json SchoolToJson(const School& school) {
  Json json = {{"code", school.code},
               {"name", school.name},
               {"feature_code", school.feature_code},
               {"profile", school.profile},
               {"policy", school.policy},
               {"overtime", school.overtime},
               {"makeup_days", school.makeup_days},
               {"payment_enabled", school.payment_enabled},
               {"price_fen", school.price_fen},
               {"quality_sampling", school.quality_sampling},
               {"max_attempts", school.max_attempts},
               {"max_recollections", school.max_recollections},
               {"max_redos", school.max_redos},
               {"delivery_name", school.delivery_name},
               {"delivery_zip", school.delivery_zip}};
  json["required_skills"] = school.required_skills;
  if (school.opens) json["opens"] = FormatServiceTime(*school.opens);
  if (school.closes) json["closes"] = FormatServiceTime(*school.closes);
  return json;
}

StatusOr<School> SchoolFromJson(const Json& json) {
  School school;
  ZJ_ASSIGN_OR_RETURN(school.code, JsonString(json, "code", "school"));
  ZJ_RETURN_IF_ERROR(Read(json, "name", school.name));
  ZJ_RETURN_IF_ERROR(Read(json, "feature_code", school.feature_code));
  ZJ_RETURN_IF_ERROR(Read(json, "profile", school.profile));
  ZJ_RETURN_IF_ERROR(Read(json, "policy", school.policy));
  ZJ_RETURN_IF_ERROR(Read(json, "overtime", school.overtime));
  ZJ_RETURN_IF_ERROR(Read(json, "makeup_days", school.makeup_days));
  ZJ_RETURN_IF_ERROR(Read(json, "payment_enabled", school.payment_enabled));
  ZJ_RETURN_IF_ERROR(Read(json, "price_fen", school.price_fen));
  ZJ_RETURN_IF_ERROR(Read(json, "quality_sampling", school.quality_sampling));
  ZJ_RETURN_IF_ERROR(Read(json, "max_attempts", school.max_attempts));
  ZJ_RETURN_IF_ERROR(Read(json, "max_recollections", school.max_recollections));
  ZJ_RETURN_IF_ERROR(Read(json, "max_redos", school.max_redos));
  ZJ_RETURN_IF_ERROR(Read(json, "delivery_name", school.delivery_name));
  ZJ_RETURN_IF_ERROR(ReadCodes(json, "required_skills", school.required_skills));
  ZJ_RETURN_IF_ERROR(Read(json, "delivery_zip", school.delivery_zip));
  ZJ_RETURN_IF_ERROR(ReadTime(json, "opens", school.opens));
  ZJ_RETURN_IF_ERROR(ReadTime(json, "closes", school.closes));
  return school;
}

Status CheckSchool(const School& school) {
  if (!IsCode(school.code)) {
    return BadSchool("code", "a code has 1-32 characters of [A-Za-z0-9._-]");
  }
  if (school.name.empty()) return BadSchool("name", "a name is needed");
  if (!school.feature_code.empty() &&
      (school.feature_code.size() != 6 || !IsCode(school.feature_code) ||
       school.feature_code.find_first_of("._-") != std::string::npos)) {
    return BadSchool("feature_code", "a feature code has 6 characters of [A-Za-z0-9]");
  }
  if (!IsCode(school.profile)) return BadSchool("profile", "a profile id is needed");
  if (school.price_fen < 0 || (school.payment_enabled && school.price_fen == 0)) {
    return BadSchool("price_fen", "a price is needed when payment is enabled");
  }
  if (!(school.quality_sampling >= 0 && school.quality_sampling <= 1)) {
    return BadSchool("quality_sampling", "a share lies between 0 and 1");
  }
  if (school.max_attempts < 1) return BadSchool("max_attempts", "at least one photo is needed");
  if (school.max_recollections < 0) return BadSchool("max_recollections", "must not be negative");
  if (school.max_redos < 0) return BadSchool("max_redos", "must not be negative");
  for (const std::string& skill : school.required_skills) {
    if (!IsCode(skill)) {
      return BadSchool("required_skills", "a skill has 1-32 characters of [A-Za-z0-9._-]");
    }
  }
  if (school.opens && school.closes && *school.closes <= *school.opens) {
    return BadSchool("closes", "the window closes before it opens");
  }
  const bool separator = school.delivery_name.find_first_of("/\\") != std::string::npos;
  bool unique = false;
  for (const char* mark : {"{order}", "{uid}", "{student_number}", "{exam_number}"}) {
    unique = unique || school.delivery_name.find(mark) != std::string::npos;
  }
  if (separator || !unique) {
    return BadSchool("delivery_name",
                     "a file name holds {order}, {uid}, {student_number} or {exam_number} and no "
                     "slash");
  }
  return absl::OkStatus();
}

}  // namespace zhaojian
