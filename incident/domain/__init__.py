"""Pure functions: what the law means for one incident."""
