"""Being let in by the platforms that send a person to their own page for it; whose page stands in the channel's folder."""

from notifiers.connect.base import STAND_IN, AuthorizationRequest, Choice, ClientCredential, Connector

__all__ = ["STAND_IN", "AuthorizationRequest", "Choice", "ClientCredential", "Connector"]
