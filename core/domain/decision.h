// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/status.h"
#include "core/domain/reason.h"

namespace zhaojian {

/// What a reviewer says about a photo.
enum class DecisionVerdict { kPass, kReject, kEscalate };

/// A decision is staged, then effective; or undone inside the window; or dropped because the
/// attempt was withdrawn or overturned before it took effect.
enum class DecisionState { kStaged, kEffective, kUndone, kDropped };

/// Stable names: "PASS", "REJECT", "ESCALATE".
const char* Name(DecisionVerdict verdict);
/// Stable names: "STAGED", "EFFECTIVE", "UNDONE", "DROPPED".
const char* Name(DecisionState state);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<DecisionVerdict> VerdictFromName(const std::string& name);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<DecisionState> DecisionStateFromName(const std::string& name);

/// A reason as given in one decision.
struct ReasonRef {
  /// Code of the catalogue.
  std::string code;
  /// Free words of the reviewer; may be empty.
  std::string note;
  /// Region it points at: x, y, width, height as fractions of the upright photo.
  std::optional<std::array<double, 4>> region;
  /// Value of the measure that suggested it.
  std::optional<double> measured;
};

/// What was on the reviewer's screen when the key was pressed.
struct SeenProof {
  /// SHA-256 of the original's bytes, hex; must be the attempt's.
  std::string photo_sha256;
  /// SHA-256 of the automatic standard picture shown; may be empty.
  std::string standard_sha256;
  /// Profile the overlays were drawn for.
  std::string profile;
  std::vector<std::string> overlays;
  /// Largest zoom, screen pixels per delivered pixel.
  double max_zoom = 0;
  /// How long the photo was on screen, and how long the person was active, milliseconds.
  int64_t visible_ms = 0;
  int64_t active_ms = 0;
  /// Version of the console.
  std::string console;
};

/// JSON for store and wire: a list of {code, note, region, measured}.
Json ReasonsToJson(const std::vector<ReasonRef>& reasons);
/// Undoes ReasonsToJson. Errors: kInvalidArgument BAD_JSON naming the key.
StatusOr<std::vector<ReasonRef>> ReasonsFromJson(const Json& json);
/// JSON for store and wire: the fields by their names.
Json SeenToJson(const SeenProof& seen);
/// Undoes SeenToJson. Errors: kInvalidArgument BAD_JSON naming the key.
StatusOr<SeenProof> SeenFromJson(const Json& json);

/// Most codes in one decision (reference: photo standard §4).
inline constexpr int kMaxReasons = 5;
/// Fewest characters of the note of PROC-04.
inline constexpr int kMinOtherNote = 5;
/// Most characters of a note or comment.
inline constexpr int kMaxNote = 500;

/// What holds for the codes that any person gives, whatever for: unknown code -> kInvalidArgument
/// REASON_UNKNOWN; an administrative one, which only the system sets -> REASON_OF_SYSTEM; the same
/// code twice -> REASON_TWICE; more than kMaxReasons -> TOO_MANY_REASONS.
Status CheckCodes(const ReasonCatalogue& catalogue, const std::vector<ReasonRef>& reasons);

/// Checks a decision's reasons against the catalogue: what CheckCodes asks; REJECT without a code
/// -> REASON_REQUIRED; REJECT with fixable codes only -> REASON_FIXABLE_ONLY; PASS with a code that
/// is neither fixable nor conditional, or with a blocking one -> REASON_BLOCKS_PASS; PROC-04 with a
/// short note -> NOTE_REQUIRED; PROC-06 alone -> REASON_REQUIRED; ESCALATE without a comment ->
/// COMMENT_REQUIRED; over-long words -> NOTE_TOO_LONG; a region that
/// does not lie on the photo -> BAD_REGION.
/// @param supervisor_override a supervisor may pass against a blocking reason with a comment.
Status CheckReasons(const ReasonCatalogue& catalogue, DecisionVerdict verdict,
                    const std::vector<ReasonRef>& reasons, const std::string& comment,
                    bool supervisor_override);

/// What a pass asks of the retoucher: the fixable and conditional ones among the reasons. (A
/// supervisor may pass against others; they stay with the decision.)
std::vector<ReasonRef> WorkOrder(const ReasonCatalogue& catalogue,
                                 const std::vector<ReasonRef>& reasons);

/// The heaviest reason (first of the heaviest); empty without reasons.
std::string PrimaryReason(const ReasonCatalogue& catalogue, const std::vector<ReasonRef>& reasons);

/// Characters (code points) in a UTF-8 text, blanks at both ends not counted.
int CountCharacters(const std::string& text);

}  // namespace zhaojian
