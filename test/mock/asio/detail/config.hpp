// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every installed header of the library includes this one: only a header that
// has no mock gets here.
#pragma once

#error "this header has no mock: write one, or use the installed library"
