"""Imported, it lets this process hash passwords by the same function at the least it takes: the tests set hundreds.

What the program itself takes is held by `tests/attacks/test_09_logins.py`, in a process without this.
"""

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from store.identity import passwords

passwords._HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
