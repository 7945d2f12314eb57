"""The JSON interface: everything the pages do, under `/api/v1`."""
