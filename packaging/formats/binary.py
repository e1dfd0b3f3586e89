"""What a program file is for, from its own header: the system, the processor and the C library that it needs."""

import hashlib
import re
import struct

# e_machine of ELF and Machine of PE: the names of Rust, Debian, RPM, wheels, npm and OCI
PROCESSORS = {
    62: {"rust": "x86_64", "debian": "amd64", "rpm": "x86_64", "wheel": "x86_64", "npm": "x64", "oci": "amd64"},
    183: {"rust": "aarch64", "debian": "arm64", "rpm": "aarch64", "wheel": "aarch64", "npm": "arm64", "oci": "arm64"},
}
PE_PROCESSORS = {0x8664: 62, 0xAA64: 183}
MACH_O_PROCESSORS = {0x01000007: 62, 0x0100000C: 183}


class Binary:
    """A program file and its platform.

    `system` is linux, windows or darwin; `glibc` is the oldest version that has every symbol the program needs, as two numbers, or None
    for a program that needs no C library.
    """

    def __init__(self, path):
        self.path = path
        try:
            self.data = path.read_bytes()
            self.system, machine, self.glibc = _examine(self.data, path)
            self.processor = PROCESSORS[machine]
        except OSError as error:
            raise SystemExit(f"could not package {path}: {error.strerror}") from error
        except (LookupError, ValueError, struct.error) as error:
            raise SystemExit(f"could not package {path}: it is no whole program for x86_64 or arm64") from error
        if b"STS_CLI_STATE_DIR" not in self.data:
            raise SystemExit(f"could not package {path}: it is another program")
        self.needs_libgcc = self.glibc is not None and b"libgcc_s.so.1" in self.data
        self.sha256 = hashlib.sha256(self.data).hexdigest()

    @property
    def target(self):
        """The name of the platform as Rust writes it."""
        ending = {"windows": "pc-windows-gnu", "darwin": "apple-darwin", "linux": "unknown-linux-gnu" if self.glibc else "unknown-linux-musl"}
        return f"{self.processor['rust']}-{ending[self.system]}"

    @property
    def file_name(self):
        """The name of the program on its system."""
        return "sts-cli.exe" if self.system == "windows" else "sts-cli"


def _examine(data, path):
    """The system, the machine as ELF numbers it, and the version of glibc."""
    if data[:4] == b"\x7fELF":
        return "linux", struct.unpack_from("<H", data, 18)[0], _glibc(data)
    if data[:2] == b"MZ":
        header = struct.unpack_from("<I", data, 0x3C)[0]
        return "windows", PE_PROCESSORS[struct.unpack_from("<H", data, header + 4)[0]], None
    if data[:4] == b"\xcf\xfa\xed\xfe":
        return "darwin", MACH_O_PROCESSORS[struct.unpack_from("<I", data, 4)[0]], None
    raise SystemExit(f"could not package {path}: it is no program for Linux, Windows or macOS")


def _glibc(data):
    """The newest version of glibc among the symbols' versions, if the program names a loader."""
    count, first, size = struct.unpack_from("<H", data, 56)[0], struct.unpack_from("<Q", data, 32)[0], struct.unpack_from("<H", data, 54)[0]
    kinds = [struct.unpack_from("<I", data, first + index * size)[0] for index in range(count)]
    if 3 not in kinds:  # PT_INTERP
        return None
    versions = re.findall(rb"GLIBC_(\d+)\.(\d+)", data)
    return max((int(major), int(minor)) for major, minor in versions)
