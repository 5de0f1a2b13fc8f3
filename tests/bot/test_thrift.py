"""What `bot.thrift` tells the allocator and the collector, seen from a process of its own."""

from __future__ import annotations

import subprocess
import sys

_READS = """
import gc, resource, socket
from bot import thrift

thrift.begin()
thrift.settle()
here, there = socket.socketpair()

def read(times):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(times):
        here.send(b"x")
        there.recv(256 * 1024)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

read(20)
print(read(200), gc.get_threshold()[0], gc.isenabled(), gc.get_freeze_count() > 1000)
thrift.end()
print(gc.get_threshold()[0])
"""


def test_a_process_that_has_settled_reads_sockets_without_new_pages() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _READS], capture_output=True, text=True, check=True
    ).stdout.split()

    faults, young, *collecting, usual = told
    assert int(faults) < 50  # one or two for each read, where it has a piece of its own
    assert int(young) > int(usual)
    assert collecting == ["True", "True"]
