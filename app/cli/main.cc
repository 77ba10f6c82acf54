// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "app/cli/command.h"
#include "core/base/log.h"
#include "core/imaging/picture_memory.h"

int main(int argc, char** argv) {
  using namespace zhaojian;
  PoolPictureMemory();
  CLI::App app("zj: the command line of Zhaojian");
  app.require_subcommand(1);
  CommandContext context;
  app.add_option("--service", context.service, "service address, unix:PATH or 127.0.0.1:PORT");
  app.add_option("--data", context.data, "folder of the embedded store");
  app.add_option("--as", context.actor, "staff code that acts");
  AddCheckCommand(app, context);
  AddStandardCommand(app, context);
  AddRenderCommand(app, context);
  AddMatteCommand(app, context);
  AddExplainCommand(app, context);
  AddCalendarCommand(app, context);
  AddStudentCommand(app, context);
  AddQueueCommand(app, context);
  AddStaffCommand(app, context);
  AddSchoolCommand(app, context);
  AddOrderCommand(app, context);
  AddCaseCommand(app, context);
  AddDeliverCommand(app, context);
  AddAuditCommand(app, context);
  AddReplayCommand(app, context);
  AddDemoCommand(app, context);
  app.fallthrough();  // --service and its like may stand anywhere on the line
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << "zj: BAD_USAGE: " << error.what() << "; zj --help lists the commands" << std::endl;
    return kExitUsage;
  }
  SetLogLevel(LogLevel::kError);  // standard error is for one-line answers
  return context.run ? context.run() : kExitUsage;
}
