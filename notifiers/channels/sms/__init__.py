"""SMS: 46elks, Sinch and LINK Mobility over HTTP, and any SMS centre over SMPP 3.4."""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.sms.base import Sms
    from notifiers.channels.sms.elks import Elks
    from notifiers.channels.sms.link import LinkMobility
    from notifiers.channels.sms.sinch import Sinch
    from notifiers.channels.sms.smpp import Smpp

__getattr__ = named(__name__, Sms="base", Elks="elks", LinkMobility="link", Sinch="sinch", Smpp="smpp")
__all__ = ["Elks", "LinkMobility", "Sinch", "Smpp", "Sms"]
