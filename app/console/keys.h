// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace zhaojian {

/// Keys by position on a US layout, whatever the layout or input method says.
enum class Key {
  kUnknown,
  kA,
  kB,
  kC,
  kD,
  kE,
  kF,
  kG,
  kH,
  kI,
  kJ,
  kK,
  kL,
  kM,
  kN,
  kO,
  kP,
  kQ,
  kR,
  kS,
  kT,
  kU,
  kV,
  kW,
  kX,
  kY,
  kZ,
  k0,
  k1,
  k2,
  k3,
  k4,
  k5,
  k6,
  k7,
  k8,
  k9,
  kSpace,
  kEnter,
  kEscape,
  kTab,
  kBackspace,
  kDelete,
  kLeft,
  kRight,
  kUp,
  kDown,
  kHome,
  kEnd,
  kPageUp,
  kPageDown,
  kSlash,
  kLeftBracket,
  kRightBracket,
  kGrave,
  kMinus,
  kEqual,
  kComma,
  kPeriod,
  kSemicolon,
  kApostrophe,
  kBackslash,
  kControl,
  kShift,
  kAlt,
  kCount
};

/// One stroke of a key, in the order it happened.
struct KeyEvent {
  Key key = Key::kUnknown;
  /// True when it went down, false when it came up.
  bool pressed = true;
  /// True for the repeats of a key that is held.
  bool repeat = false;
  bool ctrl = false;
  bool alt = false;
  bool shift = false;
};

/// Strokes between two frames, and which keys are down now. A stroke shorter than a frame is kept.
/// Not thread-safe: filled by the window's callbacks, emptied by the frame.
class KeyQueue {
 public:
  /// Appends a stroke.
  void Push(const KeyEvent& event);
  /// The strokes since the last call, oldest first.
  std::vector<KeyEvent> Take();
  /// True while the key is down, for keys that are held (Space, ?, Alt).
  bool IsDown(Key key) const;
  /// The window lost the focus: every key counts as up, and an up event is queued for each.
  void ReleaseAll();

 private:
  std::vector<KeyEvent> events_;
  bool down_[static_cast<size_t>(Key::kCount)] = {};
};

/// Letter or digit of a key ('a'..'z', '0'..'9'), or 0. For the palette's search, which needs no
/// input method.
char LetterOf(Key key);

/// The key of 'a'..'z', 'A'..'Z', '0'..'9', or kUnknown.
Key KeyOf(char letter);

/// What stands on a key plate: "F", "Ctrl Enter", "/".
std::string KeyName(Key key, bool ctrl = false);

}  // namespace zhaojian
