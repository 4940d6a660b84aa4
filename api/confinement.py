"""What the kernel keeps a query's process from: memory without end, and the network."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from functools import cache

_AUDIT = {"x86_64": (0xC000003E, (41,)), "aarch64": (0xC00000B7, (198,))}
"""Architecture → its audit number and its system calls that make a socket."""

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES


def limit_memory(headroom: int) -> int:
    """Let the process grow by so many bytes from here on, without a core; the size it may reach."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = used_memory() + headroom
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    return most


def lift_limit() -> None:
    """Let the process grow as it may by itself again, until the next limit."""
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def used_memory() -> int:
    """The size of this process's address space in bytes; 0 where the system doesn't tell."""
    if sys.platform != "linux":
        return 0
    return int(os.pread(_statm(), 64, 0).split()[0]) * resource.getpagesize()


@cache
def _statm() -> int:
    """The kernel's tale of our memory, kept open: it is read after each query."""
    return os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)


def die_after(seconds: float) -> None:
    """Have the kernel end the process after so long, whatever it is doing; 0 calls it off."""
    _let_alarms_end()
    signal.setitimer(signal.ITIMER_REAL, seconds)


@cache
def _let_alarms_end() -> None:
    """Whoever started the process may have had it ignore alarms."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def cut_network() -> bool:
    """Refuse this process every new socket from here on; false where the system has no such filter.

    A seccomp filter: what no mistake in reading a query's text can open again.
    """
    known = _AUDIT.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    architecture, calls = known
    program = _program(architecture, calls)
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.c_char_p(header), 0, 0) == 0)


def _program(architecture: int, calls: tuple[int, ...]) -> bytes:
    """BPF: on this architecture, a call that makes a socket fails; all else passes."""
    load, equal, end = 0x20, 0x15, 0x06
    steps = [(load, 0, 0, 4), (equal, 0, len(calls) + 2, architecture), (load, 0, 0, 0)]
    for index, call in enumerate(calls):
        steps.append((equal, len(calls) - index, 0, call))
    steps += [(end, 0, 0, _ALLOW), (end, 0, 0, _REFUSE)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
