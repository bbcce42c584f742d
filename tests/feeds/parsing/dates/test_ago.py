"""Facts about dates relative to the present."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds.parsing.dates.order import DateContext
from monitor.feeds.parsing.dates.read import read_date

NOW = datetime(2026, 11, 29, 12, 0, 30, 123, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("2 hours ago", timedelta(hours=2)),
        ("1 hour ago", timedelta(hours=1)),
        ("an hour ago", timedelta(hours=1)),
        ("5 mins ago", timedelta(minutes=5)),
        ("5m ago", timedelta(minutes=5)),
        ("Posted 3 days ago", timedelta(days=3)),
        ("about 2 weeks ago", timedelta(weeks=2)),
        ("vor 2 Stunden", timedelta(hours=2)),
        ("vor 5 Min.", timedelta(minutes=5)),
        ("vor einer Stunde", timedelta(hours=1)),
        ("il y a 2 heures", timedelta(hours=2)),
        ("hace 2 horas", timedelta(hours=2)),
        ("há 2 horas", timedelta(hours=2)),
        ("2 ore fa", timedelta(hours=2)),
        ("2 uur geleden", timedelta(hours=2)),
        ("för 2 timmar sedan", timedelta(hours=2)),
        ("2 tuntia sitten", timedelta(hours=2)),
        ("2 godziny temu", timedelta(hours=2)),
        ("před 2 hodinami", timedelta(hours=2)),
        ("2 часа назад", timedelta(hours=2)),
        ("5 минут назад", timedelta(minutes=5)),
        ("2 години тому", timedelta(hours=2)),
        ("πριν από 2 ώρες", timedelta(hours=2)),
        ("2 saat önce", timedelta(hours=2)),
        ("قبل ساعتين", timedelta(hours=2)),
        ("٢ ساعات", None),
        ("לפני 3 שעות", timedelta(hours=3)),
        ("2 घंटे पहले", timedelta(hours=2)),
        ("2 ชั่วโมงที่ผ่านมา", timedelta(hours=2)),
        ("2 giờ trước", timedelta(hours=2)),
        ("2 jam yang lalu", timedelta(hours=2)),
        ("2小时前", timedelta(hours=2)),
        ("2 小時前", timedelta(hours=2)),
        ("2時間前", timedelta(hours=2)),
        ("3日前", timedelta(days=3)),
        ("2시간 전", timedelta(hours=2)),
        ("5분 전", timedelta(minutes=5)),
    ],
)
def test_a_phrase_of_the_past_counts_from_the_fetch(text, ago):
    wanted = NOW.replace(microsecond=0) - ago if ago else None

    assert read_date(text, DateContext(now=NOW)) == wanted


@pytest.mark.parametrize(
    "text",
    ["in 2 hours", "2 hours", "ago", "hours ago", "2 cats ago", "2.5 hours ago", "5", "Spring",
     "99999 days ago", "9999 years ago", "2 hours 5 minutes 3 seconds ago", "-2 hours ago"],
)  # fmt: skip
def test_anything_else_is_no_date(text):
    assert read_date(text, DateContext(now=NOW)) is None


def test_without_the_time_of_the_fetch_it_is_no_date():
    assert read_date("2 hours ago") is None
