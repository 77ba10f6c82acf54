// SPDX-License-Identifier: Apache-2.0
#include "app/console/keys.h"

namespace zhaojian {
namespace {

Key Shifted(Key first, int by) { return static_cast<Key>(static_cast<int>(first) + by); }

bool Between(Key key, Key first, Key last) { return key >= first && key <= last; }

}  // namespace

void KeyQueue::Push(const KeyEvent& event) {
  if (event.key == Key::kUnknown || event.key == Key::kCount) return;
  down_[static_cast<size_t>(event.key)] = event.pressed;
  events_.push_back(event);
}

std::vector<KeyEvent> KeyQueue::Take() {
  std::vector<KeyEvent> taken;
  taken.swap(events_);
  return taken;
}

bool KeyQueue::IsDown(Key key) const { return down_[static_cast<size_t>(key)]; }

void KeyQueue::ReleaseAll() {
  for (int i = 1; i < static_cast<int>(Key::kCount); ++i) {
    if (down_[i]) Push({static_cast<Key>(i), false, false, false, false, false});
  }
}

char LetterOf(Key key) {
  if (Between(key, Key::kA, Key::kZ)) {
    return static_cast<char>('a' + static_cast<int>(key) - static_cast<int>(Key::kA));
  }
  if (Between(key, Key::k0, Key::k9)) {
    return static_cast<char>('0' + static_cast<int>(key) - static_cast<int>(Key::k0));
  }
  return 0;
}

Key KeyOf(char letter) {
  if (letter >= 'a' && letter <= 'z') return Shifted(Key::kA, letter - 'a');
  if (letter >= 'A' && letter <= 'Z') return Shifted(Key::kA, letter - 'A');
  if (letter >= '0' && letter <= '9') return Shifted(Key::k0, letter - '0');
  return Key::kUnknown;
}

std::string KeyName(Key key, bool ctrl) {
  static const char* const kNames[] = {
      "Space", "Enter", "Esc",  "Tab",  "Backspace", "Del",  "←",     "→",  "↑", "↓",
      "Home",  "End",   "PgUp", "PgDn", "/",         "[",    "]",     "`",  "-", "=",
      ",",     ".",     ";",    "'",    "\\",        "Ctrl", "Shift", "Alt"};
  static_assert(sizeof kNames / sizeof kNames[0] ==
                static_cast<size_t>(Key::kCount) - static_cast<size_t>(Key::kSpace));
  std::string name;
  if (const char letter = LetterOf(key)) {
    name = letter >= 'a' ? static_cast<char>(letter - 'a' + 'A') : letter;
  } else if (key >= Key::kSpace && key < Key::kCount) {
    name = kNames[static_cast<int>(key) - static_cast<int>(Key::kSpace)];
  }
  return ctrl ? "Ctrl " + name : name;
}

}  // namespace zhaojian
