"""``pick`` of a [[feeds]] table → Pick: which parts of a web page are its items."""

from __future__ import annotations

from monitor.config.reading.file_context import FileContext
from monitor.config.reading.lines import Place
from monitor.config.reading.schema import FeedTable
from monitor.feeds.state.pick import Pick


def read_pick(table: FeedTable, place: Place, context: FileContext) -> Pick | None:
    """Read the selectors, noting those that are none."""
    if table.pick is None:
        return None
    # Only who has such a page waits for the parser of pages to be loaded.
    from monitor.feeds.pages.selector import check_selector  # noqa: PLC0415

    written = table.pick.model_dump()
    for key, selector in written.items():
        if key == "item" or selector:
            try:
                check_selector(selector)
            except ValueError as error:
                context.problems.add((*place, "pick", key), str(error))
    return Pick(**written)
