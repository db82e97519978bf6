"""Use cases: plain functions that check the right to act, write the audit entry and never commit."""
