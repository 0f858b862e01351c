"""The web interface's banner (document section "Open the web interface banner"): the page that a simple link opens.

Emulated: one page of its own, who the user is and which cameras he may see. The vendor's whole interface is not.
"""
