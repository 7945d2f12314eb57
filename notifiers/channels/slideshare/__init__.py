"""SlideShare, which takes nothing from programs any more."""
