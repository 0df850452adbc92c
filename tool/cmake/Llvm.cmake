# Debian's package version file accepts only major.minor, so the major version
# is tested here instead of in find_package().
if(NOT COTIDY_RUNTIME_ONLY)
  find_package(Clang CONFIG HINTS /usr/lib/llvm-19/lib/cmake/clang)
endif()
if(NOT Clang_FOUND)
  if(NOT COTIDY_RUNTIME_ONLY)
    message(WARNING "Clang 19's development files are missing, so only the "
                    "debug mode is built: install libclang-19-dev and "
                    "llvm-19-dev for the rest")
  endif()
  set(COTIDY_RUNTIME_ONLY ON)
  return()
endif()
if(NOT LLVM_VERSION_MAJOR EQUAL 19)
  message(FATAL_ERROR "cotidy is built against LLVM 19, found ${LLVM_VERSION}")
endif()
find_package(nlohmann_json 3.9 REQUIRED)

# SYSTEM, because LLVM's headers warn under -Wextra.
add_library(cotidy-llvm INTERFACE)
target_include_directories(cotidy-llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS}
                                                        ${CLANG_INCLUDE_DIRS})
separate_arguments(COTIDY_LLVM_DEFINITIONS NATIVE_COMMAND "${LLVM_DEFINITIONS}")
target_compile_options(cotidy-llvm INTERFACE
  ${COTIDY_LLVM_DEFINITIONS} -fvisibility=hidden -fvisibility-inlines-hidden)
if(NOT LLVM_ENABLE_RTTI)
  target_compile_options(cotidy-llvm INTERFACE -fno-rtti)
endif()
