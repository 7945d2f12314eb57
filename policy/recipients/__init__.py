"""Those it concerns: the ways to them, where they live, and how they sign up."""
