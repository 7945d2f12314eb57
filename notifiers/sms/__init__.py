"""SMS: 46elks, Sinch and LINK Mobility over HTTP, and any SMS centre over SMPP 3.4."""

from notifiers.sms.base import Sms
from notifiers.sms.elks import Elks
from notifiers.sms.link import Link
from notifiers.sms.sinch import Sinch
from notifiers.sms.smpp import Smpp

__all__ = ["Elks", "Link", "Sinch", "Smpp", "Sms"]
