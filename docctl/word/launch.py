"""Start LibreOffice where it sees nothing of ours: a program of its own, run by `office`.

Called as `python -I launch.py FOLDER SECONDS PROGRAM ARGUMENT…`. Sets limits, then has the kernel
(Landlock, Linux 5.13 and later, no rights needed) show the process only the system's programs and
`FOLDER`, and open no network connections, so that a document that names files or addresses gets
nothing of them. Where the kernel cannot, it starts without, and `office.defused` guards alone.
"""

import contextlib
import ctypes
import os
import resource
import struct
import sys

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # system calls, the same on every architecture we know
_NO_NEW_PRIVILEGES = 38
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
_LOOK = _EXECUTE | _READ_FILE | _READ_FOLDER
_WRITE_FILE, _TRUNCATE, _CONTROL = 1 << 1, 1 << 14, 1 << 15
_REMOVE_FILE, _MAKE_SOCKET = 1 << 5, 1 << 9
_OF_FILES = _EXECUTE | _READ_FILE | _WRITE_FILE | _TRUNCATE | _CONTROL
_KNOWN = {1: 13, 2: 14, 3: 15, 4: 15}  # version of Landlock → how many kinds of access it knows
_NETWORK = 0b11  # binding and connecting, known since version 4
_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc", "/opt", "/proc", "/sys", "/var/cache",
           "/var/spool/libreoffice",
           "/var/lib/libreoffice", "/snap", "/nix/store")  # fmt: skip
# Not /dev itself: disks and the memory that programs share are in it.
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")


def main(folder: str, seconds: int, command: list[str]) -> None:
    """Become `command`, limited and shut in."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**28, 2**28))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):
        shut_in(folder, command[0])
    os.execv(command[0], command)  # noqa: S606  # our own argument list, no shell


def shut_in(folder: str, program: str) -> None:
    """Let this process see the system and `folder` only; OSError where the kernel cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = _checked(libc.syscall(_CREATE, None, 0, 1))
    everything = (1 << _KNOWN.get(version, 16)) - 1
    attributes = struct.pack("=QQ", everything, _NETWORK)[: 16 if version >= 4 else 8]
    rules = _checked(libc.syscall(_CREATE, attributes, len(attributes), 0))
    _allow(libc, rules, folder, everything)
    _allow(libc, rules, "/tmp", _REMOVE_FILE | _MAKE_SOCKET)  # noqa: S108  # its lock stands there
    for device in _DEVICES:
        _allow(libc, rules, device, _READ_FILE | _WRITE_FILE | everything & _CONTROL)
    for place in (*_SYSTEM, os.path.realpath(program)):
        if os.path.exists(place):  # noqa: PTH110  # nothing is imported that is not needed
            _allow(libc, rules, place, _LOOK)
    _checked(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(libc.syscall(_RESTRICT, rules, 0))
    os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, place: str, access: int) -> None:
    opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
    if not os.path.isdir(place):  # noqa: PTH112
        access &= _OF_FILES
    _checked(libc.syscall(_ADD, rules, 1, struct.pack("=Qi", access, opened), 0))
    os.close(opened)


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
