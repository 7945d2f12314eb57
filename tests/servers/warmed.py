"""What the warm parent has done beyond importing, each the same in every program that begins with it.

The tables' classes know each other, the catalogue of the usual language is read, the models of a municipality are built, Apprise
knows its services, and the pages of the desk and the public are compiled: half a second of processor in each child otherwise.
"""

from sqlalchemy.orm import configure_mappers

from config.language import translated
from desk.web.view import environment
from notifiers.channels.public_page import html
from notifiers.registry import register
from tests import cast as cast
from tests import cheap_hashes as cheap_hashes

configure_mappers()
translated.words("nb")
register()
html.warm_up()
for name in environment().list_templates(["html"]):
    environment().get_template(name)
