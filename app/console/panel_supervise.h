// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/view.h"

namespace zhaojian {

/// Left: period and people.
void DrawSuperviseFilters(View& view);

/// Middle: reasons, decisions per hour, rejection share by person; every number with its n.
void DrawSuperviseCharts(View& view);

/// Right: the photos behind a bar, the one chosen as its reviewer saw it, its trail.
void DrawSuperviseDrill(View& view);

/// Overturning, with a justification.
void DrawSuperviseBottom(View& view);

}  // namespace zhaojian
