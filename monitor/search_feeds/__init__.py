"""Feeds of search engines, made out of a rule: what is searched for where no feed is known.

    clauses       a rule's query → clauses that every engine understands, and what they leave out
    engines       what each engine's operators and limits are, and the address of its feed
    editions      languages and countries, in each engine's own words
    search_feeds  clauses × engines × languages → the feeds, each with its query to show

An engine is asked for as much as it can express, and never for less than the rule wants, but for
what is said; the rule itself decides on what comes. Pure: nothing is fetched here.
"""
