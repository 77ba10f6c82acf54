// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/command_steps.h"

namespace zhaojian {
namespace {

constexpr char kMethod[] = "PhoneLogin";

// Beside the stored answers, which live as long as their orders.
std::string UseName(const PhoneToken& token) { return "phone-login/" + token.id; }

}  // namespace

StatusOr<std::optional<PhoneToken>> CheckPhoneToken(Step& step, const PhoneTokenVerifier* verifier,
                                                    bool required, const std::string& token) {
  if (token.empty() && !required) return std::optional<PhoneToken>();
  if (verifier == nullptr) {
    return MakeError(StatusCode::kFailedPrecondition, "PHONE_LOGIN_OFF",
                     "this service verifies no log-ins by phone; start it with a verifier",
                     "phone_token");
  }
  if (token.empty()) {
    return MakeError(StatusCode::kUnauthenticated, "PHONE_LOGIN_REQUIRED",
                     "log in with your phone first", "phone_token");
  }
  ZJ_ASSIGN_OR_RETURN(PhoneToken read, verifier->Verify(token, step.now));
  ZJ_ASSIGN_OR_RETURN(const auto used, step.txn.FindRequest(UseName(read)));
  if (used) {
    return MakeError(StatusCode::kUnauthenticated, "PHONE_TOKEN_USED",
                     "this phone log-in was used already; log in again", "phone_token");
  }
  return std::optional<PhoneToken>(std::move(read));
}

Status UsePhoneToken(Step& step, const PhoneToken& token) {
  return step.txn.PutRequest(UseName(token), {kMethod, "", "{}", ""}, step.now);
}

}  // namespace zhaojian
