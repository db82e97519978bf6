"""A second way of counting periods, written from the texts of the laws and never from our own code.

It walks: minute by minute, day by day, and looks at the clock and the calendar of the place at each step. Slow, and
hard to get wrong in the way that arithmetic goes wrong. It imports nothing of Breachdesk.
"""
