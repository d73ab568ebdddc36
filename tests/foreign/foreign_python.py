"""Restarts a test with the interpreter that has what it compares with."""

import importlib
import os
import sys

SKIPPED = 77  # SKIP_RETURN_CODE of ctest


def import_foreign(modules, what):
    """The modules, or a restart with ETALON_FOREIGN_PYTHON, or the end: `what` is missing."""
    try:
        return [importlib.import_module(name) for name in modules]
    except ImportError:
        python = os.environ.get("ETALON_FOREIGN_PYTHON")
        if python and not os.environ.get("ETALON_FOREIGN_STARTED"):
            os.environ["ETALON_FOREIGN_STARTED"] = "1"
            os.execv(python, [python] + sys.argv)
        print(f"skipped: no Python with {what} (set ETALON_FOREIGN_PYTHON)")
        sys.exit(SKIPPED)
