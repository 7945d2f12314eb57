"""SMS: 46elks, Sinch and LINK Mobility over HTTP, and any SMS centre over SMPP 3.4."""

from notifiers.channels.sms.base import Sms
from notifiers.channels.sms.elks import Elks
from notifiers.channels.sms.link import Link
from notifiers.channels.sms.sinch import Sinch
from notifiers.channels.sms.smpp import Smpp

__all__ = ["Elks", "Link", "Sinch", "Smpp", "Sms"]
