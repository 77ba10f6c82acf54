// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/imaging/own_pixels.h"

namespace zhaojian {

/// An image that knows by which rectangle it differs from an earlier version of itself.
struct Tracked {
  cv::Mat image;
  /// Equal numbers, equal pixels. 0 = none.
  uint64_t version = 0;
  /// The version it was patched from, or 0.
  uint64_t before = 0;
  /// Where it may differ from that one.
  cv::Rect change;
};

/// A number that was never given before.
uint64_t NextVersion();

/// A new version of `old` after `image` changed inside `change`; `old` itself when it is empty.
Tracked Changed(const Tracked& old, const cv::Mat& image, const cv::Rect& change);

/// One stage of the chain: keeps its last results by parameters and input, and after a stroke
/// recomputes only what the input's change reaches.
class PatchStage {
 public:
  /// Computes the stage's result inside a rectangle; equal to that part of the whole.
  using Compute = std::function<cv::Mat(const cv::Rect& where)>;
  /// A reach that says: always the whole image.
  static constexpr int kWhole = -1;

  /// @param depth results kept, so that undo and redo find theirs.
  explicit PatchStage(size_t depth) : depth_(depth) {}

  /// @param key the stage's own parameters: equal text, equal maths.
  /// @param inputs all of one size, which is the result's.
  /// @param reach pixels around a change that look at it, or kWhole.
  Tracked Get(const std::string& key, std::initializer_list<const Tracked*> inputs, int reach,
              const Compute& compute);

 private:
  struct Entry {
    std::string key;
    std::vector<uint64_t> versions;
    Tracked out;
    /// An earlier image of this stage, written again once nobody else holds it, and where it
    /// differs from `out`. A screen holds one image while the next is made.
    cv::Mat spare = {};
    cv::Rect stale = {};
  };
  static void MakeOwnAgain(Entry* entry);
  size_t depth_;
  std::vector<Entry> entries_;
};

}  // namespace zhaojian
