"""Our channels for plain Apprise: `apprise -P` loads this file, and from then on knows `krisemastodon://` and the others.

Nothing here is asked, approved or logged: only Krisekanal itself locks, needs two people and keeps evidence. Apprise
must run in the same Python as Krisekanal.
"""

from notifiers.registry import register

register()
