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

def refuse(told):
    raise Refused("no room")

def fail(told):
    raise ValueError("never thought of")

def wait_for_ever(told):
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
        with beside(lambda told: [("admin", os.getppid())], refused=Refused) as companion:
            print(companion.outcome() == [("admin", os.getpid())])
        print(children())
    """
    assert said_by(program).stdout == "True\nnone\n"


def test_it_can_be_told_something_later() -> None:
    program = """
        with beside(lambda told: told() * 2) as companion:
            companion.tell(21)
            print(companion.outcome())
        print(children())
    """
    assert said_by(program).stdout == "42\nnone\n"


def test_who_is_told_nothing_ends_without_a_word() -> None:
    program = """
        with beside(lambda told: told()) as companion:
            pass
        print(children())
    """
    told = said_by(program)
    assert (told.stdout, told.stderr) == ("none\n", "")


def test_telling_one_who_has_ended_does_no_harm() -> None:
    program = """
        import os, time
        with beside(lambda told: os._exit(3)) as companion:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            companion.tell("x" * 10_000_000)
            try:
                companion.outcome()
            except ChildProcessError as error:
                print(error)
    """
    told = said_by(program)
    assert (told.stdout, told.stderr) == ("a part of the start ended with 3\n", "")


def test_the_event_loop_can_wait_for_it() -> None:
    program = """
        import asyncio
        async def wait():
            with beside(lambda told: told()) as companion:
                waiting = asyncio.create_task(companion.finished())
                await asyncio.sleep(0)
                print(waiting.done())
                companion.tell("it is time")
                await waiting
                print(companion.outcome())
        asyncio.run(wait())
    """
    assert said_by(program).stdout == "False\nit is time\n"


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_a_signal_to_all_processes_is_answered_by_one(number: str) -> None:
    program = f"""
        import signal
        def signalled(told):
            os.kill(os.getpid(), signal.{number})
            return "still here"
        with beside(signalled) as companion:
            print(companion.outcome())
    """
    assert said_by(program).stdout == "still here\n"


def test_a_refusal_comes_over_as_one() -> None:
    program = """
        try:
            with beside(refuse, refused=Refused) as companion:
                companion.outcome()
        except Refused as error:
            print(error, children())
    """
    told = said_by(program)
    assert (told.stdout, told.stderr) == ("no room none\n", "")


@pytest.mark.parametrize(
    ("work", "traceback"), [("fail", "ValueError: never thought of"), ("lambda told: os._exit(1)", "")]
)
def test_an_end_that_nobody_thought_of_is_told(work: str, traceback: str) -> None:
    program = f"""
        try:
            with beside({work}, refused=Refused) as companion:
                companion.outcome()
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
