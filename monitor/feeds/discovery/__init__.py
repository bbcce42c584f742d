"""From what a person knows of a site to the addresses of its feeds.

    typed_address  what is typed or pasted → addresses worth asking
    known_sites    addresses on sites whose feeds follow a rule (YouTube, Reddit, GitHub …)
    no_feed        sites that offer none, and what can be done instead
    page_links     what a page and its ``Link`` header say of feeds
    candidates     asks addresses, none twice, and remembers what it tried
    discover       all of these in turn, until a feed answers
    look           the same with the connections and the parser that it takes
    found          what comes of it

Only what was fetched and parsed counts as a feed; everything before that is a candidate.
"""
