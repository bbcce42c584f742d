"""Configuration: config.toml → frozen domain objects (the only user of pydantic and tomlkit).

    syntax   bytes → tables, or line, column and what is wrong
    lines    where in the file each key stands
    schema   which keys there are and what they may hold
    targets, feeds, subscriptions, rules, aliases, web
             tables → Target, Feed, Subscription, Rule and Policy, Web
    policies how each rule and target wants its alerts told, and of which items
    source   what feeds and subscriptions have in common
    secrets, durations, timezones, wishes
             values people write
    problems all mistakes, each with its place and a suggestion
    load     all of it → Config
    edit     adding and removing feeds and rules without touching the rest of the file

docs/configuration.md is the reference for users.
"""

from monitor.config.config import Config
from monitor.config.load import load_config
from monitor.config.tables.aliases import shipped_pack
from monitor.config.tables.rules import make_rule

__all__ = ["Config", "load_config", "make_rule", "shipped_pack"]
