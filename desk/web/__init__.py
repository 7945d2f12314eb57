"""The web desk: pages for the crisis staff, the editors and the unit leaders."""
