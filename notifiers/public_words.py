"""The few words we add to a text for the public, in bokmål."""

from schemas.content import MessageKind

MARKS = {
    MessageKind.CORRECTION: "Rettelse",
    MessageKind.RETRACTION: "Trukket tilbake",
    MessageKind.ALL_CLEAR: "Faren er over",
}
CORRECTED = "Rettet"
"""Before when, and what was wrong: “Rettet kl. 14.14: Det stod ett minutt, det skal være tre.”"""
LABELS = {"next_update": "Neste oppdatering"}
