// SPDX-License-Identifier: Apache-2.0
#include "app/service/upload.h"

#include "app/service/reactors.h"

namespace zhaojian {
namespace {

Status BadUpload(const std::string& why) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_UPLOAD", "The upload is broken: " + why + ".",
                   "data");
}

// One thing at a time: a read, or a step on a pool, which begins the next read. So nothing here is
// touched by two threads at once.
class UploadReactor final : public grpc::ServerReadReactor<v1::UploadPhotoRequest> {
 public:
  UploadReactor(UploadSteps steps, std::atomic<int>& uploads)
      : steps_(std::move(steps)), uploads_(uploads) {
    if (++uploads_ > kMaxUploads) {
      Finish(ToGrpc(MakeError(StatusCode::kUnavailable, "BUSY",
                              "Too many photos are arriving at once; try again in a moment.")));
      return;
    }
    StartRead(&message_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Complete();
    if (message_.has_header()) return Begin();
    if (!has_header_) return End(BadUpload("the header is missing"));
    const auto length = static_cast<int64_t>(message_.data().size());
    if (length > header_.size() - Received()) {
      return End(BadUpload("it is longer than its header says"));
    }
    piece_ += message_.data();
    if (piece_.size() < kUploadPiece) return StartRead(&message_);
    Keep([this] { StartRead(&message_); });
  }

  void OnDone() override {
    --uploads_;
    delete this;
  }

 private:
  int64_t Received() const { return kept_ + static_cast<int64_t>(piece_.size()); }

  void Begin() {
    if (has_header_) return End(BadUpload("it has two headers"));
    has_header_ = true;
    header_ = message_.header();
    steps_.files.Post([this] {
      const Status begun = steps_.begin(header_);
      if (!begun.ok()) return End(begun);
      kept_ = header_.offset();
      StartRead(&message_);
    });
  }

  // Writes what has gathered, then goes on.
  void Keep(std::function<void()> next) {
    steps_.files.Post([this, next = std::move(next)] {
      const Status kept = steps_.keep(header_, kept_, piece_);
      if (!kept.ok()) return End(kept);
      kept_ += static_cast<int64_t>(piece_.size());
      piece_.clear();
      next();
    });
  }

  // The stream ended: by the sender, or because it was cut; a cut one is shorter than it said, and
  // what arrived of it waits for the rest.
  void Complete() {
    if (!has_header_) return End(BadUpload("the header is missing"));
    Keep([this] {
      if (kept_ != header_.size()) return End(BadUpload("it is shorter than its header says"));
      steps_.photos.Post([this] { End(steps_.finish(header_)); });
    });
  }

  void End(const Status& status) { Finish(ToGrpc(status)); }

  const UploadSteps steps_;
  std::atomic<int>& uploads_;
  v1::UploadPhotoRequest message_;
  v1::UploadHeader header_;
  std::string piece_;
  int64_t kept_ = 0;
  bool has_header_ = false;
};

}  // namespace

grpc::ServerReadReactor<v1::UploadPhotoRequest>* ReceiveUpload(UploadSteps steps,
                                                               std::atomic<int>& uploads) {
  return new UploadReactor(std::move(steps), uploads);
}

}  // namespace zhaojian
