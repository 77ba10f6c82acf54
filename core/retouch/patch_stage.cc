// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/patch_stage.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace zhaojian {
namespace {

using Inputs = std::initializer_list<const Tracked*>;

bool SameVersions(const std::vector<uint64_t>& versions, Inputs inputs) {
  return std::equal(versions.begin(), versions.end(), inputs.begin(), inputs.end(),
                    [](uint64_t v, const Tracked* input) { return v == input->version; });
}

/// True when every input is the one that was used, or was patched from it.
bool Reachable(const std::vector<uint64_t>& versions, Inputs inputs) {
  return std::equal(
      versions.begin(), versions.end(), inputs.begin(), inputs.end(),
      [](uint64_t v, const Tracked* input) { return v == input->version || v == input->before; });
}

cv::Rect ChangeOf(const std::vector<uint64_t>& versions, Inputs inputs, int reach) {
  cv::Rect change;
  size_t i = 0;
  for (const Tracked* input : inputs) {
    if (versions[i++] != input->version) change |= input->change;
  }
  if (change.empty()) return {};
  const cv::Rect grown(change.x - reach, change.y - reach, change.width + 2 * reach,
                       change.height + 2 * reach);
  return grown & cv::Rect({0, 0}, (*inputs.begin())->image.size());
}

std::vector<uint64_t> VersionsOf(Inputs inputs) {
  std::vector<uint64_t> versions;
  for (const Tracked* input : inputs) versions.push_back(input->version);
  return versions;
}

}  // namespace

uint64_t NextVersion() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

Tracked Changed(const Tracked& old, const cv::Mat& image, const cv::Rect& change) {
  if (old.version != 0 && change.empty()) return old;
  return {image, NextVersion(), old.version, change};
}

/// MakeOwn that takes the spare image where it can: a copy of what differs instead of all.
void PatchStage::MakeOwnAgain(Entry* entry) {
  cv::Mat& image = entry->out.image;
  if (image.u == nullptr || OwnsPixels(image)) return;
  cv::Mat& spare = entry->spare;
  if (OwnsPixels(spare)) {
    if (!entry->stale.empty()) image(entry->stale).copyTo(spare(entry->stale));
    std::swap(image, spare);
  } else {
    spare = image;
    image = image.clone();
  }
  entry->stale = {};
}

Tracked PatchStage::Get(const std::string& key, Inputs inputs, int reach, const Compute& compute) {
  const auto hit = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) {
    return e.key == key && SameVersions(e.versions, inputs);
  });
  if (hit != entries_.end()) {
    std::rotate(entries_.begin(), hit, hit + 1);
    return entries_.front().out;
  }
  const auto near = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) {
    return reach != kWhole && e.key == key && Reachable(e.versions, inputs);
  });
  if (near != entries_.end()) {
    std::rotate(entries_.begin(), near, near + 1);
    Entry& entry = entries_.front();
    const cv::Rect change = ChangeOf(entry.versions, inputs, reach);
    if (!change.empty()) {
      MakeOwnAgain(&entry);
      compute(change).copyTo(entry.out.image(change));
      entry.stale |= change;
    }
    entry.out = Changed(entry.out, entry.out.image, change);
    entry.versions = VersionsOf(inputs);
    return entry.out;
  }
  if (entries_.size() == depth_) entries_.pop_back();
  const cv::Rect all({0, 0}, (*inputs.begin())->image.size());
  Entry fresh{key, VersionsOf(inputs), {compute(all), NextVersion(), 0, all}};
  entries_.insert(entries_.begin(), std::move(fresh));
  return entries_.front().out;
}

}  // namespace zhaojian
