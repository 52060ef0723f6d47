"""A replica set of three real servers, any of which a test can kill and start again."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.drivers.waiting import until
from ticketapp.core.db import DriverError, admin_commands
from ticketapp.serve.mongod_launch import find_mongod
from ticketapp.serve.ports import free_port, listens

NAME = "three"
# An election begins when nobody has heard of the primary for that long; a server's own is 10 s.
ELECTION_AFTER_MS = 2_000


class Member:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self.port = free_port()
        self.host = f"127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                str(find_mongod()),
                *("--dbpath", str(self._folder), "--logpath", str(self._folder / "log")),
                *("--bind_ip", "127.0.0.1", "--port", str(self.port), "--nounixsocket"),
                *("--replSet", NAME, "--oplogSize", "64", "--wiredTigerCacheSizeGB", "0.25"),
                *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: listens(self.port), "a member listens")

    def kill(self) -> None:
        """End it as `kill -9` does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def state(self) -> str:
        """`PRIMARY`, `SECONDARY` or what else it says of itself."""
        try:
            with admin_commands(f"mongodb://{self.host}/") as command:
                members = command("replSetGetStatus")["members"]
        except DriverError:
            return "AWAY"
        return next(each["stateStr"] for each in members if each.get("self"))


class ReplicaSet:
    def __init__(self, folder: Path) -> None:
        self.members = [Member(folder / str(number)) for number in range(3)]
        hosts = ",".join(member.host for member in self.members)
        self.uri = f"mongodb://{hosts}/?replicaSet={NAME}"

    def start(self) -> None:
        for member in self.members:
            member.start()
        members = [{"_id": n, "host": member.host} for n, member in enumerate(self.members)]
        quickly = {"electionTimeoutMillis": ELECTION_AFTER_MS, "heartbeatIntervalMillis": 500}
        configuration = {"_id": NAME, "members": members, "settings": quickly}
        with admin_commands(f"mongodb://{self.members[0].host}/") as command:
            command("replSetInitiate", configuration)
        until(self.is_whole, "all three are in", within=60)

    def primary(self) -> Member:
        """Whoever is primary, as soon as somebody is."""

        def found() -> Member | None:
            return next((each for each in self.members if each.state() == "PRIMARY"), None)

        member = until(found, "there is a primary", within=60)
        assert member is not None
        return member

    def is_whole(self) -> bool:
        states = sorted(member.state() for member in self.members)
        return states == ["PRIMARY", "SECONDARY", "SECONDARY"]

    def stop(self) -> None:
        for member in self.members:
            member.kill()


@contextmanager
def running_replica_set(folder: Path) -> Generator[ReplicaSet]:
    members = ReplicaSet(folder)
    try:
        members.start()
        yield members
    finally:
        members.stop()
