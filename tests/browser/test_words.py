"""The words of the page and its files, checked without a browser."""

import re

import pytest

from bot.demo.people import PEOPLE
from tests.browser.conftest import MISSING, find_chromium
from tests.browser.stage import STATIC, read_words

FILES = sorted(
    path for path in STATIC.iterdir() if path.suffix in {".html", ".js", ".css", ".svg"}
)
TEXT = "".join(path.read_text("utf-8") for path in FILES)
NAMED = set(re.findall(r'data-word(?:-\w+)?="([\w.]+)"|(?:word|key)\(\s*"([\w.]+)"', TEXT))
USED = {one or other for one, other in NAMED} | set(re.findall(r'"([a-z]+\.[a-z_.]+)"', TEXT))


def test_the_page_has_every_word_that_it_uses() -> None:
    words = read_words()
    parts = {key.split(".")[0] for key in words}
    assert {key for key in USED if key.split(".")[0] in parts} - words.keys() == set()


def test_no_word_is_left_over() -> None:
    built = {f"person.{person.name}" for person in PEOPLE}
    built |= {key for key in read_words() if key.split(".")[0] in {"kind", "attach"}}
    built |= {"message.failed", "message.sending"}
    assert set(read_words()) - USED - built == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_names_an_address_elsewhere(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    found = set(re.findall(r"""(?:https?:|["'(])//[\w.-]+\.\w+[\w/.-]*""", text))
    assert found <= {"http://www.w3.org/2000/svg"}


def test_the_files_of_the_page_stay_short() -> None:
    long = [path.name for path in FILES if len(path.read_text("utf-8").splitlines()) > 300]
    assert long == []


def test_a_missing_browser_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert find_chromium() is None
    assert MISSING == "Chromium manque : apt-get install chromium"
