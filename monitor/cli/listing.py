"""Groups of commands that list what there is when they are called alone."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


class Listing(TyperGroup):
    """``deliveries list --dead`` says in so many words what ``deliveries --dead`` does."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Leave out the word ``list`` where it comes first."""
        return super().parse_args(ctx, args[1:] if args[:1] == ["list"] else args)
