"""What can be wrong with statements and migrations."""


class NoSuchStatementError(KeyError):
    """A statement was asked for that has no `.sql` file."""

    def __init__(self, package: str, name: str) -> None:
        super().__init__(f"{package}/sql/{name}.sql does not exist")


class ChangedMigrationError(RuntimeError):
    """A migration that was applied has another text now; migrations only go forward."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} was applied with another text: restore it and add a new migration instead"
        )


class UnknownMigrationError(RuntimeError):
    """The database has a migration that this release does not know: it is newer."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the database has {name}, which this release does not know")
