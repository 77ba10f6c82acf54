// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "app/desk/background.h"
#include "app/desk/link.h"
#include "app/desk/review_item.h"

namespace zhaojian::desk {

/// Brings photos to the reviewer: claims one and three ahead, loads and decodes them, keeps their
/// leases alive and drops what the service took back. Frame thread only; never blocks.
class ReviewFeed {
 public:
  using Item = std::shared_ptr<ReviewItem>;
  /// A held item was taken away.
  using OnLost = std::function<void(const Item&, LeaseAnswer::Outcome)>;

  /// Whether a decision on this work item has been taken and not been answered for yet.
  using Decided = std::function<bool(const std::string&)>;

  ReviewFeed(const Wiring& wiring, Link* link, OnLost on_lost, Decided decided);

  /// Claims, renews and retries what is due. @param idle time since the person's last input.
  void Tick(absl::Duration idle);
  /// Claims at once, for example after "nothing to do".
  void Wake();
  /// The photo on the stage or nullptr.
  Item Front() const;
  /// What waits behind it.
  const std::deque<Item>& items() const { return items_; }
  void PopFront();
  /// Puts a photo back on the stage (undo).
  void PushFront(Item item);
  /// Tells the service that a reserved item is being worked on. Tick repeats it after a
  /// cut; a refusal drops the item.
  void Activate(const Item& item);
  /// Gives everything back and claims no more (closing, change of person).
  void Stop();
  /// True when the service had nothing to give and nothing is left here.
  bool queue_empty() const { return queue_empty_ && items_.empty(); }
  bool claiming() const { return claiming_; }
  /// Why the last claim was refused by a rule (office hours, paused, role); OK otherwise.
  const Status& refusal() const { return refusal_; }

 private:
  void Claim();
  void Load(const Item& item);
  void Renew(absl::Duration idle);
  /// While the line is cut nobody renews: what ran out may not be judged any more.
  void DropExpired(absl::Time now);
  void TakeAnswers(const std::vector<LeaseAnswer>& answers);
  Item Find(const std::string& work_item) const;
  void Remove(const Item& item);

  Wiring wiring_;
  Link* link_;
  OnLost on_lost_;
  Decided decided_;
  std::deque<Item> items_;
  bool claiming_ = false;
  bool renewing_ = false;
  bool stopped_ = false;
  bool queue_empty_ = false;
  Status refusal_;
  absl::Time next_claim_ = absl::InfinitePast();
  absl::Time next_renew_ = absl::InfinitePast();
  Background background_;
};

}  // namespace zhaojian::desk
