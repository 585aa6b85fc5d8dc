"""Replies as mail programs build them: the same words, the letter quoted in each program's own way."""

from __future__ import annotations

from email.message import EmailMessage

# What our letter says; nearly every word of it would be an answer if somebody had written it.
LETTER = """Hej Frida!

Två av dina åtgärder väntar på svar.

1. Ring om belysningen
   Klart senast tisdag 1 december
   Klart: https://malbild.exempel/svar/1-abc/klart/11/
   På gång: https://malbild.exempel/svar/1-abc/pa-gang/11/
   Behöver hjälp: https://malbild.exempel/svar/1-abc/hjalp/11/

2. Boka lokal
   Ny tid: https://malbild.exempel/svar/1-abc/ny-tid/12/
   1 klart, 2 klart"""
_QUOTED = "\n".join(f"> {line}".rstrip() for line in LETTER.split("\n"))
_HTML = "".join(f"<div>{line}</div>" for line in LETTER.split("\n"))
_HEADERS = "{f}: V <m@exempel.se>\n{s}: den 1 december 2026 07:30\n{t}: Frida\n{a}: 2 saker\n"
_SWEDISH = _HEADERS.format(f="Från", s="Skickat", t="Till", a="Ämne")
_ENGLISH = _HEADERS.format(f="From", s="Sent", t="To", a="Subject")


def _plain(words: str) -> dict[str, str]:
    """Programs that quote in plain text."""
    wrote = "Den tis 1 dec. 2026 kl 07:30 skrev Vår samverkan <malbild@exempel.se>:"
    folded = "Den tis 1 dec. 2026 kl 07:30 skrev Vår samverkan <\nmalbild@exempel.se>:"
    apple = "1 dec. 2026 kl. 07:30 skrev Vår samverkan <malbild@exempel.se>:"
    return {
        "gmail": f"{words}\n\n{wrote}\n\n{_QUOTED}\n",
        "gmail, folded": f"{words}\n\n{folded}\n\n{_QUOTED}\n",
        "gmail, in English": f"{words}\n\nOn Tue, Dec 1, 2026 at 7:30 AM V <m@exempel.se> wrote:\n\n{_QUOTED}\n",
        "apple mail": f"{words}\n\n> {apple}\n> \n{_QUOTED}\n",
        "iphone": f"{words}\n\nSkickat från min iPhone\n\n> {apple}\n> \n{_QUOTED}\n",
        "samsung": f"{words}\n\nSkickat från min Galaxy\n\n------- Originalmeddelande --------\n{_SWEDISH}\n{LETTER}\n",
        "outlook": f"{words}\n\nFrida Ek\nSkolan\n\n{_SWEDISH}\n{LETTER}\n",
        "outlook, bold": f"{words}\n\n*Från:* V <m@exempel.se>\n*Skickat:* den 1 december\n*Till:* F\n\n{LETTER}\n",
        "outlook, in English": f"{words}\n\n-----Original Message-----\n{_ENGLISH}\n{LETTER}\n",
        "outlook mobile": f"{words}\n\nHämta Outlook för iOS<https://aka.ms/o>\n{'_' * 32}\n{_SWEDISH}\n{LETTER}\n",
        "thunderbird": f"{words}\n\nDen 2026-12-01 kl. 07:30, skrev Vår samverkan:\n{_QUOTED}\n\n",
        "thunderbird, below": f"Den 2026-12-01 kl. 07:30, skrev Vår samverkan:\n{_QUOTED}\n\n{words}\n",
        "below, with a signature": f"{wrote}\n{_QUOTED}\n\n{words}\n\n-- \nFrida Ek, Skolan\n070-123 45 67\n",
        "no marks": f"{words}\n\n{wrote}\n\n{LETTER}\n",
        "nothing quoted": f"{words}\n",
    }


def _in_html(words: str) -> dict[str, str]:
    """Programs that send HTML alone."""
    own = "".join(f"<div>{line or '<br>'}</div>" for line in words.split("\n"))
    wrote = "Den tis 1 dec. 2026 kl 07:30 skrev Vår &lt;<a href='mailto:m@exempel.se'>m@exempel.se</a>&gt;:"
    headers = "<br>".join(f"<b>{line.replace(':', ':</b>', 1)}" for line in _SWEDISH.strip().split("\n"))
    return {
        "gmail": f"<div dir='ltr'>{own}</div><br><div class='gmail_quote'><div class='gmail_attr'>{wrote}<br></div>"
        f"<blockquote class='gmail_quote'>{_HTML}</blockquote></div>",
        "outlook": f"<html><head><style>p {{margin:0}}</style></head><body>{own}<div id='appendonsend'></div><hr>"
        f"<div id='divRplyFwdMsg' dir='ltr'>{headers}</div><div>{_HTML}</div></body></html>",
        "outlook on a desk": f"<html><body>{own}<p>&nbsp;</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
        f"<p>{headers}</p></div>{_HTML}</body></html>",
        "apple mail": f"<html><body>{own}<br><blockquote type='cite'><div>1 dec. 2026 kl. 07:30 skrev V:</div>"
        f"<br>{_HTML}</blockquote></body></html>",
        "samsung": f"{own}<div><br></div><div id='composer_signature'>Skickat från min Galaxy</div><div><br></div>"
        f"<div>-------- Originalmeddelande --------</div><div>{headers}</div>{_HTML}",
        "thunderbird": f"<html><body>{own}<div class='moz-cite-prefix'>Den 2026-12-01 kl. 07:30, skrev V:<br></div>"
        f"<blockquote type='cite'>{_HTML}</blockquote></body></html>",
    }


def message(text: str = "", html: str = "", **heads: str) -> bytes:
    """A whole message from Frida, headers by name with _ for -."""
    made = EmailMessage()
    told = {"From": "Frida Ek <frida@exempel.se>", "To": "malbild@exempel.se", "Subject": "Sv: 2 saker väntar på dig"}
    for name, value in {**told, **{n.replace("_", "-"): v for n, v in heads.items()}}.items():
        if value:
            made[name] = value
    if text:
        made.set_content(text)
        if html:
            made.add_alternative(html, subtype="html")
    else:
        made.set_content(html, subtype="html")
    return made.as_bytes()


PLAIN, HTML = list(_plain("x")), list(_in_html("x"))


def plain_reply(program: str, words: str, **heads: str) -> bytes:
    return message(_plain(words)[program], **heads)


def html_reply(program: str, words: str, **heads: str) -> bytes:
    return message(html=_in_html(words)[program], **heads)
