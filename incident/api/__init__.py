"""JSON API, version 1: the same documents in and out as the command line, and the incidents to read."""

from incident.api.routes import bp

__all__ = ["bp"]
