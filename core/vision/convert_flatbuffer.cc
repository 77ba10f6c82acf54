// SPDX-License-Identifier: Apache-2.0
#include "core/vision/convert_flatbuffer.h"

#include <bit>
#include <cstring>

namespace zhaojian {
namespace {

// A list longer than this is damage, not a model: the largest vector has one entry per tensor
// (1,100).
constexpr size_t kLongestList = 1u << 26;

}  // namespace

uint64_t ByteView::Unsigned(size_t at, int width) const {
  const auto count = static_cast<size_t>(width);
  if (at > bytes_.size() || bytes_.size() - at < count) {
    failed_ = true;
    return 0;
  }
  uint64_t value = 0;
  for (size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes_[at + i]);
  return value;
}

int64_t ByteView::Signed(size_t at, int width) const {
  const uint64_t value = Unsigned(at, width);
  const int unused = 64 - 8 * width;
  return std::bit_cast<int64_t>(value << unused) >> unused;
}

float ByteView::Float(size_t at) const {
  return std::bit_cast<float>(static_cast<uint32_t>(Unsigned(at, 4)));
}

std::string_view ByteView::Bytes(size_t at, size_t count) const {
  if (at > bytes_.size() || bytes_.size() - at < count) {
    failed_ = true;
    return {};
  }
  return bytes_.substr(at, count);
}

FlatTable FlatTable::Root(const ByteView& view) {
  return FlatTable(view, static_cast<size_t>(view.Unsigned(0, 4)));
}

size_t FlatTable::Field(int index) const {
  if (at_ == 0) return 0;
  const int64_t vtable = static_cast<int64_t>(at_) - view_->Signed(at_, 4);
  if (vtable < 0) {
    view_->Fail();
    return 0;
  }
  const auto start = static_cast<size_t>(vtable);
  const size_t slot = 4 + 2 * static_cast<size_t>(index);
  if (slot + 2 > view_->Unsigned(start, 2)) return 0;
  const uint64_t offset = view_->Unsigned(start + slot, 2);
  return offset == 0 ? 0 : at_ + static_cast<size_t>(offset);
}

int64_t FlatTable::Scalar(int index, int width, int64_t fallback) const {
  const size_t at = Field(index);
  return at == 0 ? fallback : view_->Signed(at, width);
}

size_t FlatTable::Vector(int index, size_t element_bytes, size_t* count) const {
  *count = 0;
  const size_t at = Field(index);
  if (at == 0) return 0;
  const size_t start = at + static_cast<size_t>(view_->Unsigned(at, 4));
  const auto length = static_cast<size_t>(view_->Unsigned(start, 4));
  if (length > kLongestList ||
      view_->Bytes(start + 4, length * element_bytes).size() != length * element_bytes) {
    view_->Fail();
    return 0;
  }
  *count = length;
  return start + 4;
}

std::string_view FlatTable::Bytes(int index) const {
  size_t count = 0;
  const size_t at = Vector(index, 1, &count);
  return count == 0 ? std::string_view() : view_->Bytes(at, count);
}

std::vector<int> FlatTable::Ints(int index) const {
  size_t count = 0;
  const size_t at = Vector(index, 4, &count);
  std::vector<int> values(count);
  for (size_t i = 0; i < count; ++i) values[i] = static_cast<int>(view_->Signed(at + 4 * i, 4));
  return values;
}

std::vector<FlatTable> FlatTable::Tables(int index) const {
  size_t count = 0;
  const size_t at = Vector(index, 4, &count);
  std::vector<FlatTable> tables;
  tables.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const size_t slot = at + 4 * i;
    tables.emplace_back(*view_, slot + static_cast<size_t>(view_->Unsigned(slot, 4)));
  }
  return tables;
}

FlatTable FlatTable::Table(int index) const {
  const size_t at = Field(index);
  return FlatTable(*view_, at == 0 ? 0 : at + static_cast<size_t>(view_->Unsigned(at, 4)));
}

namespace {

// FlexBuffers type numbers (value >> 2; value & 3 is log2 of the width in bytes).
constexpr int kFlexInt = 1;
constexpr int kFlexUint = 2;
constexpr int kFlexFloat = 3;
constexpr int kFlexMap = 9;
constexpr int kFlexVectorInt = 11;
constexpr int kFlexVectorUint = 12;
constexpr int kFlexVectorFloat = 13;

double FlexNumber(const ByteView& view, size_t at, int width, int type) {
  if (type == kFlexFloat && width == 4) return static_cast<double>(view.Float(at));
  if (type == kFlexFloat && width == 8) return std::bit_cast<double>(view.Unsigned(at, 8));
  if (type == kFlexUint) return static_cast<double>(view.Unsigned(at, width));
  if (type == kFlexInt) return static_cast<double>(view.Signed(at, width));
  view.Fail();
  return 0;
}

// Offsets point backwards from where they are stored.
size_t FlexTarget(const ByteView& view, size_t at, int width) {
  const auto offset = static_cast<size_t>(view.Unsigned(at, width));
  if (offset > at) {
    view.Fail();
    return 0;
  }
  return at - offset;
}

std::string FlexKey(const ByteView& view, size_t at) {
  std::string key;
  while (at < view.Size()) {
    const auto letter = static_cast<char>(view.Unsigned(at++, 1));
    if (letter == 0) return key;
    key += letter;
  }
  view.Fail();
  return key;
}

FlexValue FlexEntry(const ByteView& view, size_t at, int slot_width, int packed) {
  const int type = packed >> 2;
  if (type < kFlexVectorInt || type > kFlexVectorFloat) {
    return {FlexNumber(view, at, slot_width, type)};
  }
  const int width = 1 << (packed & 3);
  const size_t start = FlexTarget(view, at, slot_width);
  const auto stride = static_cast<size_t>(width);
  const size_t count =
      start < stride ? 0 : static_cast<size_t>(view.Unsigned(start - stride, width));
  if (count > view.Size()) {
    view.Fail();
    return {};
  }
  const int element = type == kFlexVectorInt    ? kFlexInt
                      : type == kFlexVectorUint ? kFlexUint
                                                : kFlexFloat;
  FlexValue values;
  for (size_t i = 0; i < count; ++i)
    values.push_back(FlexNumber(view, start + i * stride, width, element));
  return values;
}

}  // namespace

StatusOr<std::map<std::string, FlexValue>> ReadFlexMap(std::string_view bytes) {
  const Status bad = MakeError(StatusCode::kDataLoss, "MODEL_SOURCE_BAD",
                               "a network's custom options are no FlexBuffers map of numbers");
  if (bytes.size() < 3) return bad;
  const ByteView view(bytes);
  const auto root_width = static_cast<int>(view.Unsigned(bytes.size() - 1, 1));
  const auto root_packed = static_cast<int>(view.Unsigned(bytes.size() - 2, 1));
  if (root_packed >> 2 != kFlexMap || (root_width != 1 && root_width != 2 && root_width != 4))
    return bad;
  const int width = 1 << (root_packed & 3);
  const auto stride = static_cast<size_t>(width);
  const size_t map =
      FlexTarget(view, bytes.size() - 2 - static_cast<size_t>(root_width), root_width);
  if (view.Failed() || map < 3 * stride) return bad;
  const auto count = static_cast<size_t>(view.Unsigned(map - stride, width));
  const auto key_width = static_cast<int>(view.Unsigned(map - 2 * stride, width));
  const size_t keys = FlexTarget(view, map - 3 * stride, width);
  if (count > bytes.size() || (key_width != 1 && key_width != 2 && key_width != 4)) return bad;
  std::map<std::string, FlexValue> values;
  for (size_t i = 0; i < count; ++i) {
    const size_t key_slot = keys + i * static_cast<size_t>(key_width);
    const auto packed = static_cast<int>(view.Unsigned(map + count * stride + i, 1));
    values[FlexKey(view, FlexTarget(view, key_slot, key_width))] =
        FlexEntry(view, map + i * stride, width, packed);
  }
  if (view.Failed()) return bad;
  return values;
}

}  // namespace zhaojian
