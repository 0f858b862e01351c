"""Modules that are found in the bundle are those that would be found without it."""

import subprocess
import sys
from pathlib import Path

import pytest

WRITE = "import sys; sys.path.insert(0, sys.argv[1]); import shop.till; from ctserver import bundle; bundle.write()"
TELL = """
import sys
sys.path.insert(0, sys.argv[1])
from ctserver import bundle
bundle.use()
import shop.till
print(type(shop.till.__loader__).__name__, shop.till.PRICE, shop.till.__file__, shop.till.__package__, shop.till.prices())
"""
TILL = "PRICE = 1\n\n\ndef prices():\n    from .stock import GOODS\n    return GOODS\n"


def shop(directory: Path) -> Path:
    (directory / "shop").mkdir(parents=True)
    for name, text in {"__init__": "", "till": TILL, "stock": "GOODS = ['tea']\n"}.items():
        (directory / "shop" / f"{name}.py").write_text(text)
    return directory


def run(bytecode: Path, program: str, directory: Path) -> list[str]:
    command = [sys.executable, "-X", f"pycache_prefix={bytecode}", "-c", program, str(directory)]
    return subprocess.run(command, check=True, timeout=100, capture_output=True, text=True).stdout.split(maxsplit=4)


@pytest.fixture
def bytecode(tmp_path: Path) -> Path:
    run(tmp_path / "bytecode", WRITE, shop(tmp_path / "one"))
    return tmp_path / "bytecode"


def written(bytecode: Path) -> Path:
    (found,) = bytecode.rglob("bundle.*.bin")
    return found


def test_a_module_is_as_it_would_be_without(bytecode: Path, tmp_path: Path) -> None:
    loader, *told = run(bytecode, TELL, tmp_path / "one")
    assert loader == "_Loader"
    assert told == ["1", str(tmp_path / "one" / "shop" / "till.py"), "shop", "['tea']\n"]
    assert run(tmp_path / "nothing", TELL, tmp_path / "one") == ["SourceFileLoader", *told]


def test_a_source_that_has_changed_is_read(bytecode: Path, tmp_path: Path) -> None:
    (tmp_path / "one" / "shop" / "till.py").write_text(TILL.replace("1", "12"))
    assert run(bytecode, TELL, tmp_path / "one")[:2] == ["SourceFileLoader", "12"]


def test_a_package_of_the_same_name_elsewhere_is_another_one(bytecode: Path, tmp_path: Path) -> None:
    shop(tmp_path / "two")
    assert run(bytecode, TELL, tmp_path / "two")[2] == str(tmp_path / "two" / "shop" / "till.py")


def test_a_module_that_has_gone_is_not_found(bytecode: Path, tmp_path: Path) -> None:
    (tmp_path / "one" / "shop" / "stock.py").unlink()
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run(bytecode, TELL, tmp_path / "one")
    assert "No module named 'shop.stock'" in failed.value.stderr


@pytest.mark.parametrize("kept", [0, 7, -1])
def test_a_file_that_is_cut_off_is_as_none(kept: int, bytecode: Path, tmp_path: Path) -> None:
    path = written(bytecode)
    path.write_bytes(path.read_bytes()[:kept])
    assert run(bytecode, TELL, tmp_path / "one")[:2] == ["SourceFileLoader", "1"]


def test_what_is_of_another_version_of_python_is_not_used(bytecode: Path, tmp_path: Path) -> None:
    data = bytearray(written(bytecode).read_bytes())
    index = len(data) - 8 - int.from_bytes(data[-8:])
    data[index] ^= 1
    written(bytecode).write_bytes(data)
    assert run(bytecode, TELL, tmp_path / "one")[:2] == ["SourceFileLoader", "1"]


def test_a_process_that_has_it_open_reads_on_in_what_it_was(bytecode: Path, tmp_path: Path) -> None:
    with written(bytecode).open("rb") as file:
        before = written(bytecode).read_bytes()
        (tmp_path / "one" / "shop" / "till.py").write_text(TILL.replace("1", "12"))
        run(bytecode, WRITE, tmp_path / "one")
        assert file.read() == before != written(bytecode).read_bytes()
