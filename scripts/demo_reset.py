"""`make demo-reset`: remove the demo's data. Refuses while something uses it, or outside the demo."""

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gosuslugi_support import embedded
from gosuslugi_support.embedded.paths import var_dir

KEPT = {"screenshots", "bench"}


def main() -> int:
    if "DATABASE_URL" in os.environ:
        print("DATABASE_URL names a database of your own: empty it yourself.", file=sys.stderr)
        return 1
    if not embedded.dismiss():
        print("Something still runs on this data: stop `make run` first.", file=sys.stderr)
        return 1
    for path in sorted(var_dir().iterdir()):
        if path.name in KEPT:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    print("The demo's data is gone.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
