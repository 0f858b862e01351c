"""Recorded slices as Matroska files (RFC 9559, EBML: RFC 8794), rendered when they are asked for.

    budget   the bytes that pictures may take, by the stream's format
    layout   what stands where in a file, and how long it is: arithmetic
    head     everything before the pictures
    cluster  some seconds of pictures, filled up to their budget
    slice    a file: its size, its entity tag, any range of its bytes

A file's size must be known, for thousands of files at a time, without a picture being made. So each cluster has a fixed size,
which is enough for its pictures, and a Void element takes what they leave.
"""
