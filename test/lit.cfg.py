# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the tests are and which names their RUN lines may use."""

import os
from pathlib import Path

import lit.formats

source = Path(config.cotidy_source)
build = Path(config.cotidy_build)

config.name = "cotidy"
config.test_format = lit.formats.ShTest(execute_external=False)
config.test_source_root = str(source / "test")
config.test_exec_root = str(build / "test")
config.suffixes = [".cpp", ".test"]
config.excludes = ["Inputs", "bench", "mock", "runtime", "suites", "support"]

config.environment.update(
    {
        "PATH": os.pathsep.join([str(build / "test" / "tools"), os.environ["PATH"]]),
        # The Python helpers import each other as `support.…`.
        "PYTHONPATH": str(source / "test"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "COTIDY_TEST_SOURCE": str(source),
        "COTIDY_TEST_BUILD": str(build),
        "COTIDY_TEST_BINARY": str(build / "bin" / "cotidy"),
        "COTIDY_TEST_PLUGIN": str(build / "lib" / "libcotidy-tidy.so"),
        "COTIDY_TEST_MOCK": str(source / "test" / "mock"),
        "COTIDY_TEST_CLANG_TIDY": config.clang_tidy,
        "COTIDY_TEST_CLANG_FORMAT": config.clang_format,
        "COTIDY_TEST_CLANG": config.clang,
    }
)

# In order: lit replaces the first one that fits.
config.substitutions += [
    ("%cotidy_no_models", str(build / "bin" / "cotidy-no-models")),
    ("%cotidy", str(build / "bin" / "cotidy")),
    ("%plugin", str(build / "lib" / "libcotidy-tidy.so")),
    ("%clang_tidy", config.clang_tidy),
    ("%check_cotidy", f"{config.python} {source / 'test' / 'check_cotidy.py'}"),
    ("%check_fixes", f"{config.python} {source / 'test' / 'check_fixes.py'}"),
    ("%check_cases", f"{config.python} {source / 'test' / 'check_cases.py'}"),
    ("%python", config.python),
    ("%mock", str(source / "test" / "mock")),
]
