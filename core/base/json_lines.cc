// SPDX-License-Identifier: Apache-2.0
#include "core/base/json_lines.h"

#include <cstddef>
#include <iterator>
#include <set>
#include <vector>

#include "core/base/json.h"

namespace zhaojian {
namespace {

// Walks over the text and notes in `at` how far the parser has read.
class NotingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  NotingIterator(const char* here, const char** at) : here_(here), at_(at) {}
  reference operator*() const { return *here_; }
  NotingIterator& operator++() {
    *at_ = ++here_;
    return *this;
  }
  NotingIterator operator++(int) {
    NotingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const NotingIterator& other) const { return here_ == other.here_; }
  bool operator!=(const NotingIterator& other) const { return here_ != other.here_; }

 private:
  const char* here_;
  const char** at_;
};

// Receives the parser's events. Signatures are the library's.
class Lines {
 public:
  Lines(std::string_view text, const char* const* at) : counted_(text.data()), at_(at) {}

  std::map<std::string, int> Take() { return std::move(lines_); }
  int Line() {
    for (; counted_ < *at_; ++counted_) line_ += *counted_ == '\n' ? 1 : 0;
    return line_;
  }
  const std::string& Repeated() const { return repeated_; }

  // The parser's own names for what it meets.
  // NOLINTBEGIN(readability-identifier-naming)
  bool null() { return Scalar(); }
  bool boolean(bool) { return Scalar(); }
  bool number_integer(Json::number_integer_t) { return Scalar(); }
  bool number_unsigned(Json::number_unsigned_t) { return Scalar(); }
  bool number_float(Json::number_float_t, const std::string&) { return Scalar(); }
  bool string(std::string&) { return Scalar(); }
  bool binary(Json::binary_t&) { return Scalar(); }
  bool start_object(size_t) { return Open(false); }
  bool start_array(size_t) { return Open(true); }
  bool end_object() { return Close(); }
  bool end_array() { return Close(); }
  bool key(std::string& name) {
    next_ = Below(name);
    if (!open_.back().seen.insert(name).second) {
      repeated_ = next_;
      return false;
    }
    lines_[next_] = Line();
    return true;
  }
  static bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) {
    return false;
  }
  // NOLINTEND(readability-identifier-naming)

 private:
  // An object or array that has not ended yet.
  struct Frame {
    std::string path;
    bool array = false;
    int next = 0;
    std::set<std::string> seen;
  };

  std::string Below(const std::string& name) const {
    const std::string& path = open_.back().path;
    return path.empty() ? name : path + "." + name;
  }
  // Called before each value; gives an element of an array its path.
  void Element() {
    if (!open_.empty() && open_.back().array) next_ = Below(std::to_string(open_.back().next++));
  }
  bool Scalar() {
    Element();
    return true;
  }
  bool Open(bool array) {
    Element();
    if (!open_.empty() && open_.back().array) lines_[next_] = Line();
    open_.push_back({next_, array, 0, {}});
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }

  const char* counted_;
  const char* const* at_;
  int line_ = 1;
  // Path of the value that comes next.
  std::string next_;
  std::vector<Frame> open_;
  std::map<std::string, int> lines_ = {{"", 1}};
  std::string repeated_;
};

}  // namespace

StatusOr<std::map<std::string, int>> JsonKeyLines(std::string_view text, const std::string& what) {
  ZJ_RETURN_IF_ERROR(ParseJson(text, what).status());
  const char* at = text.data();
  Lines lines(text, &at);
  const char* end = text.data() + text.size();
  if (!Json::sax_parse(NotingIterator(text.data(), &at), NotingIterator(end, &at), &lines)) {
    return MakeError(
        StatusCode::kInvalidArgument, "BAD_JSON",
        what + " line " + std::to_string(lines.Line()) + ": " + lines.Repeated() + " stands twice",
        lines.Repeated());
  }
  return lines.Take();
}

}  // namespace zhaojian
