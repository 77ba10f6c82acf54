// SPDX-License-Identifier: Apache-2.0
#include "app/service/upload.h"

#include "app/service/reactors.h"
#include "core/base/crypto.h"
#include "core/imaging/photo.h"

namespace zhaojian {
namespace {

Status BadUpload(const std::string& why) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_UPLOAD", "The upload is broken: " + why + ".",
                   "data");
}

class UploadReactor final : public grpc::ServerReadReactor<v1::UploadPhotoRequest> {
 public:
  using Handle = std::function<Status(const v1::UploadHeader&, const std::string&)>;

  UploadReactor(Executor& pool, std::atomic<int>& uploads, Handle handle)
      : pool_(pool), uploads_(uploads), handle_(std::move(handle)) {
    if (++uploads_ > kMaxUploads) {
      End(MakeError(StatusCode::kUnavailable, "BUSY",
                    "Too many photos are arriving at once; try again in a moment."));
      return;
    }
    StartRead(&piece_);
  }

  void OnReadDone(bool ok) override {
    if (ended_) return;
    if (!ok) {
      Complete();
      return;
    }
    const Status taken = Take();
    if (taken.ok()) {
      StartRead(&piece_);
    } else {
      End(taken);
    }
  }

  void OnDone() override {
    --uploads_;
    delete this;
  }

 private:
  Status Take() {
    if (piece_.has_header()) {
      if (has_header_) return BadUpload("it has two headers");
      has_header_ = true;
      header_ = piece_.header();
      if (header_.size() < 0) return BadUpload("its size is negative");
      if (header_.size() > static_cast<int64_t>(kMaxPhotoBytes)) return TooLarge();
      bytes_.reserve(static_cast<size_t>(header_.size()));
      return absl::OkStatus();
    }
    if (!has_header_) return BadUpload("the header is missing");
    if (bytes_.size() + piece_.data().size() > static_cast<size_t>(header_.size())) {
      return BadUpload("it is longer than its header says");
    }
    bytes_ += piece_.data();
    return absl::OkStatus();
  }

  static Status TooLarge() {
    return MakeError(StatusCode::kResourceExhausted, "FILE-01",
                     "The photo has more than 30 MB; send it as the camera made it.", "size");
  }

  // The stream ended: by the sender, or because it was cut; a cut one is shorter than it said.
  void Complete() {
    if (!has_header_) return End(BadUpload("the header is missing"));
    if (static_cast<int64_t>(bytes_.size()) != header_.size()) {
      return End(BadUpload("it is shorter than its header says"));
    }
    ended_ = true;
    pool_.Post([this] {
      if (Sha256Hex(bytes_) != header_.sha256()) {
        Finish(ToGrpc(MakeError(StatusCode::kInvalidArgument, "SHA_MISMATCH",
                                "The photo arrived damaged; send it again.", "sha256")));
        return;
      }
      Finish(ToGrpc(handle_(header_, bytes_)));
    });
  }

  void End(const Status& status) {
    ended_ = true;
    Finish(ToGrpc(status));
  }

  Executor& pool_;
  std::atomic<int>& uploads_;
  const Handle handle_;
  v1::UploadPhotoRequest piece_;
  v1::UploadHeader header_;
  std::string bytes_;
  bool has_header_ = false;
  bool ended_ = false;
};

}  // namespace

grpc::ServerReadReactor<v1::UploadPhotoRequest>* ReceiveUpload(
    Executor& pool, std::atomic<int>& uploads,
    std::function<Status(const v1::UploadHeader&, const std::string&)> handle) {
  return new UploadReactor(pool, uploads, std::move(handle));
}

}  // namespace zhaojian
