// SPDX-License-Identifier: Apache-2.0
#include "core/base/crypto.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sodium.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace zhaojian {
namespace {

constexpr size_t kNonceBytes = 12;  // NIST SP 800-38D §5.2.1.1: 96 bit is the recommended length
constexpr size_t kTagBytes = 16;

const unsigned char* Raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void CheckInvariant(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fatal: %s failed\n", what);
  std::abort();
}

}  // namespace

std::string Sha256(std::string_view bytes) {
  std::string digest(32, '\0');
  unsigned int size = 0;
  CheckInvariant(
      EVP_Digest(bytes.data(), bytes.size(), Raw(digest), &size, EVP_sha256(), nullptr) == 1,
      "SHA-256");
  return digest;
}

std::string Sha256Hex(std::string_view bytes) { return HexEncode(Sha256(bytes)); }

std::string HmacSha256(std::string_view key, std::string_view bytes) {
  std::string digest(32, '\0');
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Raw(bytes), bytes.size(),
       Raw(digest), &size);
  return digest;
}

std::string HexEncode(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

StatusOr<std::string> HexDecode(std::string_view hex) {
  std::string bytes;
  if (hex.size() % 2 == 0) {
    for (size_t i = 0; i < hex.size(); i += 2) {
      const int high = HexDigit(hex[i]);
      const int low = HexDigit(hex[i + 1]);
      if (high < 0 || low < 0) break;
      bytes += static_cast<char>(high * 16 + low);
    }
  }
  if (bytes.size() * 2 != hex.size()) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_HEX", "not a text of hex digit pairs");
  }
  return bytes;
}

std::string Base64UrlEncode(std::string_view bytes) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  unsigned int bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) text += kAlphabet[(bits >> (held - 6)) & 63];
  }
  if (held > 0) text += kAlphabet[(bits << (6 - held)) & 63];
  return text;
}

StatusOr<std::string> Base64UrlDecode(std::string_view text) {
  std::string bytes;
  unsigned int bits = 0;
  int held = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') value = c - 'A';
    if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
    if (c >= '0' && c <= '9') value = c - '0' + 52;
    if (c == '-') value = 62;
    if (c == '_') value = 63;
    if (value < 0) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_BASE64", "not base64url text");
    }
    bits = (bits << 6) | static_cast<unsigned int>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>((bits >> held) & 255);
    }
  }
  return bytes;
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  CheckInvariant(RAND_bytes(Raw(bytes), static_cast<int>(count)) == 1, "random generator");
  return bytes;
}

std::string RandomUuid() {
  std::string raw = RandomBytes(16);
  raw[6] = static_cast<char>((static_cast<unsigned char>(raw[6]) & 0x0f) | 0x40);
  raw[8] = static_cast<char>((static_cast<unsigned char>(raw[8]) & 0x3f) | 0x80);
  const std::string hex = HexEncode(raw);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20);
}

std::string SealBytes(std::string_view key, std::string_view plain, std::string_view context) {
  CheckInvariant(key.size() == 32, "AES-256 key length");
  const std::string nonce = RandomBytes(kNonceBytes);
  std::string text(plain.size(), '\0');
  std::string tag(kTagBytes, '\0');
  CipherContext cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int size = 0;
  bool good =
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, Raw(key), Raw(nonce)) == 1;
  good = good && EVP_EncryptUpdate(cipher.get(), nullptr, &size, Raw(context),
                                   static_cast<int>(context.size())) == 1;
  good = good && EVP_EncryptUpdate(cipher.get(), Raw(text), &size, Raw(plain),
                                   static_cast<int>(plain.size())) == 1;
  good = good && EVP_EncryptFinal_ex(cipher.get(), Raw(text) + size, &size) == 1;
  good =
      good && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data()) == 1;
  CheckInvariant(good, "AES-GCM");
  return nonce + text + tag;
}

StatusOr<std::string> OpenBytes(std::string_view key, std::string_view sealed,
                                std::string_view context) {
  const Status corrupt =
      MakeError(StatusCode::kDataLoss, "ASSET_CORRUPT",
                "stored bytes do not open with their key; restore them from a backup");
  if (key.size() != 32 || sealed.size() < kNonceBytes + kTagBytes) return corrupt;
  const std::string_view nonce = sealed.substr(0, kNonceBytes);
  const std::string_view text = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string plain(text.size(), '\0');
  CipherContext cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int size = 0;
  bool good =
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, Raw(key), Raw(nonce)) == 1;
  good = good && EVP_DecryptUpdate(cipher.get(), nullptr, &size, Raw(context),
                                   static_cast<int>(context.size())) == 1;
  good = good && EVP_DecryptUpdate(cipher.get(), Raw(plain), &size, Raw(text),
                                   static_cast<int>(text.size())) == 1;
  good =
      good && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1;
  good = good && EVP_DecryptFinal_ex(cipher.get(), Raw(plain) + size, &size) == 1;
  if (!good) return corrupt;
  return plain;
}

std::string HashSecret(std::string_view secret) {
  CheckInvariant(sodium_init() >= 0, "libsodium");
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  CheckInvariant(crypto_pwhash_str(hash.data(), secret.data(), secret.size(),
                                   crypto_pwhash_OPSLIMIT_MIN, 8u << 20) == 0,
                 "argon2id");
  return hash.data();
}

bool VerifySecret(std::string_view secret, const std::string& hash) {
  CheckInvariant(sodium_init() >= 0, "libsodium");
  return crypto_pwhash_str_verify(hash.c_str(), secret.data(), secret.size()) == 0;
}

}  // namespace zhaojian
