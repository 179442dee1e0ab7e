"""Write what the product is made of as CycloneDX: installed Python packages and locked npm ones.

Offline: reads `.venv` and `package-lock.json` only. `make sbom` puts it into `var/sbom.json`.
"""

import importlib.metadata as installed
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[1]


def main(target: Path) -> None:
    """Write the bill of materials and say how long it is."""
    bom = Bom(components=[*_python(), *_npm()])
    bom.metadata.component = Component(
        name="gosuslugi_support", type=ComponentType.APPLICATION, bom_ref="gosuslugi_support"
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    out = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6)
    out.output_to_file(str(target), allow_overwrite=True, indent=2)
    print(f"{len(bom.components)} components in {target}")


def _python() -> Iterator[Component]:
    seen = set()
    for found in installed.distributions():
        name = found.metadata["Name"].lower().replace("_", "-")
        if name not in seen:
            seen.add(name)
            yield _component("pypi", name, found.version)


def _npm() -> Iterator[Component]:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for path, package in packages.items():
        if path:
            yield _component("npm", path.removeprefix("node_modules/"), package["version"])


def _component(kind: str, name: str, version: str) -> Component:
    group, _, plain = name.rpartition("/")
    url = PackageURL(kind, group or None, plain, version)
    return Component(
        name=name, version=version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url)
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "sbom.json")
