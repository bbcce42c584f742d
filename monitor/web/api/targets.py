"""``/api/targets``: where alerts go, and what these take.

Without this module a program couldn't ask which targets are in trouble.
"""

from __future__ import annotations

from starlette.responses import Response

from monitor.actions.configuration import is_paused
from monitor.alerts.sending.send import can_edit
from monitor.store.reading.target_health import TargetHealth, glance
from monitor.web.api.answer import answer, iso
from monitor.web.page_request import Visit


def all_targets(visit: Visit) -> Response:
    """``/api/targets``."""
    config, written = visit.desk.config, visit.desk.written().targets
    health = glance(visit.db, written)
    plain = []
    for name in dict.fromkeys([*written, *config.targets]):
        each = health.get(name, TargetHealth())
        plain.append(
            {
                "name": name,
                "kind": config.targets[name].kind.value if name in config.targets else "",
                "edits": name in config.targets and can_edit(config.targets[name].url),
                "paused": is_paused(written.get(name, {})),
                "rules": [r for r, policy in config.policies.items() if name in policy.targets],
                "delivered": each.delivered,
                "waiting": each.pending + each.held,
                "dead": each.dead,
                "last_delivered_at": iso(visit, each.delivered_at),
                "last_error": each.last_error,
            }
        )
    return answer({"targets": plain})
