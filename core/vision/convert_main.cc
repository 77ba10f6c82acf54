// SPDX-License-Identifier: Apache-2.0
// zj-convert-models: turns the packages that assets/models pins into networks that OpenCV reads.
#include <cstdio>
#include <string>

#include "core/vision/convert_models.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: zj-convert-models NODE_MODULES MODELS_JSON OUTPUT_FOLDER\n");
    return 2;
  }
  const zhaojian::Status status = zhaojian::ConvertModels({argv[1], argv[2], argv[3]});
  if (!status.ok()) {
    std::fprintf(stderr, "zj-convert-models: %s\n", zhaojian::MessageOf(status).c_str());
    return 1;
  }
  return 0;
}
