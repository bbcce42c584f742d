"""The page: what was found, what was sent, how the feeds are; also as feeds and as an API.

    server               a thread with an event loop of its own; starts and stops
    app                  addresses → what answers them
    access/middleware    before any answer: the right host, who it is, no foreign forms; headers
    access/sessions      cookies and form tokens
    access/credentials   who may come in, and how many attempts anybody has
    context              what an answer works with: ``Desk``
    page_request         a request as plain values, and the answers to it: ``Visit``
    match_query, period  what an address asks for
    templating, charts   templates; numbers → SVG
    since_visit          what is new since somebody's last visit
    pages/               one module for each page
    forms                what a visitor's form holds, if it is one of ours
    feeds                the matches of a rule as Atom and JSON Feed
    api/                 the page's queries and changes as JSON; their description
    live                 that something has come in, as server-sent events
    trial                the workbench's rules on stored items, in a process of its own

Answers are worked out in a few threads of their own, never on the event loop, and by connections of
their own: a slow page delays no poll. docs/web.md is for users.
"""
