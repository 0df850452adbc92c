option(COTIDY_TESTS "build the tests" ON)
option(COTIDY_RUNTIME_ONLY "build the debug mode alone, without LLVM" OFF)
option(COTIDY_WERROR "treat warnings in our own code as errors" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers defeat ccache unless it may ignore their timestamps and
  # the macros they define.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

add_library(cotidy-warnings INTERFACE)
target_compile_options(cotidy-warnings INTERFACE -Wall -Wextra)
if(COTIDY_WERROR)
  target_compile_options(cotidy-warnings INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  # A precompiled header is then the same whenever it was made.
  target_compile_options(cotidy-warnings INTERFACE
                         "SHELL:-Xclang -fno-pch-timestamp")
endif()
