"""What was sealed with the key before is sealed with the new one by a command."""

import asyncio

from cli.db.conftest import KEY, OLD_KEY, Desk
from cli.db.test_status import facts, fill


def test_all_is_sealed_with_the_new_key(desk: Desk):
    """Then the key before is needed by nobody."""
    asyncio.run(fill(desk, OLD_KEY))
    desk.settings["previousSecretKey"] = OLD_KEY
    said = desk("reseal")
    assert (0, "1 sealed anew; all is sealed with `secretKey` now\n") == (said.code, said.out)
    del desk.settings["previousSecretKey"]
    assert (0, []) == (facts(desk)[0], facts(desk)[1]["unopenedCredentials"])


def test_what_neither_key_opens_is_told(desk: Desk):
    """It stays as it is."""
    asyncio.run(fill(desk, OLD_KEY))
    said = desk("reseal")
    assert (2, False) == (said.code, KEY in said.err)
    assert [1] == facts(desk)[1]["unopenedCredentials"]
