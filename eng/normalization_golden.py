#!/usr/bin/env python3
"""Writes the golden file of the normalisers: nasty strings and what CCNet's two functions make of them.

    python3.11 eng/normalization_golden.py > tests/Portolan.Text.Tests/Golden/normalization.json

The functions are written here from the documented behaviour of cc_net bda555b on top of Python's own
str.strip, str.lower, unicodedata and re, so Python is the independent implementation.
"""
import json
import random
import re
import sys
import unicodedata

TO_ASCII = {
    "，": ",", "。": ".", "、": ",", "„": '"', "”": '"', "“": '"', "«": '"', "»": '"', "１": '"', "」": '"', "「": '"',
    "《": '"', "》": '"', "´": "'", "∶": ":", "：": ":", "？": "?", "！": "!", "（": "(", "）": ")", "；": ";", "–": "-",
    "—": " - ", "．": ". ", "～": "~", "’": "'", "…": "...", "━": "-", "〈": "<", "〉": ">", "【": "[", "】": "]",
    "％": "%", "►": "-",
}
CONTROLS = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)]))
DIGIT = re.compile(r"\d")
CONTROL = re.compile("[" + re.escape(CONTROLS) + "]")
DELETED = re.compile("[" + re.escape(CONTROLS + "".join(TO_ASCII)) + "]")


def for_deduplication(line):
    line = line.strip()
    return DELETED.sub("", DIGIT.sub("0", line.lower()))


def for_language_model(line):
    line = unicodedata.normalize("NFD", line.strip().lower())
    line = DIGIT.sub("0", "".join(c for c in line if unicodedata.category(c) != "Mn"))
    return CONTROL.sub("", "".join(TO_ASCII.get(c, c) for c in line))


def nasty_strings():
    every = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    yield from ["", " ", "hello", "Hello", "Ab\tCd\r", "  İstanbul ΣΑΣ １２３ ٣٤ ²½ ", "“Hello” – it’s…\x85x\x1fy",
                "\xa0\u2003x\x1c", "one line\nsecond line", "\x00 a \x00", "\u200b a \ufeff", "\ufeffBOM"]
    yield from TO_ASCII
    yield "".join(TO_ASCII)
    for start in range(0, 34, 5):
        yield "x".join([*TO_ASCII][start:start + 5]) + " y"
    digits = [c for c in every if c.isdecimal()]
    yield from ("".join(digits[i:i + 40]) for i in range(0, len(digits), 40))
    numbers = [c for c in every if c.isnumeric() and not c.isdecimal()]
    yield from ("".join(numbers[i:i + 60]) for i in range(0, len(numbers), 60))
    spaces = [c for c in every if c.isspace()]
    yield from (f"{c}a{c}b{c}" for c in spaces)
    yield "".join(spaces)
    yield "a".join(CONTROLS)
    # Sigma: cased, ignorable, both and neither on either side.
    sides = ["", "a", "Α", "1", " ", "'", ".", "\u00ad", "\u0301", "\u0345", "ʰ", "ª", "中", "Σ", "a'", "'a", "a\u0301", "a\u00ad\u00ad",
             "\U0001d400", "\U0001f130", "ǅ"]
    yield from (f"{before}Σ{after}" for before in sides for after in sides)
    yield "ΟΔΥΣΣΕΥΣ ΣΟΦΟΣ. ΣΑΣ’ ΣΑΣ’Α"
    # Lower case that changes the length in UTF-8 or the number of code points.
    yield "İ Iı I\u0307 ẞ Ⱥ Ⱦ K Å Ω ϴ Ⴀ Ა Ꭰ ꭰ Ɐ Ꞌ \U00010400 \U00010c80 \U000118a0 \U00016e40 \U0001e900"
    yield from ("".join(c for c in block if c.lower() != c)[:120] for block in
                (every[i:i + 512] for i in range(0, 0x20000, 512)) if any(c.lower() != c for c in block))
    # Canonical order: classes 0, 6, 9, 216, 220, 224, 226, 230 in wrong orders, with and without Mn between.
    marks = ["\u0301", "\u0316", "\u302e", "\u302f", "\U0001d165", "\U0001d16d", "\U00016ff0", "\u1bf2", "\ua953", "\u0345",
             "\u093c", "\u034f", "\u0903", "\U0001d167"]
    generator = random.Random(14)
    for _ in range(60):
        yield "a" + "".join(generator.choice(marks) for _ in range(generator.randint(1, 9))) + generator.choice(["", "b", "Σ"])
    yield "".join(marks) + "x"
    yield "\U0001d15e\U0001d160\u302e\U0001d164\u0301 \U0001d1bb\U0001d1c0\U0001d165"
    # Decompositions: singletons into the 34, excluded compositions, multi-part ones.
    yield "\u2329x\u232a \u037e \u0387 \u1ffd \u1fef \u2000 \u2001 \u212a \u2126 \u212b \u0344 \u0f73 \u0f81 \u0958 \ufb1d \ufb4e \u2adc"
    changing = [c for c in every if not 0xAC00 <= ord(c) < 0xD7A4 and unicodedata.normalize("NFD", c) != c]
    yield from ("".join(changing[i:i + 50]) for i in range(0, len(changing), 50))
    yield "한국어 각 가 힣 \ud7a3\u11a8 \ud7b0 \ud7c6 가\u302e\u0301 ᄀ\u1161"
    yield "Straße GRÖẞE Ünïcödé ÀÉÎÕÜ Çédille NAÏVE Привет ЁЖ Й ї ґ Ұлы Þór Łódź Đặng Việt Nam"
    yield "日本語。「カタカナ」ガギグ、ﾊﾝｶｸ！ 中文，标点；测试（括号）"
    yield "नमस्ते काँ हिन्दी १२३ বাংলা தமிழ் తెలుగు ಕೊಡು ไทย ๑๒๓ ລາວ မြန်မာ ខ្មែរ ᬓ᭄ ꦏ꧀ꦱ"
    yield "العربيّة ١٢٣ עִבְרִית ۱۲۳ اآ"
    yield "👩‍👩‍👧 👍🏽 🇩🇪 ❤️ ♥︎ 𝟘𝟙𝟚 𝒜 \U000e0100 \U0010ffff \ufffd \ufffe"
    # Around the width of a vector.
    for length in (*range(28, 36), 63, 64, 65, 96):
        yield "Ab9" * length
        yield "X" * length + "Ö"
        yield "\tQ" * length


def main():
    if unicodedata.unidata_version != "14.0.0":
        sys.exit(f"error: this Python has Unicode {unicodedata.unidata_version}, expected 14.0.0\nhint: run it with Python 3.11")
    cases = [[s, for_deduplication(s), for_language_model(s)] for s in dict.fromkeys(nasty_strings())]
    print(json.dumps({
        "made_by": f"eng/normalization_golden.py, Python {sys.version.split()[0]}, Unicode {unicodedata.unidata_version}",
        "columns": ["text", "for_deduplication", "for_language_model"],
        "cases": "CASES",
    }, indent=2).replace('"CASES"', "[\n" + ",\n".join("    " + json.dumps(c) for c in cases) + "\n  ]"))


if __name__ == "__main__":
    main()
