"""any service: what encrypts tokens at rest, with keys that can be rotated."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class NoKeyError(ValueError):
    """SECRET_KEYS is empty or holds something that is no Fernet key."""

    def __init__(self) -> None:
        super().__init__(
            "SECRET_KEYS needs at least one Fernet key; make one with: python -c "
            "'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
        )


class UnreadableSecretError(ValueError):
    """A stored secret was encrypted with a key that is not among SECRET_KEYS."""

    def __init__(self) -> None:
        super().__init__("a stored secret was encrypted with a key that SECRET_KEYS does not hold")


class Secrets:
    """Encrypts with the newest key, decrypts with any of them (cryptography's MultiFernet)."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._box = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise NoKeyError from error

    def encrypt(self, secret: str) -> bytes:
        """Give what may be stored."""
        return self._box.encrypt(secret.encode())

    def decrypt(self, stored: bytes) -> str:
        """Give the secret; raise UnreadableSecretError when its key is gone."""
        try:
            return self._box.decrypt(stored).decode()
        except InvalidToken as error:
            raise UnreadableSecretError from error

    def rotate(self, stored: bytes) -> bytes:
        """Give the same secret, encrypted with the newest key."""
        try:
            return self._box.rotate(stored)
        except InvalidToken as error:
            raise UnreadableSecretError from error
