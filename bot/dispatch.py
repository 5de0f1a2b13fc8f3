"""Who handles an update: the library's table of handlers, gone through once for plain messages.

No handler looks at the words of a plain message to say whether it is the one (commands are none,
Telegram marks them), so that all of them go the same way: it is asked for once and remembered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram.ext import ApplicationHandlerStop

from bot.plain import PlainUpdate

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import Application, BaseHandler

    from bot.context import Context

    App = Application[Any, Context, Any, Any, Any, Any]
    Handler = BaseHandler[Any, Any, Any]


class Dispatch:
    """Lets an application's handlers work; they are all registered, and stay as they are."""

    def __init__(self, application: App) -> None:
        self._application = application
        self._way: tuple[Handler, ...] = ()

    async def process(self, update: Update) -> None:
        """Do what `Application.process_update` does."""
        if not isinstance(update, PlainUpdate):
            await self._application.process_update(update)
            return
        application = self._application
        self._way = self._way or self.find_way(update)
        context = application.context_types.context.from_update(update, application)
        for handler in self._way:
            try:
                await handler.callback(update, context)
            except ApplicationHandlerStop:
                return
            except Exception as error:  # noqa: BLE001 – as the library: the error handler is asked
                if await application.process_error(update=update, error=error):
                    return

    def find_way(self, update: Update) -> tuple[Handler, ...]:
        """Return the first handler of each group that takes this update, in order."""
        groups = self._application.handlers.values()
        takers = (next((h for h in group if h.check_update(update)), None) for group in groups)
        return tuple(handler for handler in takers if handler is not None)
