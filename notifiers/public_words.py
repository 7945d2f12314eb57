"""The few words we add to a text for the public, in bokmål."""

from schemas.content import MessageKind

MARKS = {
    MessageKind.CORRECTION: "Rettelse",
    MessageKind.RETRACTION: "Trukket tilbake",
    MessageKind.ALL_CLEAR: "Faren er over",
}
LABELS = {"next_update": "Neste oppdatering"}
