"""Ways out: each has `send(message) -> Receipt` and raises the errors of `notifications.errors`."""
