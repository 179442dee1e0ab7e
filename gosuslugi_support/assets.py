"""Front-end files that are made, not written: put together into `var/assets` when static files are
looked for or collected, from node_modules (locked in package-lock.json) and from `static/`.

- `vendor/…`   files of npm packages, as they are
- `vendor/icons.svg`  one sprite of the icons named in `static/icons.txt`
- `bundle/…css`  a stylesheet with its `@import`s inlined, so that a page asks once
- `bundle/…js`   a page's modules in one file, what several pages share in chunks beside it (esbuild)
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.contrib.staticfiles.utils import get_files
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

from gosuslugi_support.env import ROOT

NODE_MODULES = ROOT / "node_modules"
STATIC = ROOT / "static"
ICONS_LIST = STATIC / "icons.txt"
ICONS = NODE_MODULES / "@tabler/icons/icons/outline"

_FONT = "@fontsource-variable/golos-text/files/golos-text-{}-wght-normal.woff2"
VENDOR = {
    "vendor/htmx.js": "htmx.org/dist/htmx.min.js",
    "vendor/hls.js": "hls.js/dist/hls.min.mjs",  # asked for when a film of the video help begins
    "vendor/golos-cyrillic.woff2": _FONT.format("cyrillic"),
    "vendor/golos-cyrillic-ext.woff2": _FONT.format("cyrillic-ext"),
    "vendor/golos-latin.woff2": _FONT.format("latin"),
}
SPRITE = "vendor/icons.svg"
BUNDLES = ("citizen", "chat", "desk", "admin")
SCRIPTS = ("citizen", "chat", "desk", "board", "api-docs", "video")
# What bundles are made from: no page asks for it, so it is not collected.
SOURCES = [
    *("js/elements/*", "js/lib/*", "js/checks/*", "css/components/*", "css/pages/*"),
    *(f"js/{name}.js" for name in SCRIPTS),
    *(f"css/{name}.css" for name in BUNDLES),
]
ESBUILD = NODE_MODULES / ".bin" / "esbuild"

_SOURCE_MAP = re.compile(rb"^//# sourceMappingURL=.*$", re.MULTILINE)
_IMPORT = re.compile(r'@import url\("([^"]+)"\)(?: layer\((\w+)\))?;')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def build(target: Path) -> None:
    """Bring every made file under `target` up to date; an unchanged one is left alone."""
    if not ICONS.is_dir():
        raise ImproperlyConfigured(
            "Нет node_modules: выполните `npm ci` (это делает `make setup`)."
        )
    for name, source in VENDOR.items():
        if _stale(target / name, [NODE_MODULES / source]):
            _write(
                target / name,
                _SOURCE_MAP.sub(b"", (NODE_MODULES / source).read_bytes()),
            )
    if _stale(target / SPRITE, [ICONS_LIST]):
        _write(target / SPRITE, sprite(ICONS_LIST.read_text("utf-8")).encode())
    styles = list((STATIC / "css").rglob("*.css"))
    for name in BUNDLES:
        bundle = target / f"bundle/{name}.css"
        if _stale(bundle, styles):
            _write(bundle, inlined(STATIC / f"css/{name}.css").encode())
    # The charts come from a package: with another version of it they are put together anew.
    scripts = [ROOT / "package-lock.json", *(STATIC / "js").rglob("*.js")]
    if _stale(target / "bundle" / "citizen.js", scripts):
        bundle_scripts(target / "bundle")


def bundle_scripts(target: Path) -> None:
    """Write the scripts of pages and the chunks they share; chunks of before are taken away."""
    draft = target.with_name(f"scripts.{os.getpid()}.tmp")
    command = [
        str(ESBUILD),
        *(str(STATIC / f"js/{name}.js") for name in SCRIPTS),
        *("--bundle", "--splitting", "--format=esm", "--minify", "--target=es2022"),
        *("--log-level=error", "--chunk-names=chunk-[hash]", f"--outdir={draft}"),
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
        made = {path.name for path in draft.iterdir()}
        # Chunks first: a page must not meet a script without them.
        for path in sorted(draft.iterdir(), key=lambda one: not one.name.startswith("chunk-")):
            _write(target / path.name, path.read_bytes())
    except subprocess.CalledProcessError as error:
        raise ImproperlyConfigured(f"esbuild: {error.stderr}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    for old in target.glob("chunk-*.js"):
        if old.name not in made:
            old.unlink()


def icon_names(listing: str) -> dict[str, str]:
    """Return {our name: name in the npm package} of the icons list."""
    names = {}
    for line in listing.splitlines():
        if line.strip() and not line.startswith("#"):
            ours, _, theirs = (part.strip() for part in line.partition("="))
            names[ours] = theirs or ours
    return names


def sprite(listing: str) -> str:
    """Return one SVG in which every listed icon is a `<symbol>` of our name."""
    symbols = []
    for ours, theirs in sorted(icon_names(listing).items()):
        svg = (ICONS / f"{theirs}.svg").read_text("utf-8")
        shapes = re.sub(
            r"\s*\n\s*",
            "",
            svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")],
        )
        symbols.append(f'<symbol id="{ours}" viewBox="0 0 24 24">{shapes}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def inlined(source: Path) -> str:
    """Return the stylesheet with its imports in place, each inside its layer, without comments."""

    def paste(match: re.Match[str]) -> str:
        text = (source.parent / match[1]).read_text("utf-8")
        return f"@layer {match[2]} {{\n{text}\n}}" if match[2] else text

    css = _COMMENT.sub("", _IMPORT.sub(paste, source.read_text("utf-8")))
    return re.sub(r"\n\s*", "\n", css).strip() + "\n"


def _stale(made: Path, sources: list[Path]) -> bool:
    return not made.exists() or made.stat().st_mtime < max(
        source.stat().st_mtime for source in [*sources, Path(__file__)]
    )


def _write(path: Path, content: bytes) -> None:
    """Write so that a process reading at the same moment sees the old file or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_bytes(content)
    draft.replace(path)


class MadeFilesFinder(BaseFinder):
    """Shows the made files to `collectstatic` and to the development server."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.root = settings.VAR_DIR / "assets"
        self.storage = FileSystemStorage(location=self.root)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        if not path.startswith(("vendor/", "bundle/")):
            return []
        build(self.root)
        found = self.root / path
        if not found.is_file() or self.root not in found.resolve().parents:
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        build(self.root)
        for path in get_files(self.storage, [*(ignore_patterns or []), "*.tmp"]):
            yield path, self.storage


class HashedStaticFilesStorage(ManifestStaticFilesStorage):
    """File names carry a hash of the content, module imports included: cached for ever."""

    support_js_module_import_aggregation = True
    # Modules import modules: a pass settles one level of the chain.
    max_post_process_passes = 20

    def stored_name(self, name: str) -> str:
        """Before anything is collected (tests, development) a name stays as it is."""
        return self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
