"""« Qui sommes-nous ? », the legal notice, and the banner until the texts are validated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from content.model import OrganisationField
from content.texts import Texts

if TYPE_CHECKING:
    from bot.demo.person import Person
    from content.model import Content
    from tests.conversations.conftest import Town


async def test_the_card_says_who_and_what_is_never_asked_for(camille: Person) -> None:
    await camille.says("/quisommesnous")

    for words in ("un programme, pas une personne", "Qui publie", "CNIL", "Telegram", "arnaque"):
        assert words in camille.sees
    assert "jamais d'argent, de code, de mot de passe" in camille.sees
    assert "telegram.org/privacy" in camille.screen.html
    assert "à confirmer" in camille.sees
    await camille.presses("Mentions légales")
    assert "Hébergeur" in camille.sees
    assert "conformité non établie" in camille.sees
    await camille.presses("Qui sommes-nous ?")
    assert "Est-ce une arnaque" in camille.sees


async def test_an_unconfirmed_value_is_never_shown_a_confirmed_one_is_escaped(
    town: Town, camille: Person
) -> None:
    library = town.colibris.services.library
    fields = {
        "publisher": OrganisationField("publisher", "Le <Département>", confirmed=True),
        "host": OrganisationField("host", "Peut-être Untel", confirmed=False),
    }
    content = replace(library.edition.content, organisation=fields)
    library.edition = replace(library.edition, content=content)

    await camille.says("/quisommesnous")
    assert "Qui publie : Le <Département>" in camille.sees
    await camille.presses("Mentions légales")
    assert "Untel" not in camille.sees


async def test_until_the_texts_are_validated_everybody_new_is_told_and_the_age_once(
    town: Town, camille: Person, bruno: Person
) -> None:
    await camille.says("/start")
    assert "Version d'essai, textes non validés" in camille.sees
    assert "âge minimal" in camille.sees
    await camille.says("/start")
    assert "Version d'essai, textes non validés" in camille.sees
    assert "âge minimal" not in camille.sees

    content = town.colibris.services.content
    confirmed = {
        key: replace(field, value=field.value or "2026-11-23", confirmed=True)
        for key, field in content.organisation.items()
    }
    library = town.colibris.services.library
    library.edition = replace(library.edition, content=replace(content, organisation=confirmed))
    await bruno.says("bonjour")
    assert "Version d'essai, textes" not in bruno.sees


def test_poster_and_card_say_the_same_and_where_to_read_on(content: Content) -> None:
    texts = Texts(content.sentences)
    for key in ("paper.about", "paper.card.about"):
        words = texts.plain(key, publisher="Publié par : le Département.")
        assert words.count("le Département") == 1
        assert "argent" in words
        assert "mot de passe" in words
        assert "/quisommesnous" in words
