"""How much an object keeps: what is to be forgotten must not stay reachable from it."""

from __future__ import annotations

import gc
import types

_SHARED = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.CodeType)


def objects_kept(root):
    """Return how many objects ``root`` keeps alive, but for classes and code."""
    seen, found = {id(root): root}, [root]
    while found:
        for each in gc.get_referents(found.pop()):
            if id(each) not in seen and not isinstance(each, _SHARED):
                seen[id(each)] = each
                found.append(each)
    return len(seen)
