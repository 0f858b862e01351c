"""Tasks of the server (document chapter "Tasks"): long work that waits, runs or has ended.

Who does such work keeps its task here (`service`), as exports do; a site file tells of earlier ones.
"""
