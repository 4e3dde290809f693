"""any service's store: its SQL, a file a statement, found beside the module that owns it."""

from collections.abc import Iterator, Mapping
from importlib.resources import files

from typing_extensions import override

from libs.postgres.errors import NoSuchStatementError


class Statements(Mapping[str, str]):
    """The statements of one package by file name; a missing one is an error that names the file."""

    def __init__(self, package: str, texts: Mapping[str, str]) -> None:
        self._package = package
        self._texts = texts

    @override
    def __getitem__(self, name: str) -> str:
        try:
            return self._texts[name]
        except KeyError:
            raise NoSuchStatementError(self._package, name) from None

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    @override
    def __len__(self) -> int:
        return len(self._texts)


def load(package: str) -> Statements:
    """Give the text of every `sql/*.sql` of a package; works from a wheel as from a checkout."""
    return Statements(
        package,
        {
            entry.name.removesuffix(".sql"): entry.read_text(encoding="utf-8")
            for entry in (files(package) / "sql").iterdir()
            if entry.name.endswith(".sql")
        },
    )
