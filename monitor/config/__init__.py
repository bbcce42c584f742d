"""Configuration: config.toml → frozen domain objects (the only user of pydantic and tomlkit).

    reading/syntax    bytes → tables, or line, column and what is wrong
    reading/lines     where in the file each key stands
    reading/schema    which keys there are and what they may hold
    reading/table     one table by its schema, every mistake in it in words
    reading/values, secrets, timezones
                      single values as people write them
    reading/problems  all mistakes, each with its place and a suggestion
    tables/targets, feeds, subscriptions, rules, aliases, keep, web
                      tables → Target, Feed, Subscription, Rule and Policy, Keep, Web
    tables/policies   how each rule and target wants its alerts sent, and about which items
    tables/alert_options  when and about what alerts are to be sent
    tables/source     what feeds and subscriptions have in common
    load              all of it → Config
    rulefile          the rules of a file by themselves
    editing/edit      adding and removing feeds and rules without touching the rest of the file
    editing/amend     changing one rule in the same manner

docs/configuration.md is the reference for users.
"""

from monitor.config.config import Config
from monitor.config.load import load_config
from monitor.config.tables.aliases import shipped_pack
from monitor.config.tables.rules import make_rule

__all__ = ["Config", "load_config", "make_rule", "shipped_pack"]
