#!/usr/bin/env python3
"""Learns the model of src/Portolan.Extraction/Pages/Charsets/CharsetModel.zlib from labelled sentences.

usage: train.py LANGID.tsv.gz OUT

LANGID.tsv.gz has a language code, a tab and a sentence a line. The layout of OUT is in docs/formats/charset-indexes.md; the scores are
those that CharsetModel reads. Only Python's own library is used, and the same input gives the same bytes.
"""
import collections
import gzip
import math
import sys
import unicodedata
import zlib

# Languages that have texts in encodings of one byte a character.
PAIR_LANGUAGES = (
    "en fr es pt it de nl sv da nb fi is ca eu gl af ga sq id "
    "pl cs sk hu ro sl hr "
    "ru uk bg sr mk be el tr he ar fa lt lv et vi th").split()
# Languages of several thousand characters.
CHARACTER_LANGUAGES = "zh-Hans zh-Hant ja ko".split()

PAIR_BACKOFF = 0.35
BITS_TO_COST = 8
MOST_COST = 255


def character_class(c):
    """What of a character the model sees; CharsetModel.ClassOf does the same."""
    if c < "\x80":
        return c.lower() if c.isalpha() else ("0" if c.isdigit() else " ")
    lower = c.lower()
    return lower if len(lower) == 1 else c


def windows_1258(text):
    """Vietnamese as windows-1258 writes it: tones are marks of their own after letters that keep their shape."""
    out = []
    for c in unicodedata.normalize("NFC", text):
        try:
            c.encode("cp1258")
            out.append(c)
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", c)
            tones = [p for p in parts[1:] if p in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize("NFC", parts[0] + "".join(p for p in parts[1:] if p not in tones))
            out.append(base + "".join(tones))
    return "".join(out)


def encodable(text, charset):
    try:
        text.encode(charset)
        return True
    except UnicodeEncodeError:
        return False


def read(path):
    texts = collections.defaultdict(list)
    for line in gzip.open(path, "rt", encoding="utf-8"):
        code, _, text = line.rstrip("\n").partition("\t")
        if code in ("zh", "yue"):
            code = "zh-Hans" if encodable(text, "gb2312") else "zh-Hant" if encodable(text, "big5hkscs") else ""
        elif code == "ro":
            # Before Unicode had the comma, and in every encoding of one byte, Romanian was written with the cedilla.
            text = text.translate({0x218: 0x15E, 0x219: 0x15F, 0x21A: 0x162, 0x21B: 0x163})
        elif code == "vi":
            text = windows_1258(text)
        texts[code].append(text)
    return texts


def cost(probability):
    return min(MOST_COST, max(1, round(-math.log2(probability) * BITS_TO_COST)))


def pairs_of(lines):
    """Costs of a character after another, where one of the two at least is not ASCII."""
    pairs, firsts, singles = collections.Counter(), collections.Counter(), collections.Counter()
    for line in lines:
        classes = [character_class(c) for c in " " + line + " "]
        for a, b in zip(classes, classes[1:]):
            firsts[a] += 1
            singles[b] += 1
            if a >= "\x80" or b >= "\x80":
                pairs[a, b] += 1
    total = sum(singles.values())
    return {
        (ord(a) << 16) | ord(b): cost((1 - PAIR_BACKOFF) * n / firsts[a] + PAIR_BACKOFF * singles[b] / total)
        for (a, b), n in pairs.items() if n > 1
    }, {ord(c): cost(PAIR_BACKOFF * n / total) for c, n in singles.items() if n > 1 or c < "\x80"}


def characters_of(lines):
    singles = collections.Counter(c for line in lines for c in line if c >= "\x80")
    total = sum(singles.values())
    return {ord(c): cost(0.95 * n / total) for c, n in singles.items() if ord(c) < 0x10000}


def with_shared_characters(lines, other):
    """Half of the sentences there are in traditional characters are Cantonese; what both scripts write alike fills the gaps."""
    return lines + ["".join(c for c in line if encodable(c, "big5")) for line in other]


def varint(out, value):
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def write_table(out, table):
    varint(out, len(table))
    previous = 0
    for key in sorted(table):
        varint(out, key - previous)
        previous = key
    out.extend(table[key] for key in sorted(table))


def main():
    texts = read(sys.argv[1])
    out = bytearray()
    varint(out, len(PAIR_LANGUAGES) + len(CHARACTER_LANGUAGES))
    for code in PAIR_LANGUAGES + CHARACTER_LANGUAGES:
        varint(out, len(code))
        out += code.encode()
        if code in PAIR_LANGUAGES:
            pairs, singles = pairs_of(texts[code])
        else:
            lines = with_shared_characters(texts[code], texts["zh-Hans"]) if code == "zh-Hant" else texts[code]
            pairs, singles = {}, characters_of(lines)
        write_table(out, singles)
        write_table(out, pairs)
        print(f"{code}: {len(texts[code])} sentences, {len(singles)} characters, {len(pairs)} pairs")
    packed = zlib.compress(bytes(out), 9)
    with open(sys.argv[2], "wb") as file:
        file.write(packed)
    print(f"{len(out)} bytes, {len(packed)} packed")


main()
