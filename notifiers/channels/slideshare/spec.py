"""A platform that nothing can act for: its account's `fallback` gets what is meant for it."""

from notifiers.spec import ChannelSpec
from schemas.sentence import say

SPEC = ChannelSpec(
    name="SlideShare",
    icon="file-earmark-slides",
    titled=True,
    note=say("SlideShare no longer takes uploads from programs. Put the PDF on the home page instead."),
)
