// SPDX-License-Identifier: Apache-2.0
#include "core/base/zip_file.h"

#include <zip.h>

#include <deque>

namespace zhaojian {
namespace {

Status Unwritable(const char* why) {
  return MakeError(StatusCode::kUnavailable, "FILE_UNWRITABLE",
                   std::string("the ZIP cannot be written (") + why +
                       "); check the folder and the space on the disk",
                   "out");
}

class Archive final : public ZipFile {
 public:
  explicit Archive(zip_t* archive) : archive_(archive) {}
  ~Archive() override {
    if (archive_ != nullptr) zip_discard(archive_);
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  bool Has(const std::string& name) const override { return Find(name) >= 0; }

  std::vector<std::string> Names() const override {
    std::vector<std::string> names;
    const zip_int64_t count = zip_get_num_entries(archive_, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
      const char* name = zip_get_name(archive_, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_UTF_8);
      if (name != nullptr) names.emplace_back(name);
    }
    return names;
  }

  StatusOr<std::string> Read(const std::string& name) const override {
    const zip_int64_t at = Find(name);
    if (at < 0) return MakeError(StatusCode::kNotFound, "NOT_FOUND", "no such member of the ZIP");
    const Status unreadable = MakeError(StatusCode::kUnavailable, "FILE_UNREADABLE",
                                        "a member of the ZIP cannot be read", "out");
    zip_stat_t facts;
    zip_stat_init(&facts);
    const auto index = static_cast<zip_uint64_t>(at);
    if (zip_stat_index(archive_, index, 0, &facts) != 0) return unreadable;
    zip_file_t* file = zip_fopen_index(archive_, index, 0);
    if (file == nullptr) return unreadable;
    std::string bytes(facts.size, '\0');
    const zip_int64_t length = zip_fread(file, bytes.data(), bytes.size());
    const bool good = zip_fclose(file) == 0 && length == static_cast<zip_int64_t>(bytes.size());
    return good ? StatusOr<std::string>(std::move(bytes)) : unreadable;
  }

  Status Add(const std::string& name, std::string bytes) override {
    if (Has(name)) {
      return MakeError(StatusCode::kAlreadyExists, "FILE_EXISTS",
                       "the ZIP holds a file of this name already", "out");
    }
    // Read when the archive is closed, so it has to last.
    const std::string& kept = bytes_.emplace_back(std::move(bytes));
    zip_source_t* source = zip_source_buffer(archive_, kept.data(), kept.size(), 0);
    if (source == nullptr) return Unwritable(zip_strerror(archive_));
    const zip_int64_t at = zip_file_add(archive_, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
      zip_source_free(source);
      return Unwritable(zip_strerror(archive_));
    }
    const auto index = static_cast<zip_uint64_t>(at);
    if (zip_set_file_compression(archive_, index, ZIP_CM_STORE, 0) == 0) return absl::OkStatus();
    return Unwritable(zip_strerror(archive_));
  }

  Status Close() override {
    // libzip writes beside the path and renames.
    if (zip_close(archive_) != 0) return Unwritable(zip_strerror(archive_));
    archive_ = nullptr;
    bytes_.clear();
    return absl::OkStatus();
  }

 private:
  zip_int64_t Find(const std::string& name) const {
    return zip_name_locate(archive_, name.c_str(), ZIP_FL_ENC_UTF_8);
  }

  zip_t* archive_;
  std::deque<std::string> bytes_;
};

}  // namespace

StatusOr<std::unique_ptr<ZipFile>> ZipFile::Open(const std::filesystem::path& path) {
  int error = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, &error);
  if (archive != nullptr) return std::make_unique<Archive>(archive);
  if (error == ZIP_ER_NOZIP || error == ZIP_ER_INCONS) {
    return MakeError(StatusCode::kFailedPrecondition, "BAD_ZIP",
                     "the file that is there is no ZIP; choose another name", "out");
  }
  zip_error_t why;
  zip_error_init_with_code(&why, error);
  const Status status = Unwritable(zip_error_strerror(&why));
  zip_error_fini(&why);
  return status;
}

}  // namespace zhaojian
