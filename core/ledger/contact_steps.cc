// SPDX-License-Identifier: Apache-2.0
#include "core/base/crypto.h"
#include "core/ledger/command_steps.h"

namespace zhaojian {
namespace {

// RFC 5321 §4.5.3.1.3: a path has at most 256 characters, its angle brackets included.
constexpr size_t kMaxEmail = 254;
// What a student may call a file; far more than a name needs, far less than a row can hold.
constexpr size_t kMaxFileName = 600;

// No check of the address but what keeps it from being something else: one @ with text on both
// sides, no blanks, brackets or control characters that would end a command of the mail server.
bool IsEmail(const std::string& text) {
  const size_t at = text.find('@');
  if (text.size() > kMaxEmail || at == std::string::npos || at == 0 || at + 1 == text.size()) {
    return false;
  }
  if (text.find('@', at + 1) != std::string::npos) return false;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte <= 0x20 || byte == 0x7F || letter == '<' || letter == '>' || letter == ',') {
      return false;
    }
  }
  return true;
}

StatusOr<Json> OpenSubject(Transaction& transaction, const std::string& order) {
  ZJ_ASSIGN_OR_RETURN(const OrderSecrets secrets, transaction.GetSecrets(order));
  ZJ_ASSIGN_OR_RETURN(const std::string text,
                      OpenBytes(secrets.key, secrets.sealed_subject, order));
  return ParseJson(text, "subject");
}

}  // namespace

StatusOr<OrderRow> DoSetContact(Step& step, const SetContactCommand& command) {
  if (!command.email.empty() && !IsEmail(command.email)) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_EMAIL", "that is no mail address", "email");
  }
  if (command.file_name.size() > kMaxFileName) {
    return MakeError(StatusCode::kInvalidArgument, "NAME_TOO_LONG", "the name is too long",
                     "file_name");
  }
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, step.txn.GetOrder(command.order));
  if (order.state == OrderState::kPurged) {
    return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                     "the data of this order is destroyed", "",
                     {{"state", Name(order.state)}, {"event", "set_contact"}});
  }
  ZJ_ASSIGN_OR_RETURN(Json subject, OpenSubject(step.txn, order.number));
  subject["email"] = command.email;
  subject["file_name"] = command.file_name;
  ZJ_ASSIGN_OR_RETURN(const OrderSecrets secrets, step.txn.GetSecrets(order.number));
  ZJ_RETURN_IF_ERROR(step.txn.PutSealedSubject(
      order.number, SealBytes(secrets.key, JsonLine(subject), order.number)));
  ZJ_RETURN_IF_ERROR(step.Audit("contact.set", "orders/" + order.number, order.number, order.epoch,
                                0, {{"email", !command.email.empty()}}));
  return order;
}

StatusOr<ContactRow> ReadContact(Transaction& transaction, const std::string& order) {
  ZJ_ASSIGN_OR_RETURN(const Json subject, OpenSubject(transaction, order));
  return ContactRow{subject.value("email", std::string()),
                    subject.value("file_name", std::string()),
                    subject.value("phone", std::string())};
}

}  // namespace zhaojian
