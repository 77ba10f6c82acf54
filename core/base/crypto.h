// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/base/status.h"

namespace zhaojian {

/// SHA-256 of the bytes: 32 raw bytes.
std::string Sha256(std::string_view bytes);

/// SHA-256 of the bytes as 64 lower-case hex digits.
std::string Sha256Hex(std::string_view bytes);

/// HMAC-SHA-256 (RFC 2104): 32 raw bytes.
std::string HmacSha256(std::string_view key, std::string_view bytes);

/// Lower-case hex of the bytes.
std::string HexEncode(std::string_view bytes);

/// Bytes of a hex text. Errors: kInvalidArgument BAD_HEX.
StatusOr<std::string> HexDecode(std::string_view hex);

/// Base64 with the URL alphabet and no padding (RFC 4648 §5).
std::string Base64UrlEncode(std::string_view bytes);

/// Errors: kInvalidArgument BAD_BASE64.
StatusOr<std::string> Base64UrlDecode(std::string_view text);

/// `count` bytes from the system's cryptographic generator.
std::string RandomBytes(size_t count);

/// A random UUID, version 4, for request ids and names.
std::string RandomUuid();

/// Encrypts with AES-256-GCM under a 32-byte key; a fresh nonce and the tag travel with the text.
/// @param context authenticated but not encrypted, for example the order's name.
std::string SealBytes(std::string_view key, std::string_view plain, std::string_view context);

/// Undoes SealBytes. Errors: kDataLoss ASSET_CORRUPT when key, context or bytes do not match.
StatusOr<std::string> OpenBytes(std::string_view key, std::string_view sealed,
                                std::string_view context);

/// Salted slow hash of a short secret (argon2id, interactive cost), as a text that holds its salt.
std::string HashSecret(std::string_view secret);

/// True if `secret` is the one that HashSecret was given.
bool VerifySecret(std::string_view secret, const std::string& hash);

}  // namespace zhaojian
