"""What reads topics and danger off vectors while an encoder is tuned, and how well it does.

Thrown away afterwards: `content.train` learns heads of its own from the tuned vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.nn import functional

from content.model import OUT, URGENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from content.tuning.lesson import Lesson

_SPREAD: Final = 14.0
_SMOOTHED: Final = 0.1
_DANGER_WEIGHS: Final = 2.0
_MISSED: Final = 0.05


@dataclass(frozen=True, slots=True)
class Heads:
    """Two heads of one layer: a row of weights and a bias for each topic, danger last."""

    middle: Any
    weights: Any
    biases: Any

    @classmethod
    def of(cls, labels: int, middle: Any) -> Heads:
        """Return heads that know nothing yet; `middle` is the mean of the vectors."""
        drawn = torch.randn(labels + 1, len(middle), device=middle.device) / 50
        biases = torch.zeros(labels + 1, device=middle.device)
        return cls(middle, drawn.requires_grad_(), biases.requires_grad_())

    def read(self, vectors: Any) -> Any:
        """Return the logits of topics and of danger for each row."""
        spread = (vectors.float() - self.middle) * _SPREAD
        return functional.linear(spread, self.weights, self.biases)


def loss(logits: Any, topics: Any, dangers: Any) -> Any:
    """Return how far logits are from the labels, a row's mean.

    `topics` is −1 where a row has none.
    """
    wrong = functional.cross_entropy(
        logits[:, :-1], topics, ignore_index=-1, label_smoothing=_SMOOTHED, reduction="none"
    )
    told = dangers.float() * (1 - _SMOOTHED) + _SMOOTHED / 2
    weighs = torch.tensor(_DANGER_WEIGHS, device=logits.device)
    deaf = functional.binary_cross_entropy_with_logits(
        logits[:, -1], told, pos_weight=weighs, reduction="none"
    )
    return (wrong + deaf).mean()


def distance(logits: Any, teacher: Any) -> Any:
    """Return how far logits are from those of a teacher."""
    wanted, found = (part[:, :-1].log_softmax(-1) for part in (teacher.float(), logits))
    apart = functional.kl_div(found, wanted, log_target=True, reduction="none").sum(-1)
    danger = torch.sigmoid(teacher[:, -1].float())
    deaf = functional.binary_cross_entropy_with_logits(logits[:, -1], danger, reduction="none")
    return (apart + deaf).mean()


def judge(lesson: Lesson, logits: Any, lines: Sequence[int]) -> Iterator[str]:
    """Say how well lines of strangers were read: each figure as a short text."""
    topics, told = torch.from_numpy(lesson.topics[lines]), torch.from_numpy(lesson.dangers[lines])
    out, urgent = lesson.names.index(OUT), lesson.names.index(URGENCE)
    ours = (topics >= 0) & (topics != out) & (topics != urgent)
    shares = logits[:, :-1].float().log_softmax(-1)
    ranked = shares.clone()
    ranked[:, [out, urgent]] = -99
    best = ranked.topk(3, 1).indices == topics[:, None]
    yield f"right {best[ours, 0].float().mean() * 100:.1f} %"
    yield f"among three {best[ours].any(1).float().mean() * 100:.1f} %"
    yield f"not ours told {_told_apart(shares[topics == out, out], shares[ours, out]):.4f}"
    fear = logits[:, -1].float()
    heard = (fear[~told] >= fear[told].quantile(_MISSED)).float().mean()
    yield f"dangers told {_told_apart(fear[told], fear[~told]):.4f}"
    yield f"false alarms at 5 % missed {heard * 100:.1f} %"


def _told_apart(high: Any, low: Any) -> float:
    """Return how often one of `high` is above one of `low` (the area under the curve)."""
    ranks = torch.cat([high, low]).argsort().argsort().double() + 1
    return float((ranks[: len(high)].mean() - (len(high) + 1) / 2) / len(low))
