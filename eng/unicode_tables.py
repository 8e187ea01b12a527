#!/usr/bin/env python3
"""Generates the Unicode tables of Portolan.Text from Python's unicodedata.

    python3.11 eng/unicode_tables.py            writes src/Portolan.Text/Unicode/UnicodeTables.Data.cs
    python3.11 eng/unicode_tables.py --digest   prints the SHA-256 that the tests compare with

Python 3.11 carries Unicode 14, the version CCNet's normalisers are compared under; any other
version is refused, because a change of version changes line hashes and so dedup results.
"""
import hashlib
import pathlib
import sys
import unicodedata

UNICODE_VERSION = "14.0.0"
TARGET = pathlib.Path(__file__).resolve().parent.parent / "src/Portolan.Text/Unicode/UnicodeTables.Data.cs"

DIGIT, SPACE, NONSPACING, CASED, CASE_IGNORABLE = 1, 2, 4, 8, 16
FLAG_NAMES = "1 decimal digit, 2 white space, 4 category Mn, 8 cased, 16 case-ignorable"
LEAF = 64  # code points per leaf: what the last byte of a UTF-8 sequence selects
MIDDLE = 32  # leaves per middle block: 2,048 code points


def code_points():
    return (c for c in range(0x110000) if not 0xD800 <= c < 0xE000)


def sigma_class(character):
    """How str.lower's final-sigma rule sees a character, found by asking str.lower itself."""
    if (character + "\u03a3").lower()[-1] == "\u03c2":
        return CASED
    if ("A" + character + "\u03a3").lower()[-1] == "\u03c2":
        return CASE_IGNORABLE
    return 0


def flags(character):
    return (
        (DIGIT if character.isdecimal() else 0)
        | (SPACE if character.isspace() else 0)
        | (NONSPACING if unicodedata.category(character) == "Mn" else 0)
        | sigma_class(character)
    )


def is_hangul(code_point):
    return 0xAC00 <= code_point < 0xD7A4


def digest():
    sha = hashlib.sha256()
    for c in code_points():
        character = chr(c)
        lower = ".".join(f"{ord(x):X}" for x in character.lower())
        decomposed = ".".join(f"{ord(x):X}" for x in unicodedata.normalize("NFD", character))
        sha.update(f"{c:X};{lower};{flags(character)};{unicodedata.combining(character)};{decomposed}\n".encode())
    return sha.hexdigest()


def three_stages(values):
    """Splits 0x110000 values into (top, middle, leaves), equal blocks stored once, block 0 all zero."""
    def blocks_of(items, size, first):
        blocks, indices = {first: 0}, []
        for start in range(0, len(items), size):
            indices.append(blocks.setdefault(tuple(items[start:start + size]), len(blocks)))
        return indices, [value for block in blocks for value in block]

    leaf_indices, leaves = blocks_of(values, LEAF, (0,) * LEAF)
    top, middle = blocks_of(leaf_indices, MIDDLE, (0,) * MIDDLE)
    return top, middle, leaves


def smallest_type(values):
    if min(values) < 0:
        return "int"
    return "byte" if max(values) < 256 else "ushort" if max(values) < 65536 else "int"


def span(name, summary, values):
    lines, line = [], "       "
    for value in values:
        if len(line) + len(str(value)) + 2 > 150:
            lines.append(line)
            line = "       "
        line += f" {value},"
    lines.append(line)
    body = "\n".join(lines)
    return (
        f"    /// <summary>{summary}</summary>\n"
        f"    private static ReadOnlySpan<{smallest_type(values)}> {name} =>\n    [\n{body}\n    ];\n"
    )


def generate():
    records, record_of = {(0, 0, 0): 0}, [0] * 0x110000
    sequences, sequence_of = [0], [0] * 0x110000
    seen = {}
    for c in code_points():
        character = chr(c)
        lower = character.lower()
        # U+0130 is the only character whose lower case is longer than one code point; code handles it.
        assert len(lower) == 1 or c == 0x130
        record = (ord(lower) - c if len(lower) == 1 else 0, flags(character), unicodedata.combining(character))
        record_of[c] = records.setdefault(record, len(records))
        decomposed = unicodedata.normalize("NFD", character)
        if decomposed != character and not is_hangul(c):
            if decomposed not in seen:
                seen[decomposed] = len(sequences)
                sequences += [len(decomposed)] + [ord(x) for x in decomposed]
            sequence_of[c] = seen[decomposed]
    assert len(records) < 256
    top, middle, leaves = three_stages(record_of)
    d_top, d_middle, d_leaves = three_stages(sequence_of)
    deltas, bits, classes = zip(*records)
    parts = [
        span("RecordTop", "Code point / 2,048 to a block of <see cref=\"RecordMiddle\"/>.", top),
        span("RecordMiddle", "32 leaves a block.", middle),
        span("RecordLeaves", "64 records a leaf.", leaves),
        span("LowerDeltas", "Per record: what to add for the simple lower case.", deltas),
        span("FlagBits", f"Per record: {FLAG_NAMES}.", bits),
        span("CombiningClasses", "Per record: canonical combining class.", classes),
        span("DecompositionTop", "As <see cref=\"RecordTop\"/>.", d_top),
        span("DecompositionMiddle", "As <see cref=\"RecordMiddle\"/>.", d_middle),
        span("DecompositionLeaves", "64 offsets into <see cref=\"Sequences\"/> a leaf; 0 is none.", d_leaves),
        span("Sequences", "Full canonical decompositions, each after its length.", sequences),
    ]
    return (
        "// <auto-generated>\n"
        f"// Unicode {UNICODE_VERSION}, from Python's unicodedata. Regenerate: python3.11 eng/unicode_tables.py\n"
        "// </auto-generated>\n"
        "#nullable enable\n\n"
        "namespace Portolan.Text.Unicode;\n\n"
        "internal static partial class UnicodeTables\n{\n" + "\n".join(parts) + "}\n"
    )


def main():
    if unicodedata.unidata_version != UNICODE_VERSION:
        sys.exit(f"error: this Python has Unicode {unicodedata.unidata_version}, expected {UNICODE_VERSION}\n"
                 "hint: run it with Python 3.11")
    if sys.argv[1:] == ["--digest"]:
        print(digest())
    else:
        TARGET.write_text(generate(), encoding="utf-8")
        print(f"{TARGET}: {TARGET.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
