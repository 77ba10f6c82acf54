// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <opencv2/core.hpp>
#include <string>

#include "app/cli/command.h"
#include "app/cli/connection.h"
#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/retouch/renderer.h"
#include "core/retouch/standard.h"

namespace zhaojian {
namespace {

constexpr char kPurpose[] = "replay";

struct Replayed {
  std::string delivered_sha256;
  std::string replayed_sha256;
  bool Equal() const { return delivered_sha256 == replayed_sha256; }
};

/// Renders the recipe from the untouched original again; no network is needed for that.
StatusOr<Replayed> Replay(rpc::ServiceClient& client, const std::string& order) {
  ZJ_ASSIGN_OR_RETURN(const rpc::Asset recipe_file,
                      client.ReadOrderAsset(order, rpc::AssetVariant::kRecipe, kPurpose));
  ZJ_ASSIGN_OR_RETURN(const rpc::Asset original,
                      client.ReadOrderAsset(order, rpc::AssetVariant::kOriginal, kPurpose));
  ZJ_ASSIGN_OR_RETURN(const rpc::Asset delivered,
                      client.ReadOrderAsset(order, rpc::AssetVariant::kDelivered, kPurpose));
  ZJ_ASSIGN_OR_RETURN(const Recipe recipe, ParseRecipe(recipe_file.bytes));
  if (recipe.source_sha256 != original.sha256) {
    return MakeError(StatusCode::kDataLoss, "BAD_RECIPE",
                     "the stored recipe belongs to another original", "source_sha256");
  }
  ZJ_ASSIGN_OR_RETURN(const auto assets, AssetFolder());
  ZJ_ASSIGN_OR_RETURN(const Profile profile, FindProfile(assets, recipe.profile));
  ZJ_ASSIGN_OR_RETURN(auto photo, PhotoForOnce(original.bytes, recipe, profile, nullptr));
  ZJ_ASSIGN_OR_RETURN(const RenderedOnce rendered, RenderOnce(std::move(photo), profile, recipe));
  ZJ_ASSIGN_OR_RETURN(const EncodedJpeg encoded, EncodeDelivered(rendered.delivered, profile));
  return Replayed{delivered.sha256, Sha256Hex(encoded.bytes)};
}

int Run(const std::string& order, bool json, const CommandContext& context) {
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  const auto replayed = Replay(**client, order);
  if (!replayed.ok()) return Fail(replayed.status());
  if (json) {
    std::cout << JsonLine({{"order", order},
                           {"delivered_sha256", replayed->delivered_sha256},
                           {"replayed_sha256", replayed->replayed_sha256},
                           {"equal", replayed->Equal()}})
              << std::endl;
  } else if (replayed->Equal()) {
    std::cout << order << ": the same bytes, " << replayed->delivered_sha256 << std::endl;
  }
  if (replayed->Equal()) return kExitDone;
  return Fail(MakeError(StatusCode::kDataLoss, "REPLAY_DIFFERS",
                        "original and recipe give other bytes than were delivered; compare builds "
                        "of one version on one kind of processor",
                        "order"));
}

}  // namespace

void AddReplayCommand(CLI::App& app, CommandContext& context) {
  auto order = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("replay", "prove a delivered photo from original and recipe");
  command->add_option("order", *order, "order number")->required();
  command->add_flag("--json", *json, "print one JSON object");
  command->callback([order, json, &context] {
    context.run = [order, json, &context] { return Run(*order, *json, context); };
  });
}

}  // namespace zhaojian
