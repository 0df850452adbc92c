// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt.hpp.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/channel.hpp"
#include "boost/cobalt/detached.hpp"
#include "boost/cobalt/generator.hpp"
#include "boost/cobalt/join.hpp"
#include "boost/cobalt/main.hpp"
#include "boost/cobalt/op.hpp"
#include "boost/cobalt/promise.hpp"
#include "boost/cobalt/run.hpp"
#include "boost/cobalt/spawn.hpp"
#include "boost/cobalt/task.hpp"
#include "boost/cobalt/thread.hpp"
#include "boost/cobalt/wait_group.hpp"
#include "boost/cobalt/with.hpp"
