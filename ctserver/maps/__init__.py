"""Maps (document chapter "Maps"): plans with backgrounds, on which cameras, mosaics, commands, screens and maps stand.

Emulated: all of it, with the rights on what stands there and the licence's module `maps`. Images are base64 on the wire;
the document prints them as `<binary data>`.
"""
