"""Users seen by themselves: how to authenticate and what they may do (document chapter "Users", vendor's SDK login)."""
