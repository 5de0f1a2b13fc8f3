"""Every page of the site by its path, made from the content alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final

from bot.site.notices import about, legal
from bot.site.words import day, items, link, prose, section, text
from content.model import OBJECTIVES, OUT, SMALL_TALK
from content.opening import is_open
from content.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from content.model import Action, Content, Topic

_HERE: Final = Path(__file__).parent
_MENU: Final = (
    ("index.html", "site.home"),
    ("actions.html", "site.actions"),
    ("reponses/urgence.html", "site.danger"),
    ("english.html", "site.english"),
)
_FOOT: Final = (("qui-sommes-nous.html", "site.about"), ("mentions.html", "site.legal"))
_LEFT_OUT: Final = SMALL_TALK | {OUT}
_SERVICE: Final = frozenset({"aide", "contact", "donnees", "urgence", "benevole", "annonces"})


@dataclass(frozen=True, slots=True)
class _Site:
    """The content and its sentences. `make` fills the one template. `held`: see `pages`."""

    content: Content
    texts: Texts
    english: Texts
    template: Template
    held: bool = False

    def department(self, topic: Topic, texts: Texts) -> str:
        """Give the Département's own part; before an election a sentence in its place."""
        if not self.held or not topic.id.startswith("objectif-"):
            return prose(topic.department)
        return f"<p>{text(texts.plain('site.held'))}</p>"

    def make(self, path: str, title: str, body: str, lang: str = "fr") -> str:
        root = "../" * path.count("/")
        say = self.texts.plain
        menu = (link(root + to, say(key), current=to == path) for to, key in _MENU)
        foot = items(link(root + to, say(key), current=to == path) for to, key in _FOOT)
        trial = "" if is_open(self.content.organisation) else f"<p>{say('official.trial')}</p>"
        made = text(say("site.made"))
        return self.template.substitute(
            lang=lang,
            root=root,
            title=text(title),
            site=text(say("site.name")),
            skip=text(say("site.skip")),
            menu=text(say("site.menu")),
            links=items(menu),
            body=body,
            foot=f'{trial}\n<p>{made}</p>\n<ul class="list">{foot}</ul>',
        )


def pages(content: Content, *, held: bool = False) -> dict[str, str]:
    """Return each page's HTML, and the style, by its path.

    `held`: before an election, without what the Département itself does.
    """
    english = Texts({**content.sentences, **content.english.sentences})
    template = Template((_HERE / "page.html").read_text("utf-8"))
    site = _Site(content, Texts(content.sentences), english, template, held)
    say = site.texts.plain
    found = {
        "style.css": (_HERE / "style.css").read_text("utf-8"),
        "index.html": site.make("index.html", say("site.name"), _index(site)),
        "actions.html": site.make("actions.html", say("site.all_actions"), _actions(site)),
        "english.html": site.make("english.html", "In English", _english(site), "en"),
    }
    for path, key, body in (
        ("qui-sommes-nous.html", "site.about", about(content, site.texts)),
        ("mentions.html", "site.legal", legal(content, site.texts)),
    ):
        found[path] = site.make(path, say(key), body)
    for topic in _told(content):
        path = f"reponses/{topic.id}.html"
        found[path] = site.make(path, topic.title, _topic(site, topic))
    return found


def _told(content: Content) -> list[Topic]:
    return [topic for topic in content.topics.values() if topic.id not in _LEFT_OUT]


def _index(site: _Site) -> str:
    say, topics = site.texts.plain, site.content.topics
    objectives = [topics[f"objectif-{number}"] for number in OBJECTIVES]
    service = [topic for topic in _told(site.content) if topic.id in _SERVICE]
    shown = {topic.id for topic in (*objectives, *service)}
    ideas = [topic for topic in _told(site.content) if topic.id.startswith("agir")]
    shown |= {topic.id for topic in ideas}
    rest = [topic for topic in _told(site.content) if topic.id not in shown]
    return "\n".join(
        [
            f"<p>{text(say('site.intro'))}</p>",
            section(say("site.objectives"), _links(objectives)),
            section(say("site.acting"), _links(ideas)),
            section(say("site.plan"), _links(rest)),
            section(say("site.service"), _links(service)),
        ]
    )


def _links(topics: Iterable[Topic], root: str = "reponses/") -> str:
    listed = items(link(f"{root}{topic.id}.html", topic.title) for topic in topics)
    return f'<ul class="list">{listed}</ul>' if listed else ""


def _topic(site: _Site, topic: Topic) -> str:
    say, topics = site.texts.plain, site.content.topics
    number = topic.id.removeprefix("objectif-")
    step = f'<div class="box"><p>{text(topic.next_step)}</p></div>' if topic.next_step else ""
    theirs = site.department(topic, site.texts)
    if number != topic.id:
        theirs = theirs or f"<p>{text(say('site.department_none'))}</p>"
    note = f"<p><em>{text(say('site.simple_note'))}</em></p>"
    simple = note + prose(topic.simple) if topic.simple else ""
    related = [topics[one] for one in topic.related if one in topics and one not in _LEFT_OUT]
    ideas = ""
    if number.isdigit():
        ideas = f"<p>{link(f'../actions.html#o{number}', say('site.ideas'))}</p>"
    source = ""
    if topic.source:
        words = say("site.source", source=topic.source, date=day(site.texts, topic.reviewed))
        source = f'<p class="source">{text(words)}</p>'
    parts = [
        prose(topic.short),
        section(say("site.next_step"), step),
        ideas,
        section(say("site.more"), prose(topic.more)),
        section(say("site.department"), theirs),
        section(say("site.simple"), simple),
        source,
        section(say("site.related"), _links(related, root="")),
    ]
    return "\n".join(filter(None, parts))


def _actions(site: _Site) -> str:
    say, content = site.texts.plain, site.content
    parts = [f"<p>{text(say('site.actions_intro', count=len(content.actions)))}</p>"]
    for number in OBJECTIVES:
        title = content.topics[f"objectif-{number}"].title.removesuffix(f"(objectif {number})")
        heading = say("site.objective", number=number, title=title.strip())
        parts.append(f'<h2 id="o{number}">{text(heading)}</h2>')
        parts += [
            _action(site, action)
            for action in content.actions.values()
            if action.objective == number
        ]
    return "\n".join(parts)


def _action(site: _Site, action: Action) -> str:
    texts = site.texts
    cost = texts.plain(f"cost.{action.cost}")
    lines = [texts.plain("site.facts", effort=action.effort, cost=cost)]
    if action.impact is not None:
        impact, decimal = action.impact, texts.plain("number.decimal")
        key = "act.impact_at_most" if impact.at_most else "act.impact_about"
        words = texts.plain(
            "act.impact",
            amount=texts.plain(key, value=f"{impact.value:g}".replace(".", decimal)),
            unit=impact.unit,
            per=texts.plain(f"per.{impact.per}"),
            basis=impact.basis.rstrip(".") + ".",
            source=impact.source,
        )
        lines.append(words.removeprefix("🌱 "))
    body = "".join(f"<p>{text(line)}</p>" for line in (action.how, *lines))
    source = texts.plain("site.action_source", source=action.source.rstrip("."))
    return section(action.title, f'{body}<p class="source">{text(source)}</p>', level=3)


def _english(site: _Site) -> str:
    texts, topics = site.english, site.content.english.topics
    wanted = ["plan", *(f"objectif-{n}" for n in OBJECTIVES), "aide", "donnees", "urgence"]
    parts = []
    for topic in (topics[one] for one in wanted if one in topics):
        step = ""
        if topic.next_step:
            step = f'<div class="box"><p>{text(topic.next_step)}</p></div>'
        theirs = section(texts.plain("topic.department"), site.department(topic, texts), level=3)
        parts.append(section(topic.title, prose(topic.short) + step + theirs))
    return "\n".join(parts)
