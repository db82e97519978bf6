"""What can go wrong when a document is made or a message is sent."""


class NotificationError(Exception):
    """Anything that this package raises on purpose."""


class DocumentInvalid(NotificationError):
    """The document's content cannot be printed as it stands; the message names the place and the remedy."""


class DocumentWarning(NotificationError):
    """The layout engine complained; the document is not used. `messages`: each complaint, in order."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        self.messages = messages
        super().__init__("The document could not be laid out cleanly: " + "; ".join(messages))


class LettersMissing(DocumentWarning):
    """No font on this machine has some letters of the document; it would show empty boxes in their place."""

    def __init__(self, messages: tuple[str, ...], letters: tuple[str, ...]) -> None:
        """`letters`: each once, in the order of the document."""
        super().__init__(messages)
        self.letters = letters
        named = ", ".join(f"“{letter}” (U+{ord(letter):04X})" for letter in letters)
        self.args = (
            f"No font on this server has these letters: {named}. Write them in other letters, or ask your administrator "
            "to install fonts for that script (on Debian fonts-noto-core and fonts-noto-cjk).",
        )


class RenderingFailed(NotificationError):
    """The child process that lays out documents ended without one: too long, too large, or killed."""


class HeaderRefused(NotificationError):
    """A mail header holds a line break or is no mail address. `field`: its name."""

    def __init__(self, field: str, remedy: str) -> None:
        self.field = field
        super().__init__(f"{field}: {remedy}")


class DeliveryFailed(NotificationError):
    """A message was not accepted. `reply`: what the server said, or what happened, in one line."""

    def __init__(self, reply: str) -> None:
        self.reply = reply
        super().__init__(reply)


class TemporaryFailure(DeliveryFailed):
    """Nothing was accepted; the same message may be sent again later."""


class EncryptionRefused(TemporaryFailure):
    """The server offers no encryption or a wrong certificate; nothing was sent in clear."""


class PermanentFailure(DeliveryFailed):
    """The server refuses this message or this recipient; sending it again would not help."""


class UncertainOutcome(DeliveryFailed):
    """The connection ended after the final dot: the message may have been accepted or not."""
