"""What can go wrong in a way that the person at the screen must be told."""


class WrongStateError(Exception):
    """The thing is no longer in a state that allows this; the text is shown to the person."""


class ChangedMeanwhileError(WrongStateError):
    """Somebody else has saved the same since it was read; nothing has been changed by this.

    The page is shown again with what now stands. The text is for where no page does that.
    """

    def __init__(self) -> None:
        super().__init__(
            "Någon annan har ändrat samma sak medan du skrev. Gå tillbaka och läs in sidan igen."
        )
