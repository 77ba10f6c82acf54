// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/status.h"

namespace zhaojian::accuracy {

/// Draws a sheet of pictures with words under each and writes it as a PNG.
/// @param json {"title", "width", "rows": [{"name", "cells": [{"file", "words": [..],
/// "verdict"}]}]}: width is that of a cell in pixels; verdict ok, warn, block, unknown or empty
/// colours the frame; files may be anything DecodePhoto reads. A picture that cannot be read leaves
/// its words. Errors: kInvalidArgument BAD_JSON; those of writing.
Status DrawSheet(const std::string& json, const std::string& png);

}  // namespace zhaojian::accuracy
