// SPDX-License-Identifier: Apache-2.0
#include "app/cli/deliver.h"

#include <filesystem>
#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/connection.h"
#include "core/base/clock.h"
#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/imaging/photo.h"

namespace zhaojian {
namespace {

struct DeliverOptions {
  std::string school;
  std::string out;
};

// The service promises safe names; a file must still never leave the folder it was asked into.
bool IsPlainName(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
}

Status WritePhoto(const std::filesystem::path& folder, const rpc::DeliveredFile& file) {
  if (!IsPlainName(file.file_name)) {
    return MakeError(StatusCode::kDataLoss, "BAD_FILE_NAME",
                     "the service sent an unsafe file name; nothing more was written", "file_name");
  }
  const auto path = folder / file.file_name;
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) {
    ZJ_ASSIGN_OR_RETURN(const std::string present, ReadFile(path, kMaxPhotoBytes));
    if (Sha256Hex(present) == file.sha256) return absl::OkStatus();
    return MakeError(
        StatusCode::kAlreadyExists, "FILE_EXISTS",
        file.file_name + " is there already with other content; choose an empty folder", "out");
  }
  return WriteFileAtomically(path, file.bytes, FileRights::kHandedOn);
}

// Beside the folder and not in it: the receiver takes the folder as it is, photos only.
StatusOr<std::unique_ptr<AppendFile>> OpenManifest(const std::filesystem::path& folder) {
  std::filesystem::path path = folder;
  if (path.filename().empty()) path = path.parent_path();
  path += ".manifest.csv";
  std::error_code ignored;
  const bool fresh = !std::filesystem::exists(path, ignored);
  ZJ_ASSIGN_OR_RETURN(auto manifest, AppendFile::Open(path));
  if (fresh) ZJ_RETURN_IF_ERROR(manifest->Append("file,order,sha256,school,confirmed\n"));
  return manifest;
}

int Run(const DeliverOptions& options, const CommandContext& context) {
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  const auto count = ExportDelivered(**client, options.school, options.out);
  if (!count.ok()) return Fail(count.status());
  std::cout << *count << " photos in " << options.out << std::endl;
  return kExitDone;
}

}  // namespace

StatusOr<int> ExportDelivered(rpc::ServiceClient& client, const std::string& school,
                              const std::filesystem::path& folder) {
  ZJ_RETURN_IF_ERROR(MakeFolder(folder));
  ZJ_ASSIGN_OR_RETURN(const auto manifest, OpenManifest(folder));
  int count = 0;
  // Each photo and its manifest line are durable before the service marks it delivered: an export
  // that is cut in the middle loses no line, and the next one goes on behind it.
  ZJ_RETURN_IF_ERROR(client.ExportDeliveries(school, [&](const rpc::DeliveredFile& file) -> Status {
    ZJ_RETURN_IF_ERROR(WritePhoto(folder, file));
    ZJ_RETURN_IF_ERROR(manifest->Append(file.file_name + "," + file.order + "," + file.sha256 +
                                        "," + file.school + "," +
                                        FormatServiceTime(file.confirm_time) + "\n"));
    ++count;
    return absl::OkStatus();
  }));
  return count;
}

void AddDeliverCommand(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<DeliverOptions>();
  auto* deliver = app.add_subcommand("deliver", "hand finished photos over");
  deliver->require_subcommand(1);
  auto* command = deliver->add_subcommand("export", "write every confirmed photo into a folder");
  command->add_option("--out", options->out, "folder; the manifest lies beside it")->required();
  command->add_option("--school", options->school, "only this school");
  command->callback([options, &context] {
    context.run = [options, &context] { return Run(*options, context); };
  });
}

}  // namespace zhaojian
