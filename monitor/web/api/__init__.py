"""The API: the page's queries and changes as JSON.

routes       what is asked
changes      what is changed, by ``monitor.actions``
description  OpenAPI: ``schemas`` has what answers hold, ``body_schemas`` what is sent
query, body  what a request may say: what the description has, and nothing else
"""
