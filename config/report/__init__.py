"""The report after an event or an exercise: one page for people, a PDF of it, tables for machines."""

from config.report.page import html
from config.report.pdf import pdf
from config.report.tables import csv

__all__ = ["csv", "html", "pdf"]
