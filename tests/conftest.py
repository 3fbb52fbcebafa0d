"""What all tests share."""

from hypothesis import settings

# a deadline measures the machine and what else it does: a property that holds failed where eight suites ran at once
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
