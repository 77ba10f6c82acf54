// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <string>

#include "core/base/status.h"

namespace zhaojian {

/// What a collection code says about a student. Only masked facts.
struct CollectionCode {
  /// The student's unique number at the issuer.
  std::string uid;
  /// For example 张*三.
  std::string name_masked;
  /// For example 4101**********1234.
  std::string id_masked;
  /// Code of the school.
  std::string school;
  /// Numbers of the student at the school and in the entrance exam; empty where the issuer gives
  /// none. Only for the names of delivered files.
  std::string student_number;
  std::string exam_number;
  /// Not accepted from this instant on.
  absl::Time expires;
};

/// Reads collection codes. A deployment with credentials of the real issuer brings its own.
class CollectionCodeResolver {
 public:
  virtual ~CollectionCodeResolver() = default;
  /// Errors: kInvalidArgument BAD_COLLECTION_CODE; kFailedPrecondition COLLECTION_CODE_EXPIRED.
  virtual StatusOr<CollectionCode> Resolve(const std::string& payload, absl::Time now) const = 0;
};

/// The demonstration format, plainly not the real issuer's:
/// `ZJDEMO1.<base64url(JSON{uid,name_masked,id_masked,school,exp,[student_number,exam_number]})>.<hex
/// of the first 16 bytes of HMAC-SHA-256(key, the first two parts with their dot)>`; exp in Unix
/// seconds.
class DemoCodeResolver final : public CollectionCodeResolver {
 public:
  explicit DemoCodeResolver(std::string key) : key_(std::move(key)) {}
  StatusOr<CollectionCode> Resolve(const std::string& payload, absl::Time now) const override;

 private:
  std::string key_;
};

/// Key of the demonstration codes. Public on purpose: it protects nothing real.
inline constexpr char kDemoCodeKey[] = "zhaojian demonstration, not a secret";

/// Makes a demonstration code.
std::string MakeDemoCode(const CollectionCode& code, const std::string& key);

/// The last four characters of an ID number as students type them: full-width forms become
/// half-width, brackets and blanks go, x becomes X. Only the last four are kept.
/// Errors: kInvalidArgument BAD_LAST_FOUR unless that leaves four of [0-9] with at most a final X.
StatusOr<std::string> NormaliseLastFour(const std::string& typed);

}  // namespace zhaojian
