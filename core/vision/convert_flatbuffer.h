// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"

namespace zhaojian {

/// Bounds-checked little-endian access to bytes. A read outside the bytes gives 0 and is
/// remembered, so that a parser may run on and ask Failed() once at its end.
class ByteView {
 public:
  /// @param bytes must outlive the view.
  explicit ByteView(std::string_view bytes) : bytes_(bytes) {}
  /// Value of `width` (1, 2, 4 or 8) bytes at `at`, zero-extended.
  uint64_t Unsigned(size_t at, int width) const;
  /// Value of `width` bytes at `at`, sign-extended.
  int64_t Signed(size_t at, int width) const;
  /// IEEE single at `at`.
  float Float(size_t at) const;
  /// `count` bytes at `at`; empty when they are not all there.
  std::string_view Bytes(size_t at, size_t count) const;
  /// Number of bytes.
  size_t Size() const { return bytes_.size(); }
  /// Remembers that something was impossible.
  void Fail() const { failed_ = true; }
  /// True after any impossible read.
  bool Failed() const { return failed_; }

 private:
  std::string_view bytes_;
  mutable bool failed_ = false;
};

/// A table of a flatbuffer (Google's FlatBuffers binary format): fields are found through a vtable.
class FlatTable {
 public:
  /// @param at where the table starts in `view`; 0 makes an empty table whose fields are all
  /// absent.
  FlatTable(const ByteView& view, size_t at) : view_(&view), at_(at) {}
  /// Root table of a file.
  static FlatTable Root(const ByteView& view);
  /// Position of field `index`, 0 when absent.
  size_t Field(int index) const;
  /// Scalar of `width` bytes, or `fallback` when absent.
  int64_t Scalar(int index, int width, int64_t fallback) const;
  /// Bytes of a string or byte vector field; empty when absent.
  std::string_view Bytes(int index) const;
  /// 32-bit integers of a vector field; empty when absent.
  std::vector<int> Ints(int index) const;
  /// Tables of a vector-of-tables field; empty when absent.
  std::vector<FlatTable> Tables(int index) const;
  /// Sub-table of a field; an empty table when absent.
  FlatTable Table(int index) const;

 private:
  size_t Vector(int index, size_t element_bytes, size_t* count) const;
  const ByteView* view_;
  size_t at_;
};

/// A value of a FlexBuffers map: a number or a list of numbers.
using FlexValue = std::vector<double>;

/// Reads a FlexBuffers map of numbers and typed number vectors, the form of the custom options of
/// the attention mesh. Errors: kDataLoss MODEL_SOURCE_BAD.
StatusOr<std::map<std::string, FlexValue>> ReadFlexMap(std::string_view bytes);

}  // namespace zhaojian
