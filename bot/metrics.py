"""What the program counts about itself, for Prometheus: numbers and kinds, nothing of anybody."""

from __future__ import annotations

import collections
from functools import cache
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prometheus_client.context_managers import Timer

    from content.model import Answer
    from storage.outbox import Waiting

_QUICK = (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """All of it, in a registry of its own. Labels hold kinds that we know, never what people say.

    Stages of an update: `turn` (it waited for its chat), `handle` (all the work), `match` (finding
    the answer), `request` (a call of Telegram's).
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._updates = self._counter("updates", "Updates, by what became of them", "outcome")
        self._stages = self._histogram(
            "stage_seconds", "Where the time of an update goes", "stage"
        )
        self._matches = self._counter(
            "matches",
            "Questions, by the part that found the answer and by outcome",
            "tier",
            "outcome",
        )
        self._requests = self._counter(
            "telegram_requests", "Calls of the Bot API, by method and outcome", "method", "outcome"
        )
        self._storage = self._histogram("storage_seconds", "Waits for the database", "kind")
        self._storage_errors = self._counter(
            "storage_errors", "What the database refused", "kind", "error"
        )
        self._waiting = Gauge(
            "colibris_outbox_waiting",
            "Messages that are due, by lane, counted up to 10,000",
            ("lane",),
            registry=self._registry,
        )
        self._age = Gauge(
            "colibris_outbox_oldest_seconds",
            "For how long the oldest message has been due, by lane",
            ("lane",),
            registry=self._registry,
        )
        self._questions: collections.Counter[str] = collections.Counter()
        self._active = Gauge(
            "colibris_worker_active",
            "Whether this process drains the outbox",
            registry=self._registry,
        )

    def stage(self, name: str) -> Timer:
        """Measure the block of a `with` as a stage of an update."""
        return self._stages(name).time()

    def update(self, outcome: str) -> None:
        """Count an update: settled, again, unreadable, failed."""
        self._updates(outcome).inc()

    def match(self, answer: Answer) -> None:
        """Count an answered question."""
        tier = "danger" if answer.kind is not None else getattr(answer, "tier", "lexical")
        self._matches(tier, answer.outcome).inc()
        if answer.kind is None:
            self._questions["asked"] += 1
            self._questions["missed"] += answer.outcome == "unknown"

    def take_questions(self) -> dict[str, int]:
        """Give how many questions were asked and missed since the last time."""
        counted, self._questions = self._questions, collections.Counter()
        return {what: entries for what, entries in counted.items() if entries}

    def give_back(self, counted: Mapping[str, int]) -> None:
        """Count again what could not be written down."""
        self._questions.update(counted)

    def request(self, method: str, outcome: str, seconds: float) -> None:
        """Count a call of the Bot API; `outcome`: ok, or the kind of error."""
        self._requests(method, outcome).inc()
        self._stages("request").observe(seconds)

    def storage(self, kind: str, seconds: float, error: str) -> None:
        """Count a wait for the database (`storage.measured`)."""
        self._storage(kind).observe(seconds)
        if error:
            self._storage_errors(kind, error).inc()

    def outbox(self, waiting: list[Waiting], now: int) -> None:
        """Note what waits in the outbox at this moment."""
        for lane in waiting:
            self._waiting.labels(str(lane.lane)).set(lane.entries)
            age = 0 if lane.oldest_due_at is None else max(now - lane.oldest_due_at, 0)
            self._age.labels(str(lane.lane)).set(age)

    def active(self, active: bool) -> None:  # noqa: FBT001 – the value of a gauge
        """Note whether this process drains the outbox."""
        self._active.set(float(active))

    def text(self) -> bytes:
        """Give all of it in Prometheus' text format."""
        return generate_latest(self._registry)

    # What is counted is looked up by its labels once: there are few of them, and many updates.
    def _counter(self, name: str, words: str, *labels: str) -> Callable[..., Counter]:
        counter = Counter(f"colibris_{name}", words, labels, registry=self._registry)
        return cache(counter.labels)

    def _histogram(self, name: str, words: str, *labels: str) -> Callable[..., Histogram]:
        histogram = Histogram(
            f"colibris_{name}", words, labels, registry=self._registry, buckets=_QUICK
        )
        return cache(histogram.labels)
