"""Being let in by the platforms that send a person to their own page for it; whose page stands in the channel's folder."""

from notifiers.connect.base import AuthorizationRequest, Choice, ClientCredential, Connector

__all__ = ["AuthorizationRequest", "Choice", "ClientCredential", "Connector"]
