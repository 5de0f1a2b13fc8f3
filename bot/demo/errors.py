"""What the Bot API server answers when it refuses."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal, worded as Telegram words it: HTTP `code`, `description`, extra `parameters`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(reason: str) -> ApiError:
    """Make the error of a request that Telegram finds wrong (400)."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """Make the error of a request that a person does not want (403)."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """Make the error of two ways of receiving updates at once (409)."""
    return ApiError(409, f"Conflict: {reason}")
