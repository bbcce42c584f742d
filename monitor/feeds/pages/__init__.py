"""Web pages without a feed: their items by selectors, and selectors found by looking."""
