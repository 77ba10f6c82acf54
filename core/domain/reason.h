// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/status.h"

namespace zhaojian {

/// What follows from a reason: shoot again, fix while retouching, fix under a condition, ask the
/// supervisor, or administrative.
enum class Disposition { kReshoot, kFixable, kConditional, kEscalate, kAdmin };

/// How heavy a reason is, heaviest last.
enum class Severity { kInfo, kMinor, kMajor, kBlock };

/// Stable names, for example "RESHOOT".
const char* Name(Disposition disposition);
/// Stable names, for example "MAJOR".
const char* Name(Severity severity);

/// One of the 86 reasons a photo is sent back or fixed for.
struct Reason {
  /// CAT-NN; never re-used for something else.
  std::string code;
  std::string category_zh;
  std::string category_en;
  std::string zh;
  std::string en;
  /// What the student is told to do.
  std::string guidance_zh;
  std::string guidance_en;
  Disposition disposition = Disposition::kReshoot;
  Severity severity = Severity::kMajor;
  /// For kConditional: under which condition retouching may fix it; empty otherwise.
  std::string retouch_condition;
};

/// The reasons as data (assets/reasons/reasons.json). Immutable, thread-safe.
class ReasonCatalogue {
 public:
  /// Without reasons.
  ReasonCatalogue() = default;
  /// Errors: kInvalidArgument BAD_REASONS naming the code or key; duplicate codes are refused.
  static StatusOr<ReasonCatalogue> FromJson(const Json& json);
  /// nullptr for an unknown code.
  const Reason* Find(const std::string& code) const;
  /// In the order of the file.
  const std::vector<Reason>& All() const { return reasons_; }

 private:
  std::vector<Reason> reasons_;
  std::map<std::string, size_t> by_code_;
};

}  // namespace zhaojian
