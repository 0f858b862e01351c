"""Metadata devices (document chapter "Metadata events"; a connector in the document): sources of events.

Emulated: inserting events of the document's types, searching them, and telling by what they can be searched.
"""
