"""Answering what others write: alone on a normal day, through the desk in a crisis."""
