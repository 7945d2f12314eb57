"""Those it concerns: sets of them, frozen with what is approved."""
