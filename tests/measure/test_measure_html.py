"""The page: it is whole, harmless, and a browser draws it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from tests.measure.archives import Item, config_of, docker_archive, tar_layer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.measure.conftest import Run

EVIL = "</script><img src=x onerror=alert(1)>"
LAYERS = [
    tar_layer(
        [Item("app", "directory", mode=0o755), Item("app/data", data=b"d" * 9000), Item("a<b>&c", data=b"2" * 500)]
    ),
    tar_layer([Item("app/.wh.data"), Item("usr/lib/python3/one.py", data=b"3" * 4000)], 1),
]
HISTORY = [{"created_by": "ADD x / # buildkit"}, {"created_by": f"RUN /bin/sh -c echo '{EVIL}' # buildkit"}]


@pytest.fixture
def page(tmp_path: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> Path:
    pytest.importorskip("plotly")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.tar").write_bytes(docker_archive(LAYERS, config_of(LAYERS, {"User": EVIL}, HISTORY)))
    (tmp_path / "y.tar").write_bytes(docker_archive(LAYERS[:1], config_of(LAYERS[:1], {}, HISTORY[:1])))
    result = run("x.tar", "--against", "y.tar", "--html", "page.html", "--dive-ci", "none")
    assert result.code == 0, result.err
    assert "x.tar against y.tar" in result.out
    return tmp_path / "page.html"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_needs_nothing_else_and_is_harmless(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(text)
    assert not [attributes for _, attributes in tags.found if {"src", "href", "onerror"} & attributes.keys()]
    assert {tag for tag, _ in tags.found} <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "b", "div", "code", "span"),
        *("table", "tr", "td", "th", "script"),
    }
    policy = next(one["content"] for tag, one in tags.found if one.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "default-src 'none'" in policy


def test_the_areas_add_up(page: Path) -> None:
    data = re.search(r'<script type="application/json" id="figures">(.*?)</script>', page.read_text(), re.DOTALL)
    assert data is not None
    figures = {one["place"]: one for one in json.loads(data.group(1))}
    assert set(figures) == {"bytes", "map0", "map1"}
    trace = figures["map0"]["data"][0]
    values = dict(zip(trace["ids"], trace["values"], strict=True))
    assert values["image"] == 13500
    assert values["L0"] + values["L1"] == 13500
    assert values["L0!"] == 9000
    assert values["L1\nusr"] == 4000
    assert trace["labels"][trace["ids"].index("L1\nusr")] == "usr/lib/python3/one.py"
    assert "a&lt;b&gt;&amp;c" in trace["labels"]
    inner = dict.fromkeys(trace["ids"], 0)
    for parent, value in zip(trace["parents"], trace["values"], strict=True):
        if parent:
            inner[parent] += value
    assert all(inner[identity] <= values[identity] for identity in inner)


def test_a_browser_draws_it(page: Path) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no chromium")
    done = subprocess.run(
        [
            browser,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=20000",
            "--dump-dom",
            str(page),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = done.stdout.decode()
    assert text.count('class="slice') > 5
    assert "usr/lib/python3/one.py" in text


def test_without_the_library_it_says_what_to_install(
    tmp_path: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    result = run("nowhere.tar", "--html", str(tmp_path / "x.html"))
    assert result.code == 2
    assert "pip install dockerlint[html]" in result.err
