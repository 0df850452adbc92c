// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/Progress.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cotidy {

namespace {
constexpr StringLiteral EraseLine = "\r\033[K";
}

Progress::Progress(size_t Total)
    : Total(Total), Shown(sys::Process::StandardErrIsDisplayed() && Total > 1),
      Start(std::chrono::steady_clock::now()) {
  show();
}

Progress::~Progress() {
  if (Shown)
    errs() << EraseLine;
}

void Progress::unitDone(size_t FindingsInUnit) {
  ++Done;
  Findings += FindingsInUnit;
  show();
}

void Progress::show() const {
  if (!Shown)
    return;
  errs() << EraseLine << Done << " of " << Total << " units, " << Findings
         << (Findings == 1 ? " finding" : " findings");
  if (Done != 0) {
    double Seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - Start)
            .count() *
        (Total - Done) / Done;
    unsigned Left = static_cast<unsigned>(Seconds + 0.5);
    errs() << ", " << Left / 60 << ':' << format("%02u", Left % 60) << " left";
  }
}

} // namespace cotidy
