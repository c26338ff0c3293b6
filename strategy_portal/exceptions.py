"""What can go wrong in a way that the person at the screen must be told."""


class WrongStateError(Exception):
    """The thing is no longer in a state that allows this; the text is shown to the person."""
