"""What the workers are to prepare reaches each of them, whatever the others do."""

from __future__ import annotations

import asyncio

from monitor.feeds.cluster.coordinator.member import Member
from monitor.feeds.cluster.coordinator.orders import Orders
from monitor.inbound.prepared import ByRules
from monitor.rules import parse_rule
from monitor.troubles import Troubles


class Connection:
    """Takes orders; one worker hangs and never says anything."""

    def __init__(self):
        self.told = []
        self.hanging = asyncio.Event()

    async def order(self, address, coordinator, run, sealed):
        if address == "hangs":
            await self.hanging.wait()
        self.told.append(address)
        return ""


async def passed_on(orders, connection, members, version):
    orders.take_up(ByRules(version, [parse_rule("report", name="News")]))
    while any(each.prepares != version for each in members if each.address != "hangs"):
        orders.pass_on(members, connection)
        await asyncio.sleep(0)


def test_a_worker_that_hangs_holds_up_nobody_elses_rules():
    async def change_the_rules_twice():
        connection = Connection()
        orders = Orders("test", "run", troubles=Troubles())
        members = [Member(name, name, 16) for name in ("hangs", "one", "two")]
        async with asyncio.timeout(20):
            for version in ("1", "2"):
                await passed_on(orders, connection, members, version)
        orders.stop()
        return connection.told

    assert sorted(asyncio.run(change_the_rules_twice())) == ["one", "one", "two", "two"]
