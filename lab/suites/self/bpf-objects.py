"""Prints a line for each BPF program and map in the kernel: kind, id, name. Needs no bpftool."""
import ctypes
import os
import platform
import struct

CALL = {"x86_64": 321, "aarch64": 280}[platform.machine()]
# Kind, commands for the next id and for a descriptor, place of the name in the kernel's description.
KINDS = [("prog", 11, 13, 64), ("map", 12, 14, 24)]
DESCRIBE = 15
libc = ctypes.CDLL(None, use_errno=True)


def bpf(command, attributes):
    return libc.syscall(CALL, command, ctypes.byref(attributes), len(attributes))


for kind, next_id, descriptor_of, name_at in KINDS:
    ident = 0
    while True:
        attributes = ctypes.create_string_buffer(struct.pack("III", ident, 0, 0), 12)
        if bpf(next_id, attributes) < 0:
            break
        ident = struct.unpack("III", attributes.raw)[1]
        descriptor = bpf(descriptor_of, ctypes.create_string_buffer(struct.pack("III", ident, 0, 0), 12))
        if descriptor < 0:
            continue  # it has been freed meanwhile
        info = ctypes.create_string_buffer(80)
        bpf(DESCRIBE, ctypes.create_string_buffer(struct.pack("IIQ", descriptor, len(info), ctypes.addressof(info)), 16))
        os.close(descriptor)
        print(kind, ident, info.raw[name_at : name_at + 16].split(b"\0")[0].decode())
