// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "core/base/crypto.h"
#include "core/base/log.h"
#include "core/ledger/steps.h"
#include "core/ledger/stored_ledger.h"

// Photos on their way in: sealed pieces beside the order's other pictures, so that an upload goes
// on after a broken line or a restart, and is gone with the order's key like everything else.
namespace zhaojian {
namespace {

// Beside the orders, a list by time of what may have to be dropped: `<seconds>-<order>-<id>`.
constexpr char kIndex[] = "uploads";
constexpr size_t kSeconds = 12;
constexpr size_t kIdDigits = 32;

constexpr size_t kOffsetDigits = 10;

// Sorted as text it is sorted by number.
std::string Padded(int64_t number, size_t digits) {
  std::string text = std::to_string(number);
  return text.size() >= digits ? text : std::string(digits - text.size(), '0') + text;
}

std::string AboutName(const std::string& id) { return "upload-" + id; }
std::string PiecePrefix(const std::string& id) { return "piece-" + id + "-"; }

// Where a piece lies and how long it is stands in its name: what is here is known without opening
// anything.
struct Piece {
  std::string name;
  int64_t offset = 0;
  int64_t length = 0;
};

std::string PieceName(const std::string& id, int64_t offset, size_t length) {
  return PiecePrefix(id) + Padded(offset, kOffsetDigits) + "-" + std::to_string(length);
}

std::vector<Piece> PiecesOf(const BlobStore& blobs, const std::string& order,
                            const std::string& id) {
  const std::string prefix = PiecePrefix(id);
  std::vector<Piece> pieces;
  for (std::string& name : blobs.Names(order, prefix)) {
    Piece piece;
    const char* end = name.data() + name.size();
    const auto offset = std::from_chars(name.data() + prefix.size(), end, piece.offset);
    if (offset.ec != std::errc() || offset.ptr == end) continue;
    const auto length = std::from_chars(offset.ptr + 1, end, piece.length);
    if (length.ec != std::errc() || length.ptr != end) continue;
    piece.name = std::move(name);
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

// The pieces that follow each other from the beginning. A second try may have cut them elsewhere;
// of two at one place the longer one leads on.
std::vector<Piece> Chain(std::vector<Piece> pieces) {
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.length > b.length;
  });
  std::vector<Piece> chain;
  int64_t at = 0;
  for (const Piece& piece : pieces) {
    if (piece.offset != at || piece.length <= 0) continue;
    chain.push_back(piece);
    at += piece.length;
  }
  return chain;
}

bool IsUploadId(const std::string& id) {
  return id.size() == kIdDigits && id.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Status Unknown() {
  return MakeError(StatusCode::kNotFound, "UPLOAD_UNKNOWN",
                   "this upload has ended or expired; start it again", "upload");
}

Status BadUpload(const std::string& why, const std::string& field) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_UPLOAD", "the upload is broken: " + why,
                   field);
}

}  // namespace

StatusOr<std::string> StoredLedger::KeyOf(const std::string& order) {
  ZJ_ASSIGN_OR_RETURN(const OrderSecrets secrets,
                      Read<OrderSecrets>([&](Transaction& txn) { return txn.GetSecrets(order); }));
  return secrets.key;
}

StatusOr<UploadRow> StoredLedger::ReadUploadRow(const std::string& key, const std::string& order,
                                                const std::string& id) const {
  if (!IsOrderNumber(order) || !IsUploadId(id)) return Unknown();
  const std::string name = AboutName(id);
  const auto sealed = blobs_->Get(order, name);
  if (!sealed.ok()) return Unknown();
  ZJ_ASSIGN_OR_RETURN(const std::string text, OpenBytes(key, *sealed, order + "/" + name));
  ZJ_ASSIGN_OR_RETURN(const Json about, ParseJson(text, "upload"));
  UploadRow row;
  row.order = order;
  row.id = id;
  row.size = about.at("size").get<int64_t>();
  row.sha256 = about.at("sha256").get<std::string>();
  row.expires = absl::FromUnixMicros(about.at("expires_us").get<int64_t>());
  if (Now() >= row.expires) return Unknown();
  for (const Piece& piece : Chain(PiecesOf(*blobs_, order, id))) row.received += piece.length;
  return row;
}

StatusOr<UploadRow> StoredLedger::StartUpload(const std::string& order, int64_t size,
                                              const std::string& sha256) {
  if (size < 0) return BadUpload("its size is negative", "size");
  if (!IsSha256(sha256)) return BadUpload("the SHA-256 of the photo is missing", "sha256");
  ZJ_ASSIGN_OR_RETURN(const std::string key, KeyOf(order));
  const std::string id =
      Sha256Hex(order + "\n" + std::to_string(size) + "\n" + sha256).substr(0, kIdDigits);
  for (const std::string& name : blobs_->Names(order, "upload-")) {
    if (name != AboutName(id)) DropUpload(order, name.substr(AboutName("").size()));
  }
  // Seconds, because the index has no more.
  const int64_t expires = absl::ToUnixSeconds(Now() + options_.policy.order_clocks.half_upload) + 1;
  const std::string name = AboutName(id);
  const Json about = {{"size", size}, {"sha256", sha256}, {"expires_us", expires * 1'000'000}};
  const std::string index = Padded(expires, kSeconds) + "-" + order + "-" + id;
  // The index first: nothing is kept that nobody would drop.
  const bool kept =
      blobs_->Put(kIndex, index, "").ok() &&
      blobs_->Put(order, name, SealBytes(key, JsonLine(about), order + "/" + name)).ok();
  if (!kept) {
    return MakeError(StatusCode::kUnavailable, "BLOB_UNWRITABLE",
                     "the upload could not begin; check the disk of the service and try again");
  }
  return ReadUploadRow(key, order, id);
}

StatusOr<UploadRow> StoredLedger::GetUpload(const std::string& order, const std::string& id) {
  ZJ_ASSIGN_OR_RETURN(const std::string key, KeyOf(order));
  return ReadUploadRow(key, order, id);
}

Status StoredLedger::PutUploadPiece(const std::string& order, const std::string& id, int64_t offset,
                                    const std::string& bytes) {
  ZJ_ASSIGN_OR_RETURN(const std::string key, KeyOf(order));
  ZJ_ASSIGN_OR_RETURN(const UploadRow row, ReadUploadRow(key, order, id));
  const auto length = static_cast<int64_t>(bytes.size());
  if (offset < 0 || offset > row.received || length > row.size - offset) {
    return MakeError(StatusCode::kOutOfRange, "BAD_OFFSET",
                     "the piece does not fit behind what arrived; ask how much is here", "offset",
                     {{"received", std::to_string(row.received)}});
  }
  // Only what is new is kept, so that one upload never takes more room than its photo however often
  // it is sent again.
  const int64_t known = row.received - offset;
  if (length <= known) return absl::OkStatus();
  const std::string fresh = bytes.substr(static_cast<size_t>(known));
  const std::string name = PieceName(id, row.received, fresh.size());
  if (blobs_->Put(order, name, SealBytes(key, fresh, order + "/" + name)).ok()) {
    return absl::OkStatus();
  }
  Log(LogLevel::kError, "ledger", "upload of order=" + LogId(order) + " not written");
  return MakeError(StatusCode::kUnavailable, "BLOB_UNWRITABLE",
                   "the photo could not be stored; check the disk of the service and try again");
}

StatusOr<std::string> StoredLedger::ReadUpload(const std::string& order, const std::string& id) {
  ZJ_ASSIGN_OR_RETURN(const std::string key, KeyOf(order));
  ZJ_ASSIGN_OR_RETURN(const UploadRow row, ReadUploadRow(key, order, id));
  if (row.received != row.size) return BadUpload("it is shorter than its header says", "data");
  std::string bytes;
  bytes.reserve(static_cast<size_t>(row.size));
  for (const Piece& piece : Chain(PiecesOf(*blobs_, order, id))) {
    ZJ_ASSIGN_OR_RETURN(const std::string sealed, blobs_->Get(order, piece.name));
    const auto open = OpenBytes(key, sealed, order + "/" + piece.name);
    // A piece that the disk lost is as good as a wrong one: the hash below tells.
    if (open.ok()) bytes += *open;
  }
  if (Sha256Hex(bytes) == row.sha256) return bytes;
  DropUpload(order, id);
  return MakeError(StatusCode::kInvalidArgument, "SHA_MISMATCH",
                   "the photo arrived damaged; send it again", "sha256");
}

void StoredLedger::DropUpload(const std::string& order, const std::string& id) {
  if (!IsOrderNumber(order) || !IsUploadId(id)) return;
  for (const std::string& name : blobs_->Names(order, PiecePrefix(id))) {
    blobs_->Remove(order, name);
  }
  blobs_->Remove(order, AboutName(id));
}

int StoredLedger::ExpireUploads() {
  int dropped = 0;
  const int64_t now = absl::ToUnixSeconds(Now());
  for (const std::string& entry : blobs_->Names(kIndex, "")) {
    int64_t expires = 0;
    const auto [stop, error] =
        std::from_chars(entry.data(), entry.data() + std::min(kSeconds, entry.size()), expires);
    if (error == std::errc() && expires > now) break;  // sorted by time
    const size_t dash = entry.rfind('-');
    const bool whole = error == std::errc() && dash != std::string::npos && dash > kSeconds;
    if (whole) {
      const std::string order = entry.substr(kSeconds + 1, dash - kSeconds - 1);
      const std::string id = entry.substr(dash + 1);
      // Started anew since: then a later entry stands for it.
      const auto row = GetUpload(order, id);
      if (!row.ok() && blobs_->Has(order, AboutName(id))) {
        DropUpload(order, id);
        ++dropped;
      }
    }
    blobs_->Remove(kIndex, entry);
  }
  return dropped;
}

}  // namespace zhaojian
