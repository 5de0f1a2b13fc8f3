"""The small town of the conversations, for those who mean no good."""

from tests.conversations.conftest import (
    answerer,
    bruno,
    camille,
    content,
    helene,
    ines,
    sophie,
    town,
)

__all__ = ["answerer", "bruno", "camille", "content", "helene", "ines", "sophie", "town"]
