"""When the pages are built again, and when they are not."""

import pytest

from ticketapp.serve.frontend import fingerprint


@pytest.fixture
def project(tmp_path):
    (tmp_path / "ui" / "pages").mkdir(parents=True)
    (tmp_path / "ui" / "pages" / "home.py").write_text("home")
    (tmp_path / "rxconfig.py").write_text("config")
    return tmp_path


def of(project) -> str:
    return fingerprint(["rxconfig.py", "ui"], project)


def test_the_same_sources_have_the_same_fingerprint(project):
    assert of(project) == of(project)


@pytest.mark.parametrize("path", ["rxconfig.py", "ui/pages/home.py", "ui/pages/new.py"])
def test_a_changed_or_new_file_changes_it(project, path):
    before = of(project)
    (project / path).write_text("changed")

    assert of(project) != before


def test_a_file_that_moved_changes_it(project):
    before = of(project)
    (project / "ui" / "pages" / "home.py").rename(project / "ui" / "home.py")

    assert of(project) != before


def test_what_python_compiled_does_not_change_it(project):
    before = of(project)
    (project / "ui" / "__pycache__").mkdir()
    (project / "ui" / "__pycache__" / "home.cpython-311.pyc").write_bytes(b"compiled")

    assert of(project) == before
