"""Mails become items, whatever their encodings and structures."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.limits import Limits
from monitor.feeds.mail.batch import Letter, pack, unpack
from monitor.feeds.mail.mails import read_mails
from monitor.feeds.state.feed import Mailbox

RECEIVED = "28-Nov-2026 09:00:00 +0000"


def read(*mails, split=True, limits=Limits()):  # noqa: B008
    letters = [Letter(n, RECEIVED, bytes(mail)) for n, mail in enumerate(mails, 1)]
    return read_mails(pack(letters), mailbox=Mailbox(split=split), limits=limits).entries


def one(mail, **options):
    (entry,) = read(mail, **options)
    return entry


def mail(html="", text="", **headers):
    made = EmailMessage()
    wanted = {"From": "Brief <brief@x.example>", "Subject": "A letter", "Message-ID": "<1@x>"}
    for name, value in (wanted | {n.replace("_", "-"): v for n, v in headers.items()}).items():
        made[name] = value
    if text or not html:
        made.set_content(text or "Some text")
    if html and text:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    return made


def test_a_mail_is_an_item_with_subject_sender_text_and_date():
    entry = one(
        mail(
            text="First line.\nSecond line.",
            Subject="Zölle: die nächste Runde",
            From='"Märkte, heute" <m@x.example>',
            Date="Fri, 27 Nov 2026 10:00:00 +0100",
            Message_ID="<abc@x.example>",
        )
    )
    assert (entry.title, entry.source) == ("Zölle: die nächste Runde", "Märkte, heute")
    assert (entry.guid, entry.content) == ("<abc@x.example>", "First line. Second line.")
    assert entry.published == datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.mark.parametrize("date", [None, "yesterday", ""])
def test_without_a_date_of_its_own_it_has_that_of_its_arrival(date):
    made = mail(text="x")
    if date is not None:
        del made["Date"]
        made = bytes(made).replace(b"Subject:", b"Date: " + date.encode() + b"\nSubject:")
    assert one(made).published == datetime(2026, 11, 28, 9, tzinfo=UTC)


def test_a_sender_without_a_name_is_called_by_its_host():
    assert one(mail(From="news@paper.example")).source == "paper.example"


def test_a_mail_without_an_id_keeps_one_of_its_own():
    made = mail(text="x")
    del made["Message-ID"]
    assert one(made).guid == one(made).guid != ""


def test_what_a_reader_sees_of_the_html_is_the_text():
    made = mail(
        "<style>p {color: red}</style><p>What the <b>reader</b> sees</p><script>x()</script>",
        "This mail needs a reader of HTML.",
    )
    assert one(made).content == "What the reader sees"


def test_attachments_are_not_read():
    made = mail(text="The letter")
    made.add_attachment("attached text", filename="a.txt")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    assert one(made).content == "The letter"


def test_a_mail_that_is_cut_off_in_an_attachment_is_read():
    made = mail(text="The letter")
    made.add_attachment(b"x" * 100_000, maintype="application", subtype="pdf", filename="a.pdf")
    assert one(bytes(made)[:2_000]).content == "The letter"


RAW = b"From: a@x.example\nMessage-ID: <1@x>\nSubject: %s\nContent-Type: text/plain%s\n\n%s"


@pytest.mark.parametrize(
    ("charset", "text"),
    [("iso-8859-1", "Größe"), ("utf-8", "Größe"), ("iso-2022-jp", "報道資料"), ("gb2312", "新闻"),
     ("koi8-r", "Новости"), ("windows-1251", "Новости")],
)  # fmt: skip
def test_texts_are_read_in_the_charset_they_name(charset, text):
    body = RAW % (b"x", f"; charset={charset}".encode(), text.encode(charset))
    assert one(body).content == text


def test_a_charset_that_does_not_exist_loses_no_mail():
    assert one(RAW % (b"x", b"; charset=klingon", "Größe".encode())).content == "Größe"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (b"=?utf-8?B?5aCx6YGT?= =?utf-8?B?6LOH5paZ?=", "報道資料"),
        (b"=?utf-8?Q?Gr=C3=B6=C3=9Fe?=", "Größe"),
        (b"=?utf-8?Q?Gr=C3?=\n =?utf-8?Q?=B6=C3=9Fe?=", "Größe"),
        ("Größe".encode(), "Größe"),
        ("Größe".encode("latin-1"), "Größe"),
        (b"=?klingon?Q?abc?=", "abc"),
        (b"=?utf-8?B?5aCx6YGT6?=", "=?utf-8?B?5aCx6YGT6?="),
        (b"two\n lines", "two lines"),
    ],
)
def test_subjects_are_read_however_they_are_encoded(written, title):
    assert one(RAW % (written, b"", b"text")).title == title


def test_its_link_is_where_it_can_be_read_on_the_web():
    html = (
        '<p><a href="https://x.example/story">A story of some length</a> stands in this text</p>'
        '<p><a href="https://x.example/web/1">View this email in your browser</a></p>'
    )
    assert one(mail(html)).link == "https://x.example/web/1"


def test_or_else_its_first_link_to_something_to_read():
    html = (
        '<a href="https://x.example/"><img src="logo.png"></a>'
        '<p><a href="https://x.example/u">Unsubscribe from this list</a></p>'
        '<p>It is <a href="https://x.example/story">a story of some length</a> in this text</p>'
    )
    assert one(mail(html)).link == "https://x.example/story"
    assert one(mail(text="See https://x.example/story.\nBye")).link == "https://x.example/story"
    assert one(mail(text="Nothing to see")).link == ""


def test_a_mail_that_comes_twice_is_one_item():
    assert len(read(mail(), mail())) == 1


def test_of_too_many_mails_the_newest_are_kept():
    found = read(*(mail(Message_ID=f"<{n}@x>") for n in range(5)), limits=Limits(max_items=2))
    assert [entry.guid for entry in found] == ["<3@x>", "<4@x>"]


@given(st.binary(max_size=400))
def test_whatever_a_mail_is_made_of_reading_it_raises_nothing(data):
    for head in (b"", b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", b"Subject: =?"):
        read(head + data)


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_a_batch_is_taken_apart_as_it_was_made(parts):
    letters = [Letter(n, RECEIVED, data) for n, data in enumerate(parts)]
    assert list(unpack(pack(letters))) == letters


def test_a_sender_s_encoded_name_may_hold_a_colon_or_a_line_break():
    raw = b"From: =?utf-8?Q?News=0D=0ABcc:_all=40x.example?= <a@x.example>\n\nText"
    assert one(raw).source == "News Bcc: all@x.example"


def test_a_mail_nested_too_deep_to_be_read_costs_its_own_text_alone():
    nested = b"".join(
        b'--b%d\nContent-Type: multipart/mixed; boundary="b%d"\n\n' % (n, n + 1)
        for n in range(1_500)
    )
    head = b'Subject: Deep\nMessage-ID: <d@x>\nContent-Type: multipart/mixed;\n boundary="b0"\n\n'
    broken, whole = read(head + nested, mail(text="Well written"))
    assert (broken.title, broken.guid) == ("Deep", "<d@x>")
    assert broken.content.startswith("The text of this mail can't be read: it is badly broken")
    assert whole.content == "Well written"


def test_a_mail_of_too_many_tags_is_read_as_text_in_no_time():
    began = time.process_time()
    entry = one(
        mail(html="<p>Some news</p><a href='https://x.example/'>Read</a>" + "<div>" * 60_000)
    )
    assert entry.content == "Some news Read"
    assert time.process_time() - began < 2


def test_two_mails_of_one_message_id_are_two_items():
    entries = read(mail(text="Rates rise."), mail(text="Rates fall."), mail(text="Rates rise."))
    assert [entry.content for entry in entries] == ["Rates rise.", "Rates fall."]
    assert len({entry.guid for entry in entries}) == 2


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">Preheader</div>',
        '<span style="color:#fff; max-height:0px; overflow:hidden">Preheader</span>',
        '<div style="font-size: 0">Preheader</div>',
        '<div style="VISIBILITY: hidden;opacity:0">Preheader</div>',
        "<p hidden>Preheader</p>",
        '<div style="display: none !important; mso-hide: all;">Preheader</div>',
    ],
)
def test_what_a_mail_hides_is_not_its_text(hidden):
    assert one(mail(html=f"<body>{hidden}<p>What it says.</p></body>")).content == "What it says."


def test_what_is_merely_small_or_pale_is_its_text():
    html = '<p style="font-size:0.8em">Small.</p><p style="opacity:0.5;max-height:100px">Pale.</p>'
    assert one(mail(html=html)).content == "Small. Pale."
