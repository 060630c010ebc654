"""The database of the settings is opened, or it is told why not."""

from cli.db.conftest import Desk


def test_settings_that_are_wrong_are_told(desk: Desk):
    """Before anything is begun."""
    desk.settings["port"] = "no port"
    said = desk("upgrade")
    assert (2, True) == (said.code, "port" in said.err)


def test_a_name_that_is_misspelt_is_remarked(desk: Desk):
    """The work is done all the same."""
    desk.settings["datbaseUrl"] = "sqlite://"
    said = desk("upgrade")
    assert (0, True) == (said.code, "datbaseUrl" in said.err)


def test_without_a_setting_it_is_the_file_beside_the_credentials(desk: Desk):
    """As for the gateway."""
    desk.settings["databaseUrl"] = None
    assert 0 == desk("upgrade").code
    assert (desk.directory / "kiro-py.db").exists()
