"""From canvases to coded pictures, and from two coded pictures, a scene's and a strip's, to one: a module for each codec."""
