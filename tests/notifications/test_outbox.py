"""A folder as a way out: one whole file a message."""

import email
import email.policy

import pytest

from notifications.channels.outbox import OutboxChannel
from notifications.errors import TemporaryFailure
from notifications.messages import to_bytes
from tests.notifications.test_messages import MESSAGE


def test_a_message_becomes_a_file_with_its_bytes(tmp_path):
    folder = tmp_path / "made" / "outbox"

    receipt = OutboxChannel(folder).send(MESSAGE)

    files = list(folder.iterdir())
    assert [file.name for file in files] == [f"{MESSAGE.digest}.eml"]
    assert files[0].read_bytes() == to_bytes(MESSAGE)
    assert receipt.server_reply == f"written to {MESSAGE.digest}.eml"
    assert email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)["Subject"] == MESSAGE.subject


def test_the_same_message_twice_is_one_file(tmp_path):
    channel = OutboxChannel(tmp_path)

    channel.send(MESSAGE)
    channel.send(MESSAGE)

    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_a_failure_that_passes(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(TemporaryFailure, match="cannot be written"):
        OutboxChannel(tmp_path / "file").send(MESSAGE)


def test_nothing_half_is_left_when_writing_fails(tmp_path):
    (tmp_path / f"{MESSAGE.digest}.eml").mkdir()  # the file cannot take this name

    with pytest.raises(TemporaryFailure):
        OutboxChannel(tmp_path).send(MESSAGE)

    assert [entry.name for entry in tmp_path.iterdir()] == [f"{MESSAGE.digest}.eml"]
