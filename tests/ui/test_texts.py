"""Every text goes through the catalogues, and every catalogue has every text."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from ticketapp.core.i18n import DEFAULT, LOCALES, catalogue
from ticketapp.locales.messages import ROOT, out_of_date, texts_of
from ticketapp.ui.catalogues import page_catalogue

OTHERS = [locale for locale in LOCALES if locale != DEFAULT]
UI = sorted((ROOT / "ticketapp" / "ui").rglob("*.py"))
SPOKEN_PROPS = {"placeholder", "title", "aria_label", "alt", "label", "description", "content"}
NEVER_SPOKEN = {"rx.el.meta", "rx.el.link", "rx.el.path"}
# ARIA keeps these words for itself; each reader says them its own way.
KEYWORDS = {"page", "true", "false", "ascending", "descending", "none"}


def forms(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    return ids, said


@pytest.mark.parametrize("locale", OTHERS)
def test_every_text_is_translated(locale):
    missing = [
        message.id
        for message in catalogue(locale)
        if message.id and (message.fuzzy or not all(forms(message)[1]))
    ]
    assert not missing


def test_the_catalogues_match_the_code():
    assert not out_of_date(), "run `python -m ticketapp.locales`"


@pytest.mark.parametrize("locale", OTHERS)
def test_a_translation_names_the_same_facts_as_the_text(locale):
    def facts(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    for message in catalogue(locale):
        if message.id and all(forms(message)[1]):
            ids, said = forms(message)
            allowed = set.union(*map(facts, ids))
            for form in said:
                assert facts(form) <= allowed, message.id
            assert facts(said[-1]) == facts(ids[-1]), message.id


@pytest.mark.parametrize("locale", OTHERS)
def test_the_browser_gets_the_texts_of_pages_and_no_others(locale):
    texts = page_catalogue(locale)["texts"]
    assert "What’s on" in texts
    assert "Please sign in first." not in texts


def test_german_plural_categories_lead_to_the_form_that_gettext_would_choose():
    assert page_catalogue("de")["plurals"] == {"one": 0, "other": 1}


def test_texts_are_found_where_they_are_marked_and_nowhere_else():
    code = """
t("one")
t_plural("{count} seat", "{count} seats", count=n)
translate(TEXTS["key"], locale)
N_("a " "long one")
log.info("not shown")
"""
    assert list(texts_of(code)) == ["one", ("{count} seat", "{count} seats"), "a long one"]


@pytest.mark.parametrize("path", UI, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_text_on_a_page_bypasses_the_catalogue(path: Path):
    assert not list(bypassing(path.read_text()))


def test_a_bypassing_text_would_be_found():
    assert list(bypassing('rx.el.p("Hello there")')) == ["Hello there"]
    assert list(bypassing('rx.el.input(placeholder="Your name")')) == ["Your name"]
    assert list(bypassing('card(rx.el.h2(f"Hello {name}"))')) == ["Hello "]
    assert list(bypassing('rx.cond(known, "yes", rx.el.b("no"))')) == ["no", "yes"]
    assert list(bypassing('button("Save", on_click=X.save)')) == ["Save"]
    assert list(bypassing('text_field("name", "your name")')) == ["your name"]
    assert not list(bypassing('rx.el.p(t("Hello"), class_name="lead", id="greeting")'))
    assert not list(bypassing('text_field("name", t("Your name"))'))


def bypassing(code: str) -> Iterable[str]:
    """Words given to a component as a child, or as a property that is read out."""
    found: list[str] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            spoken = [word.value for word in node.keywords if word.arg in SPOKEN_PROPS]
            words = [word for value in [*node.args, *spoken] for word in _words(value)]
            name = ast.unparse(node.func)
            if _is_an_element(name):
                found.extend(words)
            elif name in OURS:
                found.extend(word for word in words if _reads_like_text(word))
    return sorted(found)


def _own_components() -> set[str]:
    """The functions in `ui/components`; some of what they take is no text, as names of fields."""
    trees = (ast.parse(path.read_text()) for path in UI if path.parent.name == "components")
    return {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}


OURS = _own_components()


def _is_an_element(name: str) -> bool:
    if name in NEVER_SPOKEN:
        return False
    return name.startswith("rx.el.") or name.endswith(".create") or name == "rx.cond"


def _words(value: ast.expr) -> Iterable[str]:
    if isinstance(value, ast.JoinedStr):
        for part in value.values:
            yield from _words(part)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        word = value.value
        is_address = word.startswith("/")
        if word not in KEYWORDS and not is_address and any(map(str.isalpha, word)):
            yield word


def _reads_like_text(word: str) -> bool:
    return " " in word or word[0].isupper()
