"""What the product promises in time, processor and memory, measured on the product as it runs.

Not tests: a figure that is over its bound is printed, and fails nothing. See docs/performance.md.
"""
