"""What comes back is read for what it is, whatever program wrote it; and nothing anybody sends stops the reading."""

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malbild.outbox.returns import Kind, Return, is_about_the_address, read

OURS = "<176400000.1.abc@malbild.se>"


def report(*, action="failed", status="5.1.1", to="frida@exempel.se", message_id=OURS, kind="message/rfc822", **fields):
    """A delivery report as Postfix writes it."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    quoted = f"From: malbild@malbild.se\nTo: {to}\nMessage-ID: {message_id}\nSubject: 2 saker\n"
    if kind == "message/rfc822":
        quoted += "\nHej Frida\n"
    return "\n".join(
        [
            "Return-Path: <>",
            "From: MAILER-DAEMON@mx.exempel.se (Mail Delivery System)",
            "To: malbild@malbild.se",
            "Message-ID: <report@mx.exempel.se>",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="XX"',
            "",
            "--XX",
            "Content-Type: text/plain",
            "",
            "I'm sorry to have to inform you that your message could not be delivered.",
            "",
            "--XX",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.exempel.se",
            "",
            f"Final-Recipient: rfc822; {to}",
            f"Action: {action}",
            f"Status: {status}",
            *lines,
            "",
            "--XX",
            f"Content-Type: {kind}",
            "",
            quoted,
            "--XX--",
            "",
        ]
    ).encode()


def letter(text="Jag är borta till den 7 december.", **heads):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "frida@exempel.se", "malbild@malbild.se", "Autosvar: 2 saker"
    for name, value in heads.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_bounce_says_which_letter_whom_and_why(kind, line_end):
    raw = report(kind=kind).replace(b"\n", line_end)
    assert read(raw) == Return(Kind.BOUNCED, (OURS,), frozenset({"frida@exempel.se"}), "5.1.1")


def test_an_address_that_was_forwarded_is_named_twice():
    found = read(report(to="gmail@annan.se", Original_Recipient="rfc822;Frida@Exempel.se"))
    assert found.recipients == {"gmail@annan.se", "frida@exempel.se"}


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.2.2", Kind.BOUNCED),
        ("failed", "4.4.7", Kind.BOUNCED),
        ("FAILED", "5.0.0", Kind.BOUNCED),
        ("delayed", "4.4.1", Kind.DELAYED),
        ("relayed", "2.0.0", Kind.AUTOMATIC),
        ("delivered", "2.1.5", Kind.AUTOMATIC),
        ("expanded", "2.1.5", Kind.AUTOMATIC),
    ],
)
def test_only_a_failure_is_a_bounce(action, status, kind):
    assert read(report(action=action, status=status)).kind is kind


def test_a_report_without_a_status_takes_it_from_the_servers_words():
    found = read(report(status="", Diagnostic_Code="smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound"))
    assert (found.kind, found.status) == (Kind.BOUNCED, "5.1.10")
    assert read(report(status="", Diagnostic_Code="smtp; 550 no such user")).status == "5.0.0"


def test_a_report_cut_off_in_the_middle_is_still_read():
    raw = report()
    found = read(raw[: raw.index(b"Subject: 2 saker")])
    assert (found.kind, found.message_ids) == (Kind.BOUNCED, (OURS,))


def test_servers_that_only_write_words_are_understood_when_they_name_a_letter():
    words = f"Your message could not be delivered:\n\n  frida@exempel.se\n    550 5.1.1 unknown\n\nMessage-ID: {OURS}\n"
    exim = letter(words, X_Failed_Recipients="frida@exempel.se", Auto_Submitted="auto-replied")
    assert read(exim) == Return(Kind.BOUNCED, (OURS,), frozenset({"frida@exempel.se"}), "5.1.1")
    daemon = exim.replace(b"From: frida@exempel.se", b"From: MAILER-DAEMON@mx.se").replace(b"X-Failed", b"X-Unknown")
    assert read(daemon) == Return(Kind.BOUNCED, (OURS,), frozenset(), "5.1.1")


@pytest.mark.parametrize(
    "heads",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-replied (vacation)"},
        {"Auto_Submitted": "auto-generated", "X_Auto_Response_Suppress": "All"},
        {"Precedence": "auto_reply"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "borta"},
        {"Return_Path": "<>"},
    ],
)
def test_an_automatic_answer_to_our_letter_is_an_absence(heads):
    assert read(letter(In_Reply_To=OURS, **heads)) == Return(Kind.AWAY, (OURS,))
    assert read(letter(**heads)).kind is Kind.AUTOMATIC


def test_a_person_who_answers_is_no_machine():
    assert read(letter("Klart!", In_Reply_To=OURS, Auto_Submitted="no")) == Return(Kind.OTHER, (OURS,))
    assert read(letter("550 5.1.1 står det på skärmen")) == Return(Kind.OTHER)


def test_a_read_receipt_is_no_bounce():
    raw = report().replace(b"delivery-status", b"disposition-notification")
    assert read(raw).kind is not Kind.BOUNCED


@pytest.mark.parametrize(
    ("status", "is_so"),
    [
        ("5.1.1", True),
        ("5.2.2", True),
        ("4.4.7", True),
        ("5.0.0", True),
        ("", True),
        ("5.7.1", False),
        ("5.6.0", False),
    ],
)
def test_what_is_said_of_the_letter_is_not_held_against_the_address(status, is_so):
    assert is_about_the_address(status) is is_so


JUNK = [
    b"",
    b"\x00" * 1000,
    b"\xff\xfe" + "Från: åäö".encode("utf-16"),
    b"Content-Type: multipart/report; boundary=\n\n--\n",
    b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 5000,
    b"Content-Type: message/rfc822\n\n" * 5000,
    b"Message-ID: " + b"<" * 200_000,
    b"In-Reply-To: <" + b"a@" * 100_000 + b">",
    b"Content-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 50_000,
    b"From: =?utf-8?b?////?= <MAILER-DAEMON@x>\nContent-Type: text/plain; charset=rot13\n\n550 x",
    b"Content-Transfer-Encoding: base64\nContent-Type: message/delivery-status\n\n%%%%",
]


@pytest.mark.parametrize("raw", JUNK, ids=range(len(JUNK)))
def test_junk_is_read_without_a_word(raw):
    assert isinstance(read(raw), Return)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 900), st.integers(0, 300))
def test_a_report_with_anything_in_the_middle_of_it_never_breaks_the_reading(noise, at, cut):
    raw = report()
    assert isinstance(read(raw[:at] + noise + raw[at + cut :]), Return)
