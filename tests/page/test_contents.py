"""The content on the page: found, changed with a look at it, withdrawn, undone, brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import wordings

if TYPE_CHECKING:
    from tests.page.conftest import Office

WATER = "/bureau/contenu/topic/objectif-3"
WITHDRAW, CHANGE = "Retirer tout de suite", "Voir l'aperçu"


async def test_a_text_is_found_changed_looked_at_published_and_undone(office: Office) -> None:
    camille, browser = office.town.person("citoyenne"), await office.enter()
    await browser.opens("/bureau/contenu")
    await browser.presses("Chercher", q="objectif 3")
    await browser.follows("L'eau, bien commun")
    assert browser.path == WATER
    assert "Version des fichiers" in browser.sees

    await browser.opens(f"{WATER}/changer/short")
    await browser.presses(CHANGE, texte="Tu dois **économiser** l'eau <script>.")
    assert "<b>économiser</b>" in browser.html
    assert "<script>." not in browser.html
    assert "À regarder de plus près" in browser.sees
    await camille.says("c koi l objectif 3")
    assert "économiser l'eau <script>" not in camille.sees

    await browser.presses("Publier")
    assert "C'est publié" in browser.sees
    assert "Version de l'équipe" in browser.sees
    await camille.says("c koi l objectif 3")
    assert "économiser" in camille.sees

    await browser.follows("Historique")
    assert "texte changé, par un agent" in browser.sees
    await browser.opens(WATER)
    undo = next(form for form in browser.forms if form.action.endswith("/annuler"))
    await browser.presses("Annuler ce changement")
    assert "comme avant" in browser.sees
    await camille.says("c koi l objectif 3")
    assert "économiser l'eau <script>" not in camille.sees
    await browser.posts(undo.action, undo.fields)
    assert "Un autre changement a suivi" in browser.sees

    await browser.opens(f"{WATER}/historique")
    restore = browser.forms[-2]
    await browser.posts(restore.action, restore.fields)
    assert "C'est remis" in browser.sees
    await browser.presses("Prendre la version des fichiers")
    assert "Version des fichiers" in browser.sees


async def test_withdrawn_and_put_back_at_once_but_never_the_numbers_of_danger(
    office: Office,
) -> None:
    camille, browser = office.town.person("citoyenne"), await office.enter()
    await browser.opens(WATER)
    await browser.presses(WITHDRAW)
    assert "C'est retiré" in browser.sees
    await camille.says("c koi l objectif 3")
    assert "en cours de relecture" in camille.sees
    await browser.presses("Remettre en ligne")
    await camille.says("c koi l objectif 3")
    assert "en cours de relecture" not in camille.sees

    await browser.opens("/bureau/contenu/topic/urgence")
    assert WITHDRAW not in browser.sees
    fields = browser.forms[0].fields | {"retirer": "1"}
    await browser.posts("/bureau/contenu/topic/urgence/retrait", fields)
    assert "ne se retire pas" in browser.sees


async def test_two_colleagues_who_change_the_same_text_are_told(office: Office) -> None:
    sophie, helene = await office.enter(), await office.enter("administratrice")
    for browser, text in ((sophie, "La première version."), (helene, "La seconde version.")):
        await browser.opens(f"{WATER}/changer/short")
        await browser.presses(CHANGE, texte=text)
    await sophie.presses("Publier")
    await helene.presses("Publier")
    assert "Un collègue a changé ce texte entre-temps" in helene.sees
    assert "La seconde version." in helene.sees
    await helene.presses("Publier")
    assert "C'est publié" in helene.sees
    await helene.follows("Historique")
    assert "par l'administration" in helene.sees


async def test_a_date_is_read_as_people_write_it(office: Office) -> None:
    browser = await office.enter()
    for text, words in (
        ("hier peut-être", "Je n'ai pas compris cette date"),
        ("31/02/2026", "Je n'ai pas compris cette date"),
        ("01/01/2099", "dans le futur"),
        ("11/05/2026", "11 mai 2026"),
    ):
        await browser.opens(f"{WATER}/changer/reviewed")
        await browser.presses(CHANGE, texte=text)
        assert words in browser.sees
    await browser.presses("Publier")
    assert "C'est publié" in browser.sees
    await browser.presses("Relu, toujours bon")
    assert "12 mai 2026" in browser.sees


async def test_what_falls_due_and_what_people_said_is_settled_from_the_list(
    office: Office,
) -> None:
    office.town.now += 600 * 86_400
    services = office.town.colibris.services
    await wordings.keep(services.db, "objectif-3", "<b>flotte</b> potable", day=office.town.now)
    browser = await office.enter()
    await browser.opens("/bureau/contenu")
    assert "relecture dépassée" in browser.sees
    await browser.presses("Relu, toujours bon")
    assert "La relecture d'aujourd'hui est notée" in browser.sees

    await browser.opens("/bureau/contenu/formulations")
    assert "<b>flotte</b> potable" in browser.sees
    await browser.presses("Ajouter")
    assert "C'est appris" in browser.sees
    assert await browser.opens("/bureau/contenu/export") == 200
    assert browser.html.startswith("PK")


async def test_what_does_not_exist_leads_back_to_the_list(office: Office) -> None:
    browser = await office.enter()
    for path in (
        "/bureau/contenu/topic/nowhere",
        "/bureau/contenu/action/nowhere/historique",
        f"{WATER}/changer/id",
        f"{WATER}/changer/withdrawn",
        "/bureau/contenu/action/eau-du-robinet/changer/short",
    ):
        await browser.opens(path)
        assert "n'existe pas ou plus" in browser.sees, path
    for path in ("/bureau/contenu/phrasing/x", "/bureau/contenu/topic/../secret"):
        assert await browser.opens(path) == 404
    await browser.opens("/bureau/contenu")
    mark = browser.forms[0].fields
    await browser.posts("/bureau/contenu/version/999/annuler", mark)
    assert "n'existe pas ou plus" in browser.sees
