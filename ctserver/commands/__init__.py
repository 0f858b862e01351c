"""Commands (API word `exturls`, document chapter "Commands"): URLs that a user can have called, one after the other.

Emulated: the list, the rights, and when each call is due. Nothing is called: the journal holds what a real server would
have called, and when.
"""
