"""The staff page: the tools of the team in a browser, for desks without Telegram.

`app` has every route, `doors` lets in and keeps out, `shown` fills the templates. What the page
does is done by the modules that the chat calls, too; here is none of their logic.
"""
