#!/usr/bin/env python3
"""Prints random strings with their normal forms C and KC, for the tests of Portolan.Text.

    python3.11 eng/normal_forms_golden.py > tests/Portolan.Text.Tests/Golden/unicode/normal-forms.jsonl

Python 3.11 carries Unicode 14, as eng/unicode_tables.py says.
"""
import json
import random
import unicodedata

from unicode_tables import code_points

source = random.Random(14)
marks = [c for c in code_points() if unicodedata.combining(chr(c))]
mapped = [c for c in code_points() if unicodedata.decomposition(chr(c))]
hangul = list(range(0x1100, 0x1200)) + list(range(0xAC00, 0xD7A4))
for _ in range(400):
    text = "".join(
        chr(source.choice(source.choice([marks, mapped, hangul, range(0x20, 0x250), range(0x900, 0xE00), range(0x3040, 0x3100)])))
        for _ in range(source.randint(1, 12)))
    print(json.dumps([text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFKC", text)]))
