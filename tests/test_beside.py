"""Work in a forked process: its outcome comes over, and nothing of it stays."""

import subprocess
import sys
from textwrap import dedent

import pytest

PROGRAM = """
import os
from ctserver.beside import beside

class Refused(Exception):
    pass

def refuse():
    raise Refused("no room")

def fail():
    raise ValueError("never thought of")

def wait_for_ever():
    import signal
    signal.pause()

def children():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return "none"
    return "left"
"""


def said_by(program: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: a fork is for processes of one thread."""
    return subprocess.run(
        [sys.executable, "-c", dedent(PROGRAM) + dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_what_the_work_returns_comes_over() -> None:
    program = """
        with beside(lambda: [["admin", os.getppid()]], refused=Refused) as outcome:
            print(outcome() == [["admin", os.getpid()]])
        print(children())
    """
    assert said_by(program).stdout == "True\nnone\n"


def test_a_refusal_comes_over_as_one() -> None:
    program = """
        try:
            with beside(refuse, refused=Refused) as outcome:
                outcome()
        except Refused as error:
            print(error, children())
    """
    told = said_by(program)
    assert (told.stdout, told.stderr) == ("no room none\n", "")


@pytest.mark.parametrize(("work", "traceback"), [("fail", "ValueError: never thought of"), ("lambda: os._exit(1)", "")])
def test_an_end_that_nobody_thought_of_is_told(work: str, traceback: str) -> None:
    program = f"""
        try:
            with beside({work}, refused=Refused) as outcome:
                outcome()
        except ChildProcessError as error:
            print(error, children())
    """
    told = said_by(program)
    assert told.stdout == "a part of the start ended with 1 none\n"
    assert told.stderr.rstrip().endswith(traceback)


def test_work_that_nobody_waits_for_ends_with_the_block() -> None:
    program = """
        try:
            with beside(wait_for_ever, refused=Refused):
                raise OSError("the port is taken")
        except OSError as error:
            print(error, children())
    """
    assert said_by(program).stdout == "the port is taken none\n"
