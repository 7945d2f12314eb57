"""The report after an event or an exercise: one page for people, tables for machines."""

from config.report.page import html
from config.report.tables import csv

__all__ = ["csv", "html"]
