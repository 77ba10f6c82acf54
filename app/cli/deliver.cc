// SPDX-License-Identifier: Apache-2.0
#include "app/cli/deliver.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/connection.h"
#include "core/base/clock.h"
#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/base/zip_file.h"
#include "core/imaging/photo.h"

namespace zhaojian {
namespace {

struct DeliverOptions {
  std::string school;
  std::string out;
  bool zip = false;
  bool json = false;
};

// The service promises safe names; a file must still never leave the folder it was asked into.
bool IsPlainName(const std::string& name) {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of("/\\") == std::string::npos;
}

std::string FoldedCase(std::string name) {
  for (char& letter : name) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return name;
}

// Where the photos go. Names are found by their folded form.
class Receiver {
 public:
  virtual ~Receiver() = default;
  // The real name of what is there under this name, or empty.
  virtual std::string Find(const std::string& folded) const = 0;
  virtual StatusOr<std::string> Read(const std::string& name) const = 0;
  virtual Status Write(const std::string& name, const std::string& bytes) = 0;
};

class FolderReceiver final : public Receiver {
 public:
  explicit FolderReceiver(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder_, error), end; !error && at != end;
         at.increment(error)) {
      Remember(at->path().filename().string());
    }
  }
  std::string Find(const std::string& folded) const override {
    const auto found = names_.find(folded);
    return found == names_.end() ? "" : found->second;
  }
  StatusOr<std::string> Read(const std::string& name) const override {
    return ReadFile(folder_ / name, kMaxPhotoBytes);
  }
  Status Write(const std::string& name, const std::string& bytes) override {
    ZJ_RETURN_IF_ERROR(WriteFileAtomically(folder_ / name, bytes, FileRights::kPrivate));
    Remember(name);
    return absl::OkStatus();
  }

 private:
  void Remember(const std::string& name) { names_[FoldedCase(name)] = name; }

  const std::filesystem::path folder_;
  std::map<std::string, std::string> names_;
};

class ZipReceiver final : public Receiver {
 public:
  static StatusOr<std::unique_ptr<ZipReceiver>> Open(const std::filesystem::path& path) {
    auto receiver = std::unique_ptr<ZipReceiver>(new ZipReceiver(path));
    ZJ_RETURN_IF_ERROR(receiver->Reopen());
    return receiver;
  }
  std::string Find(const std::string& folded) const override {
    const auto found = names_.find(folded);
    return found == names_.end() ? "" : found->second;
  }
  StatusOr<std::string> Read(const std::string& name) const override {
    const auto fresh = fresh_.find(name);
    if (fresh != fresh_.end()) return fresh->second;
    return zip_->Read(name);
  }
  Status Write(const std::string& name, const std::string& bytes) override {
    ZJ_RETURN_IF_ERROR(zip_->Add(name, bytes));
    names_[FoldedCase(name)] = name;
    fresh_[name] = bytes;
    return absl::OkStatus();
  }
  // Everything so far is in the file, and the next batch is added to it.
  Status Close() {
    ZJ_RETURN_IF_ERROR(zip_->Close());
    std::error_code error;
    std::filesystem::permissions(
        path_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
    if (error) {
      return MakeError(StatusCode::kUnavailable, "FILE_UNWRITABLE",
                       "the rights of the ZIP cannot be set: " + error.message(), "out");
    }
    fresh_.clear();
    return Reopen();
  }

 private:
  explicit ZipReceiver(std::filesystem::path path) : path_(std::move(path)) {}
  Status Reopen() {
    ZJ_ASSIGN_OR_RETURN(zip_, ZipFile::Open(path_));
    for (const std::string& name : zip_->Names()) names_[FoldedCase(name)] = name;
    return absl::OkStatus();
  }

  const std::filesystem::path path_;
  std::unique_ptr<ZipFile> zip_;
  std::map<std::string, std::string> names_;
  // Not in the file yet, hence not readable there.
  std::map<std::string, std::string> fresh_;
};

// Keeps a photo under its name, or under the other one when another photo has it. What is there
// already from an export that was cut is not written again.
Status Keep(Receiver& receiver, rpc::DeliveredFile& file, DeliveryCount& count) {
  const std::string first = file.file_name;
  for (const std::string& name : {first, file.CollisionName()}) {
    if (!IsPlainName(name)) {
      return MakeError(StatusCode::kDataLoss, "BAD_FILE_NAME",
                       "the service sent an unsafe file name; nothing more was written",
                       "file_name");
    }
    const std::string present = receiver.Find(FoldedCase(name));
    if (!present.empty()) {
      ZJ_ASSIGN_OR_RETURN(const std::string bytes, receiver.Read(present));
      if (present != name || Sha256Hex(bytes) != file.sha256) continue;
    } else {
      ZJ_RETURN_IF_ERROR(receiver.Write(name, file.bytes));
    }
    if (name != first) ++count.renamed;
    file.file_name = name;
    ++count.photos;
    return absl::OkStatus();
  }
  return MakeError(StatusCode::kAlreadyExists, "FILE_EXISTS",
                   first + " is there already with other content; choose an empty place", "out");
}

// The photos of a school are for whoever exports them; a folder that was there keeps its rights.
Status MakePrivateFolder(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return absl::OkStatus();
  ZJ_RETURN_IF_ERROR(MakeFolder(folder));
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  if (!error) return absl::OkStatus();
  return MakeError(StatusCode::kUnavailable, "FILE_UNWRITABLE",
                   "the rights of the folder cannot be set: " + error.message(), "out");
}

// Orders that nobody tries again by themselves. Empty when this person may not ask for them.
std::vector<std::string> BlockedOrders(rpc::ServiceClient& client, const std::string& school) {
  constexpr int kMostShown = 100;  // a person goes on to the console for more
  std::vector<std::string> numbers;
  const auto page = client.ListOrders(school, "DELIVERY_BLOCKED", kMostShown, "");
  if (!page.ok()) return numbers;
  for (const rpc::Order& order : page->orders) numbers.push_back(order.number);
  return numbers;
}

std::string BlockedWords(const std::vector<std::string>& orders) {
  if (orders.empty()) return "";
  std::string words = "; blocked after too many tries, use `zj order retry` once mended:";
  for (const std::string& order : orders) words += " " + order;
  return words;
}

// Orders that were taken but could not be handed over count a failed try each; after the policy's
// number of tries an order is blocked until a supervisor tries again. The error says so.
Status CountFailed(rpc::ServiceClient& client, const std::string& school,
                   const std::vector<std::string>& orders, const Status& why) {
  for (const std::string& order : orders) {
    // The reason's name only: its words may hold a path or a student's number. When even this
    // fails, what the person has to read is the first error.
    (void)client.FailDelivery(order, ReasonOf(why));
  }
  return MakeError(why.code(), ReasonOf(why),
                   MessageOf(why) + "; not handed over, the next export tries again" +
                       BlockedWords(BlockedOrders(client, school)),
                   "out");
}

// RFC 4180: quoted where a comma, quote or line end would be misread.
std::string CsvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) {
    quoted += letter;
    if (letter == '"') quoted += letter;
  }
  return quoted + "\"";
}

// Beside the folder and not in it: the receiver takes the folder as it is, photos only.
StatusOr<std::unique_ptr<AppendFile>> OpenManifest(std::filesystem::path path) {
  if (path.filename().empty()) path = path.parent_path();
  path += ".manifest.csv";
  std::error_code ignored;
  const bool fresh = !std::filesystem::exists(path, ignored);
  ZJ_ASSIGN_OR_RETURN(auto manifest, AppendFile::Open(path));
  if (fresh) ZJ_RETURN_IF_ERROR(manifest->Append("file,order,sha256,school,confirmed\n"));
  return manifest;
}

std::string ManifestLine(const rpc::DeliveredFile& file) {
  return CsvField(file.file_name) + "," + file.order + "," + file.sha256 + "," +
         CsvField(file.school) + "," + FormatServiceTime(file.confirm_time) + "\n";
}

// The school's own wish, unless --zip says so.
StatusOr<bool> WantsZip(const DeliverOptions& options, rpc::ServiceClient& client) {
  if (options.zip || options.school.empty()) return options.zip;
  ZJ_ASSIGN_OR_RETURN(const auto schools, client.ListSchools());
  for (const rpc::School& school : schools) {
    if (school.code != options.school) continue;
    ZJ_ASSIGN_OR_RETURN(const Json settings, ParseJson(school.settings_json, "school"));
    return settings.value("delivery_zip", false);
  }
  return MakeError(StatusCode::kNotFound, "NOT_FOUND", "no school has this code", "school");
}

int Export(const DeliverOptions& options, rpc::ServiceClient& client) {
  const auto zip = WantsZip(options, client);
  if (!zip.ok()) return Fail(zip.status());
  const auto count = ExportDelivered(client, options.school, options.out, *zip);
  if (!count.ok()) return Fail(count.status());
  if (options.json) {
    std::cout << JsonLine({{"photos", count->photos},
                           {"renamed", count->renamed},
                           {"blocked", count->blocked},
                           {"out", options.out},
                           {"zip", *zip}})
              << std::endl;
    return kExitDone;
  }
  std::cout << count->photos << " photos in " << options.out;
  if (count->renamed > 0) {
    std::cout << "; " << count->renamed << " had a name that another photo has, see the manifest";
  }
  std::cout << BlockedWords(count->blocked) << std::endl;
  return kExitDone;
}

}  // namespace

StatusOr<DeliveryCount> ExportDelivered(rpc::ServiceClient& client, const std::string& school,
                                        const std::filesystem::path& out, bool zip) {
  DeliveryCount count;
  rpc::ServiceClient::DeliverySink sink;
  // Each photo and its manifest line are durable before the service marks it delivered: an export
  // that is cut in the middle loses no line, and the next one goes on behind it.
  if (!zip) {
    ZJ_RETURN_IF_ERROR(MakePrivateFolder(out));
    FolderReceiver receiver(out);
    ZJ_ASSIGN_OR_RETURN(const auto manifest, OpenManifest(out));
    sink.on_file = [&](rpc::DeliveredFile& file) -> Status {
      Status kept = Keep(receiver, file, count);
      if (kept.ok()) kept = manifest->Append(ManifestLine(file));
      return kept.ok() ? kept : CountFailed(client, school, {file.order}, kept);
    };
    ZJ_RETURN_IF_ERROR(client.ExportDeliveries(school, sink));
    count.blocked = BlockedOrders(client, school);
    return count;
  }
  ZJ_ASSIGN_OR_RETURN(const auto receiver, ZipReceiver::Open(out));
  ZJ_ASSIGN_OR_RETURN(const auto manifest, OpenManifest(out));
  std::string lines;
  std::vector<std::string> batch;
  sink.receipt = "zip";
  sink.on_file = [&](rpc::DeliveredFile& file) -> Status {
    const Status kept = Keep(*receiver, file, count);
    if (!kept.ok()) return CountFailed(client, school, {file.order}, kept);
    lines += ManifestLine(file);
    batch.push_back(file.order);
    return absl::OkStatus();
  };
  sink.on_batch = [&]() -> Status {
    Status written = receiver->Close();
    if (written.ok()) written = manifest->Append(lines);
    if (!written.ok()) return CountFailed(client, school, batch, written);
    lines.clear();
    batch.clear();
    return absl::OkStatus();
  };
  ZJ_RETURN_IF_ERROR(client.ExportDeliveries(school, sink));
  count.blocked = BlockedOrders(client, school);
  return count;
}

void AddDeliverCommand(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<DeliverOptions>();
  auto* deliver = app.add_subcommand("deliver", "hand finished photos over");
  deliver->require_subcommand(1);
  auto* command = AddAction(*deliver, context, "export",
                            "write every confirmed photo into a folder or a ZIP", options, Export);
  command->add_option("--out", options->out, "folder or ZIP file; the manifest lies beside it")
      ->required();
  command->add_option("--school", options->school, "only this school");
  command->add_flag("--zip", options->zip, "one ZIP; default: what the school's settings say");
}

}  // namespace zhaojian
