// SPDX-License-Identifier: Apache-2.0
#include "core/base/crypto.h"

#include <gtest/gtest.h>

namespace zhaojian {
namespace {

TEST(Crypto, Sha256MatchesTheStandardsExample) {
  // FIPS 180-2 appendix B.1.
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Crypto, HmacMatchesRfc4231Case2) {
  EXPECT_EQ(HexEncode(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Crypto, Base64UrlMatchesRfc4648AndComesBack) {
  EXPECT_EQ(Base64UrlEncode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(Base64UrlEncode("fooba"), "Zm9vYmE");
  EXPECT_EQ(Base64UrlDecode("Zm9vYmE").value(), "fooba");
  EXPECT_EQ(ReasonOf(Base64UrlDecode("a+b").status()), "BAD_BASE64");
}

TEST(Crypto, SealedBytesOpenOnlyWithTheirKeyAndContext) {
  const std::string key(32, 'k');
  const std::string sealed = SealBytes(key, "a face", "order 1");
  EXPECT_EQ(OpenBytes(key, sealed, "order 1").value(), "a face");
  EXPECT_EQ(ReasonOf(OpenBytes(key, sealed, "order 2").status()), "ASSET_CORRUPT");
  EXPECT_EQ(ReasonOf(OpenBytes(std::string(32, 'x'), sealed, "order 1").status()), "ASSET_CORRUPT");
  std::string flipped = sealed;
  flipped[15] = static_cast<char>(flipped[15] ^ 1);
  EXPECT_FALSE(OpenBytes(key, flipped, "order 1").ok());
}

TEST(Crypto, SecretIsVerifiedAndItsHashIsSalted) {
  const std::string hash = HashSecret("123X");
  EXPECT_TRUE(VerifySecret("123X", hash));
  EXPECT_FALSE(VerifySecret("1234", hash));
  EXPECT_NE(hash, HashSecret("123X"));
}

}  // namespace
}  // namespace zhaojian
