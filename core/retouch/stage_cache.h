// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/retouch/gain_maps.h"
#include "core/retouch/recipe.h"

namespace zhaojian {

/// Parameters of a stage as bytes: equal bytes, equal result.
class StageKey {
 public:
  explicit StageKey(std::string upstream = {}) : bytes_(std::move(upstream)) {}
  StageKey& Add(double value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  StageKey& Add(const Stroke& stroke) {
    bytes_ += stroke.mode;
    Add(stroke.radius).Add(static_cast<double>(stroke.points.size()));
    bytes_.append(reinterpret_cast<const char*>(stroke.points.data()),
                  stroke.points.size() * sizeof(cv::Point2f));
    if (stroke.source) Add(stroke.source->x).Add(stroke.source->y);
    return *this;
  }
  StageKey& Add(const std::vector<Stroke>& strokes) {
    for (const Stroke& stroke : strokes) Add(stroke);
    return *this;
  }
  StageKey& Add(const std::vector<DodgeStroke>& strokes) {
    for (const DodgeStroke& s : strokes) Add(s.strength).Add(s.stroke);
    return *this;
  }
  const std::string& Bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// The last results of one stage; a few, so that undo and redo find theirs.
template <typename T>
class StageCache {
 public:
  explicit StageCache(size_t depth) : depth_(depth) {}
  T* Find(const std::string& key) {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const auto& entry) { return entry.first == key; });
    if (found == entries_.end()) return nullptr;
    std::rotate(entries_.begin(), found, found + 1);
    return &entries_.front().second;
  }
  T& Put(const std::string& key, T value) {
    if (entries_.size() == depth_) entries_.pop_back();
    entries_.emplace(entries_.begin(), key, std::move(value));
    return entries_.front().second;
  }

 private:
  size_t depth_;
  std::vector<std::pair<std::string, T>> entries_;
};

}  // namespace zhaojian
