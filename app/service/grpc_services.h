// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <memory>
#include <vector>

#include "app/service/handlers.h"
#include "app/service/notice_hub.h"
#include "app/service/order_watch.h"
#include "core/base/executor.h"

namespace zhaojian {

/// What all RPCs share. Pools are bounded: a commit of the ledger waits for the disk (commands), a
/// reader may be slow (files), a photo needs a processor (photos).
struct Calls {
  ServiceContext context;
  NoticeHub& notices;
  OrderWatch& orders;
  Executor& commands;
  Executor& files;
  Executor& photos;
};

/// One gRPC service per file of proto/zhaojian/v1. @param calls outlives them.
std::vector<std::unique_ptr<grpc::Service>> MakeGrpcServices(Calls& calls);

}  // namespace zhaojian
