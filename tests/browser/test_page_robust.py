"""The chat page when things go wrong: hostile text, lost connections, long conversations."""

import pytest
from playwright.async_api import CDPSession, Page, expect

from bot.demo import acts
from tests.browser.conftest import Watch
from tests.browser.stage import BRUNO, CAMILLE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HOSTILE = {
    "<script>window.hit=1</script>a": "a",
    "<img src=x onerror='window.hit=1'>a": "a",
    "<b onclick='window.hit=1'>a</b>": "<b>a</b>",
    "<a href='javascript:window.hit=1'>a</a>": "a",
    "<a href=' data:text/html,x'>a</a>": "a",
    "<a href='//exemple.fr' onclick='x()'>a</a>": "a",
    "<iframe src='/'></iframe><style>*{}</style>a": "a",
    "<svg><a href='https://x.fr'>a</a></svg>b": "b",
    "<form action='/'><button>a</button></form>": "a",
    "<div><i>a</i></div>": "<i>a</i>",
    "<a href='https://x.fr/?a=1' style='x'>a</a>": (
        '<a href="https://x.fr/?a=1" target="_blank" rel="noopener noreferrer">a</a>'
    ),
}


async def test_only_the_listed_tags_pass_the_sanitiser(chat: Page, watch: Watch) -> None:
    watch.allowed.append("Content Security Policy")  # the browser says what it would have refused
    script = """async (sources) => {
        const { safeNodes } = await import("/static/safe.js");
        return sources.map((html) => {
            const box = document.createElement("div");
            document.body.append(box);
            box.append(safeNodes(html));
            return box.innerHTML;
        });
    }"""
    shown = await chat.evaluate(script, list(HOSTILE))
    assert dict(zip(HOSTILE, shown, strict=True)) == HOSTILE
    assert await chat.evaluate("window.hit") is None


async def test_what_people_type_is_text(chat: Page) -> None:
    text = "<b>gras</b> <img src=x onerror=alert(1)> & </script>"
    await chat.get_by_test_id("composer").fill(text)
    await chat.get_by_test_id("send").click()
    own = chat.get_by_test_id("message").last
    await expect(own.locator(".sent")).to_be_visible()
    await expect(own.locator(".text")).to_have_text(text)


async def test_the_page_may_load_nothing_from_elsewhere(stage: Stage) -> None:
    async with stage.http.get(stage.url) as answer:
        policy = answer.headers["Content-Security-Policy"]
    allowed = {source for rule in policy.split(";") for source in rule.split()[1:]}
    assert policy.startswith("default-src")
    assert allowed <= {"'self'", "'none'", "data:"}


async def test_a_message_that_cannot_be_sent_is_kept_and_sent_again(
    chat: Page, stage: Stage, watch: Watch
) -> None:
    watch.allowed.append("ERR_FAILED")
    await chat.route("**/demo/send", lambda route: route.abort())
    await chat.get_by_test_id("composer").fill("Ne me perdez pas")
    await chat.get_by_test_id("send").click()
    failed = chat.locator(".failed")
    await expect(failed).to_contain_text(stage.words["message.failed"])
    await chat.reload()
    await expect(failed).to_contain_text("Ne me perdez pas")
    await failed.get_by_role("button", name=stage.words["message.take_back"]).click()
    await expect(chat.get_by_test_id("composer")).to_have_value("Ne me perdez pas")
    await chat.get_by_test_id("send").click()
    await expect(failed).to_be_visible()
    await chat.unroute("**/demo/send")
    await failed.get_by_role("button", name=stage.words["message.retry"]).click()
    assert (await stage.hear("message"))["text"] == "Ne me perdez pas"
    await expect(failed).to_have_count(0)
    await expect(chat.get_by_test_id("message")).to_have_count(1)


async def test_a_press_that_cannot_be_sent_is_said_kindly(
    chat: Page, stage: Stage, watch: Watch
) -> None:
    watch.allowed.append("ERR_FAILED")
    await chat.route("**/demo/press", lambda route: route.abort())
    rows = {"inline_keyboard": [[{"text": "Oui", "callback_data": "yes"}]]}
    await stage.say("Alors ?", reply_markup=rows)
    await chat.get_by_test_id("chat").get_by_role("button", name="Oui").click()
    await expect(chat.locator("#toasts")).to_contain_text(stage.words["notice.not_pressed"])


async def test_a_restarted_server_is_found_again_with_what_happened_meanwhile(
    chat: Page, stage: Stage, watch: Watch
) -> None:
    watch.allowed += ["ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_EMPTY"]
    await stage.say("Avant")
    await expect(chat.get_by_test_id("chat")).to_contain_text("Avant")
    await stage.stop()
    await expect(chat.locator("#notice")).to_have_text(stage.words["notice.lost"])
    acts.say(stage.world, CAMILLE, "Pendant la coupure")
    await stage.start()
    await expect(chat.get_by_test_id("chat")).to_contain_text("Pendant la coupure")
    await expect(chat.locator("#notice")).to_have_text(stage.words["notice.back"])
    await stage.say("Après")
    await expect(chat.get_by_test_id("chat")).to_contain_text("Après")
    await expect(chat.get_by_test_id("message")).to_have_count(3)


async def worked(counter: CDPSession) -> float:
    """How many seconds of the processor the thread of the page has had."""
    found = await counter.send("Performance.getMetrics")
    (seconds,) = [m["value"] for m in found["metrics"] if m["name"] == "TaskDuration"]
    return float(seconds)


async def test_five_hundred_messages_open_at_once_and_at_their_end(
    chat: Page, stage: Stage
) -> None:
    for number in range(500):
        acts.say(stage.world, BRUNO, f"Message {number} " + "mot " * (number % 30))
    await chat.reload()
    script = """() => new Promise((done) => {
        document.querySelector("[data-testid=person-voisin]").click();
        requestAnimationFrame(() => setTimeout(done));
    })"""
    await expect(chat.get_by_test_id("person-voisin")).to_contain_text("Message 499")
    counter = await chat.context.new_cdp_session(chat)
    await counter.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = await worked(counter)
    await chat.evaluate(script)
    assert 0 < await worked(counter) - before < 1.5  # a tenth of it on an idle core
    await expect(chat.get_by_test_id("message")).to_have_count(500)
    await expect(chat.get_by_test_id("message").last).to_be_in_viewport()


async def test_whoever_has_scrolled_back_is_left_to_read(chat: Page, stage: Stage) -> None:
    for number in range(40):
        acts.say(stage.world, CAMILLE, f"Message {number}")
    first = chat.get_by_test_id("message").first
    await expect(chat.get_by_test_id("message")).to_have_count(40)
    await first.scroll_into_view_if_needed()
    latest = chat.get_by_role("button", name=stage.words["chat.latest"])
    await expect(latest).to_be_visible()
    await stage.say("Une réponse")
    await expect(chat.locator("#latest .badge")).to_have_text("1")
    await expect(first).to_be_in_viewport()
    await chat.locator("#latest").click()
    await expect(chat.get_by_test_id("message").last).to_be_in_viewport()
    await expect(chat.locator("#latest")).to_be_hidden()


async def test_a_text_longer_than_a_message_goes_out_in_pieces(chat: Page, stage: Stage) -> None:
    await chat.get_by_test_id("composer").fill("Le puy de Dôme. " * 400)
    await chat.get_by_test_id("send").click()
    first = (await stage.hear("message"))["text"]
    second = (await stage.hear("message"))["text"]
    assert len(first) <= 4096
    assert f"{first} {second}".split() == ("Le puy de Dôme. " * 400).split()
