"""Metrics: how it is in numbers, for Prometheus.

Counters count from the start of the process; gauges are read from the database when they are asked
for. Labels are results, states and the names of targets, so that there are few series however many
feeds and rules there are. Without this module nobody could draw how it went last night.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from monitor import __version__
from monitor.alerts.planning.match_decision import WithheldReason
from monitor.feeds.cluster.state import ClusterState
from monitor.health.current import Health
from monitor.health.facts import Facts, Outbox
from monitor.inbound.summary import PollResult, PollSummary
from monitor.store.judge.verdicts import Costs

PREFIX = "news_monitor"
_Values = dict[tuple[str, ...], float]
"""By the labels' values."""


class Metrics:
    """The numbers of one process. Threads may share it.

    Args:
        health: Returns how it is now.
        clock: Returns the time, aware.
        cluster: Returns how the cluster is that polls; None: there is none.
    """

    def __init__(
        self,
        health: Callable[[], Health],
        clock: Callable[[], datetime],
        cluster: Callable[[], ClusterState | None] = lambda: None,
    ) -> None:
        self._health = health
        self._clock = clock
        self._cluster = cluster
        self._registry = registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=registry)
        registry.register(self)

        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(f"{PREFIX}_{name}", what, labels, registry=registry)

        self._polls = counter("polls", "Polls, by how they ended.", "result")
        self._parsing = counter("parse_seconds", "Seconds for which feeds were parsed.")
        self._items = counter("items", "Items that polls brought, new or edited.", "kind")
        self._matches = counter("matches", "Items that satisfied a rule.")
        self._alerts = counter("alerts", "Alerts that were decided on.")
        self._withheld = counter(
            "withheld_matches", "Matches found not to be alerted, by reason.", "reason"
        )
        # A series that isn't there is no zero: nothing can be reckoned with it, no alarm raised.
        for result in PollResult:
            self._polls.labels(result.value)
        for kind in ("new", "edited"):
            self._items.labels(kind)
        for reason in WithheldReason:
            if reason is not WithheldReason.JUDGED:  # comes after the poll: 0 would be a lie
                self._withheld.labels(reason.value)

    def polled(self, summary: PollSummary) -> None:
        """Count what a poll brought."""
        self._polls.labels(summary.result.value).inc()
        self._parsing.inc(summary.parsing)
        self._items.labels("new").inc(summary.new)
        self._items.labels("edited").inc(summary.edited)
        self._matches.inc(summary.matches)
        self._alerts.inc(summary.alerts)
        for reason, count in summary.withheld.items():
            self._withheld.labels(reason).inc(count)

    def text(self) -> bytes:
        """Return all of them in Prometheus' text format."""
        return generate_latest(self._registry)

    def describe(self) -> list[Metric]:
        """Say nothing of what ``collect`` yields: it needs the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield what is read when it is asked for."""
        health, now = self._health(), self._clock()
        version: _Values = {(__version__,): 1}
        yield _gauge("info", "Always 1; the version is a label.", version, "version")
        yield _gauge("healthy", "1 if nothing is known to be wrong.", {(): health.verdict.is_well})
        reasons: _Values = {(each.name,): 1 for each in health.verdict.reasons}
        yield _gauge("trouble", "1 for each thing that is wrong.", reasons, "name")
        if health.facts is not None:
            yield from _of(health.facts, now)
        if (cluster := self._cluster()) is not None:
            yield from _of_cluster(cluster)


def _of(facts: Facts, now: datetime) -> Iterator[Metric]:
    yield _gauge(
        "feeds",
        "Feeds, by how they are.",
        {
            ("ok",): facts.ok,
            ("failing",): facts.failing,
            ("unread",): facts.unread,
            ("given_up",): facts.given_up,
        },
        "state",
    )
    overdue = facts.overdue.total_seconds()
    yield _gauge("poll_lateness_seconds", "How late the latest poll is.", {(): overdue})
    if facts.read_at is not None:
        read_at = facts.read_at.timestamp()
        yield _gauge("last_read_timestamp_seconds", "When a feed was last read.", {(): read_at})

    def by_target(value: Callable[[Outbox], float | None]) -> _Values:
        found = {(name,): value(outbox) for name, outbox in facts.targets.items()}
        return {key: each for key, each in found.items() if each is not None}

    def age(outbox: Outbox) -> float:
        return (now - outbox.oldest_at).total_seconds() if outbox.oldest_at else 0.0

    def delivered(outbox: Outbox) -> float | None:
        return outbox.delivered_at.timestamp() if outbox.delivered_at else None

    yield _gauge(
        "deliveries",
        "Deliveries in the outbox, by target and state.",
        {
            (name, state): count
            for name, outbox in facts.targets.items()
            for state, count in (
                ("pending", outbox.pending),
                ("held", outbox.held),
                ("dead", outbox.dead),
            )
        },
        *("target", "state"),
    )
    ages, successes = by_target(age), by_target(delivered)
    yield _gauge("delivery_age_seconds", "For how long the first one waits.", ages, "target")
    yield _gauge(
        "target_last_success_timestamp_seconds", "When it last took something.", successes, "target"
    )
    if facts.judge:
        yield from _of_judge(facts.judge)
    yield _gauge("database_bytes", "Size of the database.", {(): facts.database_bytes})
    yield _gauge("write_ahead_log_bytes", "Size of its log.", {(): facts.log_bytes})
    yield _gauge("disk_free_bytes", "Free on the database's disk.", {(): facts.free_bytes})


def _of_judge(costs: Costs) -> Iterator[Metric]:
    yield _counted(
        "judge_questions",
        "Questions to the model, by how they ended.",
        {
            ("answered",): costs.calls - costs.failures,
            ("failed",): costs.failures,
            ("remembered",): costs.remembered,
            ("over_budget",): costs.over_budget,
        },
        "result",
    )
    tokens: _Values = {("in",): costs.tokens_in, ("out",): costs.tokens_out}
    yield _counted("judge_tokens", "Tokens that the model read and wrote.", tokens, "direction")
    yield _counted("judge_seconds", "Seconds spent waiting for it.", {(): costs.seconds})


def _counted(name: str, what: str, values: _Values, *labels: str) -> Metric:
    family = CounterMetricFamily(f"{PREFIX}_{name}", what, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def _of_cluster(cluster: ClusterState) -> Iterator[Metric]:
    connected: _Values = {(): cluster.is_connected}
    yield _gauge("cluster_connected", "1 while there is a scheduler.", connected)
    local: _Values = {(): cluster.is_local}
    yield _gauge("cluster_local", "1 while feeds are polled here, at a reduced rate.", local)
    workers: _Values = {(each.value,): count for each, count in cluster.workers.items()}
    yield _gauge("cluster_workers", "Workers, by how they are.", workers, "state")
    waiting: _Values = {(): cluster.waiting}
    yield _gauge("cluster_waiting", "Feeds and articles that wait for a worker.", waiting)
    prepared: _Values = {(): cluster.prepared}
    yield _gauge("cluster_prepared_items", "Items that workers have matched.", prepared)
    lost: _Values = {(): cluster.lost}
    yield _gauge("cluster_lost_polls", "Polls without an answer, made again.", lost)


def _gauge(name: str, what: str, values: _Values, *labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", what, labels=labels)
    for key, value in values.items():
        family.add_metric(key, float(value))
    return family
