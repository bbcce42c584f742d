"""For the tests of feeds: property tests are judged by what they find, not by the clock."""

from hypothesis import settings

settings.register_profile("feeds", deadline=None)
settings.load_profile("feeds")
