"""Every platform's channel: the folder that has the platform's name (docs/adding-a-channel.md)."""

from importlib import import_module

from notifiers.spec import ChannelSpec
from schemas.accounts.account import Platform


def _spec(platform: Platform) -> ChannelSpec:
    spec: ChannelSpec = import_module(f"notifiers.channels.{platform.value}.spec").SPEC
    return spec


PLATFORMS: dict[Platform, ChannelSpec] = {platform: _spec(platform) for platform in Platform}
"""Facts and their sources: docs/channels.md."""
