// SPDX-License-Identifier: Apache-2.0
#include "core/base/line_journal.h"

#include <utility>

#include "core/base/crypto.h"

namespace zhaojian {
namespace {

// 64 bits tell a damaged line from a whole one; this is no defence against an attacker.
constexpr size_t kCheckDigits = 16;

StatusOr<std::string> BytesOf(const std::vector<std::string>& lines) {
  std::string bytes;
  for (const std::string& line : lines) {
    if (line.find('\n') != std::string::npos) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_LINE",
                       "a line of a journal must not hold a line break", "line");
    }
    bytes += Sha256Hex(line).substr(0, kCheckDigits) + ' ' + line + '\n';
  }
  return bytes;
}

bool IsWhole(std::string_view line) {
  return line.size() > kCheckDigits && line[kCheckDigits] == ' ' &&
         Sha256Hex(line.substr(kCheckDigits + 1)).substr(0, kCheckDigits) ==
             line.substr(0, kCheckDigits);
}

Status Unwritable(const std::string& what, const std::filesystem::path& file,
                  const std::error_code& error) {
  return MakeError(StatusCode::kUnavailable, "FILE_UNWRITABLE",
                   "cannot " + what + " " + file.string() + ": " + error.message() +
                       "; check the folder's rights and free space",
                   "path");
}

}  // namespace

StatusOr<LineJournal::Content> LineJournal::Read(const std::filesystem::path& file,
                                                 size_t max_bytes) {
  ZJ_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, max_bytes));
  Content content;
  std::string_view rest = text;
  for (size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    const std::string_view line = rest.substr(0, end);
    if (IsWhole(line)) {
      content.lines.emplace_back(line.substr(kCheckDigits + 1));
    } else {
      ++content.damaged;
    }
    rest.remove_prefix(end + 1);
  }
  content.torn = !rest.empty();
  return content;
}

StatusOr<std::unique_ptr<LineJournal>> LineJournal::Create(const std::filesystem::path& file,
                                                           const std::vector<std::string>& lines) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, BytesOf(lines));
  ZJ_RETURN_IF_ERROR(WriteFileAtomically(file, bytes));
  ZJ_ASSIGN_OR_RETURN(auto out, AppendFile::Open(file));
  return std::unique_ptr<LineJournal>(new LineJournal(file, std::move(out), bytes.size()));
}

StatusOr<std::unique_ptr<LineJournal>> LineJournal::Open(const std::filesystem::path& file) {
  ZJ_ASSIGN_OR_RETURN(auto out, AppendFile::Open(file));
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(file, error);
  if (error) return Unwritable("measure", file, error);
  return std::unique_ptr<LineJournal>(new LineJournal(file, std::move(out), size));
}

Status LineJournal::Append(const std::vector<std::string>& lines) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, BytesOf(lines));
  if (torn_) {
    std::error_code error;
    std::filesystem::resize_file(file_, size_, error);
    if (error) return Unwritable("shorten", file_, error);
    torn_ = false;
  }
  Status written = out_->Append(bytes);
  torn_ = !written.ok();
  if (written.ok()) size_ += bytes.size();
  return written;
}

}  // namespace zhaojian
