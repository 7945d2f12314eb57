"""Options that several commands share: the wording of a text, the channels it goes to."""

from pathlib import Path
from typing import Annotated

import typer

from desk.cli.command import words
from schemas.language import Language
from schemas.sentence import say

Title = Annotated[str | None, typer.Option("--title", help=words(say("Headline.")))]
Text = Annotated[
    str | None, typer.Option("--text", help=words(say("What has happened, where, who it concerns, what to do.")))
]
File = Annotated[Path | None, typer.Option("--file", help=words(say("Read the text from this file.")))]
Wrong = Annotated[str | None, typer.Option("--wrong", help=words(say("What was wrong, and what is right.")))]
Short = Annotated[str | None, typer.Option("--short", help=words(say("For channels where the text does not fit.")))]
Template = Annotated[str | None, typer.Option("--template", help=words(say("A template of the municipality file.")))]
Field = Annotated[list[str] | None, typer.Option("--field", help=words(say("NAME=WORDS for the template.")))]
Link = Annotated[str | None, typer.Option("--link", help=words(say("Where to read more.")))]
NextUpdate = Annotated[str | None, typer.Option("--next-update", help=words(say("When the next word comes.")))]
Signature = Annotated[str | None, typer.Option("--signature", help=words(say("First name, or the municipality.")))]
TextLanguage = Annotated[
    Language | None, typer.Option("--language", help=words(say("What the text is written in, if not as usual.")))
]
Version = Annotated[
    list[str] | None,
    typer.Option(
        "--version",
        help=words(
            say(
                "nn:FILE, the same in another language (YAML: title, body, short …; may be repeated). nn: takes it out."
            )
        ),
    ),
]
Target = Annotated[list[str] | None, typer.Option("--target", help=words(say("A target group (may be repeated).")))]
Media = Annotated[
    list[Path] | None,
    typer.Option(
        "--media",
        help=words(say("A picture, PDF or video (may be repeated). Where, when and by whom it was taken is removed.")),
    ),
]
ToEveryone = Annotated[bool, typer.Option("--to-everyone", help=words(say("SMS and e-mail go to the whole register.")))]
ToZone = Annotated[
    list[str] | None,
    typer.Option("--to-zone", help=words(say("… to those of the register in this zone (may be repeated)."))),
]
ToGroup = Annotated[
    list[str] | None, typer.Option("--to-group", help=words(say("… to those of this target group (may be repeated).")))
]
ToArea = Annotated[
    Path | None, typer.Option("--to-area", help=words(say("… to those in the area of this GeoJSON file.")))
]
Alt = Annotated[list[str] | None, typer.Option("--alt", help=words(say("What the picture shows.")))]
_ACCOUNT = say("A channel (may be repeated); without it every connected one.")
Accounts = Annotated[list[str] | None, typer.Option("--account", help=words(_ACCOUNT))]
Beside = Annotated[
    list[str] | None,
    typer.Option("--beside", help=words(say("An open crisis that this one is not (may be repeated)."))),
]
Wait = Annotated[float, typer.Option("--wait", help=words(say("Seconds to follow it out to its channels.")))]
Id = Annotated[str, typer.Argument()]
