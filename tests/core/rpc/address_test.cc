// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/address.h"

#include <gtest/gtest.h>

namespace zhaojian::rpc {
namespace {

TEST(Address, WhatOnlyThisMachineReachesIsLocal) {
  for (const char* address :
       {"unix:/run/zj.sock", "unix:zj.sock", "unix-abstract:zj", "127.0.0.1:0", "127.0.0.1:7000",
        "127.3.2.1:65535", "localhost:1", "[::1]:7000"}) {
    EXPECT_TRUE(IsLocalAddress(address)) << address;
    EXPECT_TRUE(CheckAddress(address).ok()) << address;
  }
}

TEST(Address, WhatOthersReachIsRefusedForWantOfTls) {
  for (const char* address :
       {"0.0.0.0:7000", "[::]:7000", "10.0.0.1:7000", "example.org:443",
        "127.0.0.1.example.org:443", "127.0.0.1x:1", "localhost.example:1", "127.1:80"}) {
    EXPECT_FALSE(IsLocalAddress(address)) << address;
    EXPECT_EQ(ReasonOf(CheckAddress(address)), "TLS_REQUIRED") << address;
  }
}

TEST(Address, WhatIsNoAddressIsNamed) {
  for (const char* address : {"", "7000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000",
                              "127.0.0.1:-1", "localhost:http", "unix:"}) {
    EXPECT_EQ(ReasonOf(CheckAddress(address)), "BAD_ADDRESS") << address;
  }
}

TEST(Address, ASocketPathThatTheSystemWouldCutIsRefused) {
  EXPECT_TRUE(CheckAddress("unix:/" + std::string(106, 'a')).ok());
  EXPECT_EQ(ReasonOf(CheckAddress("unix:/" + std::string(107, 'a'))), "BAD_ADDRESS");
}

}  // namespace
}  // namespace zhaojian::rpc
