"""Breachdesk: the breach incident response workflow."""
