"""Made front-end files and the rules that hold the look together."""

import re
from pathlib import Path

import pytest

from gosuslugi_support import assets
from gosuslugi_support.env import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))
STYLES = sorted((ROOT / "static/css").rglob("*.css"))
NAMES = set(assets.icon_names(assets.ICONS_LIST.read_text("utf-8")))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_everything_is_made_from_locked_packages(tmp_path: Path) -> None:
    assets.build(tmp_path)
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    made -= {name for name in made if re.fullmatch(r"bundle/chunk-[0-9A-Z]{8}\.js", name)}
    bundles = {f"bundle/{name}.css" for name in assets.BUNDLES}
    bundles |= {f"bundle/{name}.js" for name in assets.SCRIPTS}
    assert made == {*assets.VENDOR, assets.SPRITE, *bundles}
    assert b"sourceMappingURL" not in (tmp_path / "vendor/hls.js").read_bytes()


def test_an_unchanged_file_is_left_alone(tmp_path: Path) -> None:
    assets.build(tmp_path)
    before = (tmp_path / assets.SPRITE).stat().st_mtime_ns
    assets.build(tmp_path)
    assert (tmp_path / assets.SPRITE).stat().st_mtime_ns == before


def test_the_sprite_has_every_listed_icon() -> None:
    drawn = set(
        re.findall(r'<symbol id="([^"]+)"', assets.sprite(assets.ICONS_LIST.read_text("utf-8")))
    )
    assert drawn == NAMES


def test_a_page_asks_for_few_scripts_and_each_element_is_defined_once(tmp_path: Path) -> None:
    assets.build(tmp_path)
    made = tmp_path / "bundle"
    asked, left = set(), {"board.js"}
    while left:
        asked |= left
        texts = [(made / name).read_text("utf-8") for name in left]
        left = set(re.findall(r'from"\./([\w.-]+)"|import"\./([\w.-]+)"', "".join(texts)))
        left = {one or other for one, other in left} - asked
    assert len(asked) <= 5
    whole = "".join((made / name).read_text("utf-8") for name in asked)
    defined = re.findall(r'customElements\.define\("([\w-]+)"', whole)
    assert sorted(set(defined)) == sorted(defined)
    assert {"copy-button", "queue-list", "chart-panel"} <= set(defined)


def test_chunks_of_before_are_taken_away(tmp_path: Path) -> None:
    assets.build(tmp_path)
    old = tmp_path / "bundle" / "chunk-OLDOLD11.js"
    old.write_text("")
    assets.bundle_scripts(tmp_path / "bundle")
    assert not old.exists()
    assert (tmp_path / "bundle" / "desk.js").exists()


@pytest.mark.parametrize("bundle", assets.BUNDLES)
def test_a_bundle_is_one_request_with_its_layers_in_order(bundle: str) -> None:
    css = assets.inlined(ROOT / f"static/css/{bundle}.css")
    assert "@import" not in css
    # Django's admin has no layers: ours over its own rules would lose to them.
    if bundle != "admin":
        assert css.startswith("@layer reset, base, components, pages, utilities;")
    assert css.count("{") == css.count("}")


# What stands on pages of citizens alone.
CITIZENS_ONLY = {"chat-widget.css"}


def test_every_component_is_in_the_desk_bundle() -> None:
    listed = (ROOT / "static/css/desk.css").read_text("utf-8")
    missing = [
        path.name
        for path in STYLES
        if path.parent.name == "components"
        and path.name not in CITIZENS_ONLY
        and f"components/{path.name}" not in listed
    ]
    assert missing == []
    citizens = (ROOT / "static/css/citizen.css").read_text("utf-8")
    assert [name for name in CITIZENS_ONLY if f"components/{name}" not in citizens] == []


def test_icons_named_in_templates_and_scripts_exist() -> None:
    used = set()
    for path in TEMPLATES:
        used |= set(re.findall(r'{% icon "([^"]+)"', path.read_text("utf-8")))
        used |= set(re.findall(r'(?:icon_name|action_icon)="([^"]+)"', path.read_text("utf-8")))
    for path in SCRIPTS:
        used |= set(re.findall(r'\bicon\("([^"]+)"', path.read_text("utf-8")))
    assert used - NAMES == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_obeys_the_content_policy(path: Path) -> None:
    """Notices are e-mails with styles of their own; everything else is a page under a strict CSP."""
    html = path.read_text("utf-8")
    if "notices" in path.parts:
        return
    assert not re.search(r"\sstyle=", html)
    assert not re.search(r"\shx-on|\son[a-z]+=|\shx-vals=['\"]js:", html)
    assert not re.search(r"<style\b", html)
    assert not [
        tag
        for tag in re.findall(r"<script\b[^>]*>", html)
        if "src=" not in tag and "json" not in tag
    ]


@pytest.mark.parametrize("path", STYLES, ids=relative)
def test_colours_are_named_in_tokens_only(path: Path) -> None:
    css = path.read_text("utf-8")
    assert "!important" not in css
    if path.name != "tokens.css":
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;,\s)])|\brgba?\(", css) == []


@pytest.mark.parametrize("path", [*SCRIPTS], ids=relative)
def test_a_script_is_small_and_named_after_its_element(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 120
    if path.parent.name == "elements":
        assert f'customElements.define("{path.stem}"' in text


def test_names_stay_as_they_are_until_collected(tmp_path: Path) -> None:
    storage = assets.HashedStaticFilesStorage(location=tmp_path, base_url="/static/")
    assert storage.url("js/citizen.js") == "/static/js/citizen.js"
    storage.hashed_files["js/citizen.js"] = "js/citizen.0123456789ab.js"
    assert storage.url("js/citizen.js") == "/static/js/citizen.0123456789ab.js"


def _channels(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _contrast(one: str, other: str) -> float:
    lights = sorted(
        0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(_channels, (one, other))
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _tokens(side: int) -> dict[str, str]:
    css = (
        (ROOT / "static/css/tokens.css").read_text("utf-8").partition(':root[data-vision="low"]')[0]
    )
    pairs = re.findall(r"(--[\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    return {name: values[side] for name, *values in pairs} | {"--color-on-brand": "#ffffff"}


GROUNDS = ["--color-page", "--color-surface", "--color-sunken", "--color-hover"]
READABLE = [
    *[
        (text, ground)
        for text in ["--color-text", "--color-text-muted", "--color-link"]
        for ground in GROUNDS
    ],
    *[
        (f"--{hue}-ink", f"--{hue}-soft")
        for hue in ["blue", "violet", "amber", "green", "red", "teal", "slate"]
    ],
    *[(f"--{hue}-ink", "--color-surface") for hue in ["amber", "green", "red", "blue"]],
    *[("--color-text", f"--{hue}-soft") for hue in ["blue", "amber", "green"]],
    *[
        ("--color-on-brand", f"--color-{fill}")
        for fill in ["brand", "brand-hover", "danger", "danger-hover", "success", "warning"]
    ],
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READABLE)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    tokens = _tokens(["light", "dark"].index(theme))
    assert _contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("mark", ["--color-control-line", "--color-focus", "--color-star"])
def test_controls_and_focus_stand_out(theme: str, mark: str) -> None:
    tokens = _tokens(["light", "dark"].index(theme))
    assert _contrast(tokens[mark], tokens["--color-surface"]) >= 3
    assert _contrast(tokens[mark], tokens["--color-page"]) >= 3
