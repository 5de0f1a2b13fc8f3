"""The encoder as PyTorch computes and tunes it.

The same sums as the engine's, with slopes. The matrices are rounded to four bits in every pass,
as they will be in the file, and the slope is passed on as if they were not (« straight-through »):
what is tuned is what will run.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.nn import functional

from content.tuning.encoder import WORDS, Tensor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from content.tuning.encoder import Encoder, Sizes

_BLOCK: Final = 32
_ZERO: Final = 8.0
_PLACES, _KINDS = "emb.pos", "emb.type"
_SHARED: Final = "emb."

Values = dict[str, Any]
"""Tensors by their name in the file."""


def begin(encoder: Encoder, device: str) -> Values:
    """Return the tensors of `encoder`, those of the layers to be tuned."""
    sizes, values = encoder.sizes, {}
    for name, tensor in encoder.tensors.items():
        value = torch.from_numpy(tensor.values().copy()).to(device)
        if tensor.packed or name in {_PLACES, _KINDS}:
            value = value.reshape(-1, sizes.inner if name.endswith("fo.w") else sizes.width)
        if not name.startswith(_SHARED):
            value.requires_grad_()
        values[name] = value
    return values


def finish(encoder: Encoder, values: Mapping[str, Any]) -> Encoder:
    """Return `encoder` with the tuned tensors in place of its own."""
    tuned = {
        name: Tensor.of(values[name].detach().cpu().numpy(), packed=tensor.packed)
        for name, tensor in encoder.tensors.items()
        if not name.startswith(_SHARED)
    }
    return replace(encoder, tensors={**encoder.tensors, **tuned})


def embed(values: Values, sizes: Sizes, batch: tuple[Any, Any], dropped: float = 0.0) -> Any:
    """Return the unit vectors of a batch: the mean of the pieces' last layer.

    `batch`: pieces and whether they count, for each row and place.
    """
    numbers, kept = batch
    whole = rounded_alike(values)
    state = functional.embedding(numbers, values[WORDS])
    state = state + values[_PLACES][: numbers.shape[1]] + values[_KINDS][0]
    state = functional.layer_norm(
        state, (sizes.width,), values["emb.ln.w"], values["emb.ln.b"], sizes.epsilon
    )
    for layer in range(sizes.layers):
        state = _layer(state, whole, f"l{layer}", sizes, kept, dropped)
    weights = kept.float()[..., None]
    return functional.normalize((state * weights).sum(1) / weights.sum(1).clamp(min=1), dim=-1)


def rounded_alike(values: Values) -> Values:
    """Return the tensors with the matrices of the layers in four bits, alike ones in one go."""
    alike: dict[tuple[int, ...], list[str]] = {}
    for name, value in values.items():
        if value.requires_grad and value.dim() > 1:
            alike.setdefault(tuple(value.shape), []).append(name)
    whole = dict(values)
    for names in alike.values():
        matrices = rounded(torch.stack([values[name] for name in names]))
        whole |= zip(names, matrices.unbind(0), strict=True)
    return whole


def rounded(weights: Any) -> Any:
    """Return `weights` as four bits keep them; the slope passes as if they were whole."""
    rows = weights.detach().reshape(-1, _BLOCK)
    largest = rows.gather(1, rows.abs().argmax(1, keepdim=True))
    scales = (largest / -_ZERO).half().float()
    steps = torch.where(scales == 0, torch.ones_like(scales), scales)
    whole = torch.clamp(torch.round(rows / steps) + _ZERO, 0, 15)
    return weights + (((whole - _ZERO) * scales).reshape(weights.shape) - weights.detach())


def _layer(state: Any, values: Values, layer: str, sizes: Sizes, kept: Any, dropped: float) -> Any:
    rows, longest, width = state.shape

    def heads(name: str) -> Any:
        parts = _matrix(state, values, f"{layer}.{name}")
        return parts.view(rows, longest, sizes.heads, -1).transpose(1, 2)

    mask = kept.view(rows, 1, 1, longest)
    seen = functional.scaled_dot_product_attention(
        heads("q"), heads("k"), heads("v"), attn_mask=mask
    )
    joined = seen.transpose(1, 2).reshape(rows, longest, width)
    added = functional.dropout(_matrix(joined, values, f"{layer}.ao"), dropped)
    state = _even(state + added, values, f"{layer}.aln", sizes)
    inner = functional.gelu(_matrix(state, values, f"{layer}.fi"))
    added = functional.dropout(_matrix(inner, values, f"{layer}.fo"), dropped)
    return _even(state + added, values, f"{layer}.oln", sizes)


def _matrix(state: Any, values: Values, name: str) -> Any:
    return functional.linear(state, values[f"{name}.w"], values[f"{name}.b"])


def _even(state: Any, values: Values, name: str, sizes: Sizes) -> Any:
    weight, bias = (values[f"{name}.{part}"] for part in ("w", "b"))
    return functional.layer_norm(state.float(), (sizes.width,), weight, bias, sizes.epsilon)
