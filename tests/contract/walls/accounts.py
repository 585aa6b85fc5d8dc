"""Who gets what of accounts."""

from __future__ import annotations

from tests.contract.walls.common import ALL, ONLY_SIGNED_IN, Row
from tests.people import EVERYONE

ROWS: dict[str, Row] = {
    "account_confirm_login_code": ({}, dict.fromkeys(EVERYONE, 302)),
    "account_inactive": ({}, ALL),
    "account_login": ({}, {**dict.fromkeys(EVERYONE, 302), "eva": 200}),
    "account_logout": ({}, ONLY_SIGNED_IN),
    "account_request_login_code": ({}, {**dict.fromkeys(EVERYONE, 302), "eva": 200}),
    "account_signup": ({}, ALL),
    "usersessions_list": ({}, ONLY_SIGNED_IN),
}
