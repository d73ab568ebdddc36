"""The one exception that leaves a module: what is wrong, and what the reader can type."""


class ChannelError(Exception):
    """Something the user can act on: a message and, where there is one, a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
