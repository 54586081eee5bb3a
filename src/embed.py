#!/usr/bin/env python3
"""Turns a file into a C array: embed.py INPUT OUTPUT NAME HEADER.

The array is NUL-terminated; NAME_size is its size without the NUL."""

import sys

source, target, name, header = sys.argv[1:]
data = open(source, "rb").read()
rows = (", ".join(str(byte) for byte in data[at : at + 24]) for at in range(0, len(data), 24))
with open(target, "w", encoding="ascii") as out:
    out.write(f'#include "{header}"\n\n')
    out.write(f"const char {name}[] = {{\n" + ",\n".join(rows) + ", 0};\n")
