"""The command line `krisekanal`."""
