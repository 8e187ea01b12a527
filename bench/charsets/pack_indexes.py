#!/usr/bin/env python3
"""Packs what indexes.html printed in a browser into src/Portolan.Extraction/Pages/Charsets/CharsetIndexes.zlib.

usage: pack_indexes.py INDEXES.txt OUT

The layout of OUT is in docs/formats/charset-indexes.md.
"""
import re
import sys
import zlib

ORDER = "gb18030 big5 jis0208 jis0212 euc-kr".split()


def unsigned(out, value):
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def signed(out, value):
    unsigned(out, value << 1 if value >= 0 else (-value << 1) - 1)


def main():
    text = open(sys.argv[1], encoding="utf-8").read()
    indexes = {}
    for name in ORDER + ["gb18030-ranges"]:
        cells = re.search(r"(?:^|>)" + re.escape(name) + r" ([0-9a-f\- ]+)$", text, re.M).group(1).split(" ")
        indexes[name] = [0 if cell == "-" else int(cell, 16) for cell in cells]
    out = bytearray()
    for name in ORDER:
        previous = 0
        for value in indexes[name]:
            signed(out, value - previous - 1)
            previous = value
        print(f"{name}: {len(indexes[name])} pointers, {sum(1 for value in indexes[name] if value)} characters")
    ranges, following = [], -1
    for pointer, value in enumerate(indexes["gb18030-ranges"]):
        if value != following:
            ranges.append((pointer, value))
        following = value + 1
    unsigned(out, len(ranges))
    last = (0, 0)
    for pointer, value in ranges:
        unsigned(out, pointer - last[0])
        signed(out, value - last[1])
        last = (pointer, value)
    packed = zlib.compress(bytes(out), 9)
    with open(sys.argv[2], "wb") as file:
        file.write(packed)
    print(f"{len(ranges)} ranges; {len(out)} bytes, {len(packed)} packed")


main()
