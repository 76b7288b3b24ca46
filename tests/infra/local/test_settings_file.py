"""Settings in files: what is written can be read back, by us and by a shell."""

import stat
import subprocess
from pathlib import Path

import pytest

from infra.local.settings_file import SettingsFileError, read, write

AWKWARD = {"PLAIN": "7000000001:local-abc_-", "SPACES": "a b  c", "QUOTES": 'it\'s "so" $HOME `x` #1', "RU": "Привет"}


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write(tmp_path / "run.env", AWKWARD, heading="for everybody\nwho asks")
    assert read(tmp_path / "run.env") == AWKWARD


def test_a_shell_reads_the_same(tmp_path: Path) -> None:
    write(tmp_path / "run.env", AWKWARD)
    script = 'set -a; . ./run.env; printf "%s|" "$PLAIN" "$SPACES" "$QUOTES" "$RU"'
    said = subprocess.check_output(["/bin/sh", "-c", script], cwd=tmp_path, text=True)  # noqa: S603 - ours
    assert said == "|".join([*AWKWARD.values(), ""])


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    write(tmp_path / "run.env", AWKWARD)
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir()] == [("run.env", 0o600)]


def test_a_person_may_write_it_loosely(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# mine\n\nexport A = 1\nB='two words' # why\nC=\nD=plain # note\n")
    assert read(path) == {"A": "1", "B": "two words", "D": "plain"}


def test_no_file_is_no_settings(tmp_path: Path) -> None:
    assert read(tmp_path / ".env") == {}


@pytest.mark.parametrize(
    ("line", "told"), [("just words", r"\.env:2: not KEY=value"), ("A='x", r"\.env:2: A: No clos")]
)
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / ".env"
    path.write_text(f"B=1\n{line}\n")
    with pytest.raises(SettingsFileError, match=told):
        read(path)
