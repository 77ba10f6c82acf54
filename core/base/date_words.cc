// SPDX-License-Identifier: Apache-2.0
#include "core/base/date_words.h"

#include "core/base/clock.h"

namespace zhaojian {

std::string DateWords(const Catalogue& words, Language language, absl::Time time) {
  const absl::CivilMinute civil = absl::ToCivilMinute(time, ServiceZone());
  const int weekday = static_cast<int>(absl::GetWeekday(absl::CivilDay(civil))) + 1;
  return words.Format(
      language, "date.words",
      {std::to_string(civil.year()),
       words.Text(language, "date.month." + std::to_string(civil.month())),
       std::to_string(civil.day()), words.Text(language, "date.weekday." + std::to_string(weekday)),
       absl::FormatTime("%H:%M", time, ServiceZone())});
}

}  // namespace zhaojian
