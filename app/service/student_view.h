// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/service/handlers.h"

namespace zhaojian {

/// An order as its student sees it: never that somebody is looking, never a hold. An error of `row`
/// is passed on.
Status AnswerStudent(const ServiceContext& context, const StatusOr<OrderRow>& row,
                     v1::Order* response);

}  // namespace zhaojian
