"""The page: what was found, who was told, how the feeds are; also as feeds and as an API.

    server    a thread with an event loop of its own; starts and stops
    app       addresses → what answers them
    guard     before any answer: the right host, who it is, no foreign forms; headers after it
    sessions  cookies and form tokens          gate      who may come in, and how often one may try
    desk      what an answer works with        visit     a request as plain values; answers to it
    look      templates                        charts    numbers → SVG
    pages/    one module for each page
    feeds     the matches of a rule as Atom and JSON Feed
    api       the same queries as JSON         openapi   its description
    live      what has just come in, as server-sent events
    trial     the workbench's rules on stored items, in a process of its own

Answers are worked out in a few threads of their own, never on the event loop, and by connections of
their own: a slow page delays no poll. docs/web.md is for users.
"""
