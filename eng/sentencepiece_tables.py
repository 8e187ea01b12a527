#!/usr/bin/env python3
"""Generates the Unicode tables of compatibility normalisation and of the SentencePiece trainer's maps and alphabets.

    python3.11 eng/sentencepiece_tables.py    writes src/Portolan.Text/Unicode/CharacterTables.Data.cs

Decompositions and case folding come from Python's unicodedata, scripts and ages from Perl's Unicode::UCD, both Unicode 14.
Case folding and scripts leave out what Unicode 14 added, because SentencePiece 0.1.97 ships maps made under Unicode 13; the maps
leave out the added decompositions, which the tables have.
"""
import importlib.util
import pathlib
import subprocess
import sys
import unicodedata

UNICODE_VERSION = "14.0.0"
HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent / "src/Portolan.Text/Unicode/CharacterTables.Data.cs"
PERL = r"""
use Unicode::UCD qw(prop_invmap);
print Unicode::UCD::UnicodeVersion(), "\n";
for my $name ("Script", "Age") {
    my ($starts, $values) = prop_invmap($name);
    print "$name $starts->[$_] $values->[$_]\n" for 0 .. $#$starts;
}
"""


def perl_properties():
    lines = subprocess.run(["perl", "-e", PERL], check=True, capture_output=True, text=True).stdout.splitlines()
    if lines[0] != UNICODE_VERSION:
        sys.exit(f"error: this Perl has Unicode {lines[0]}, expected {UNICODE_VERSION}\nhint: run it with Perl 5.36")
    ranges = {"Script": [], "Age": []}
    for line in lines[1:]:
        name, start, value = line.split()
        ranges[name].append((int(start), value))
    return ranges


def code_points_until(ranges, too_new):
    """All scalar values whose age is not too_new."""
    for (start, age), (end, _) in zip(ranges, ranges[1:] + [(0x110000, "")]):
        if age not in too_new:
            yield from (c for c in range(start, min(end, 0x110000)) if not 0xD800 <= c < 0xE000)


def simple_fold(character):
    """CaseFolding.txt's statuses C and S: the full folding where it is one character, the lower case otherwise."""
    for folded in (character.casefold(), character.lower()):
        if len(folded) == 1:
            return folded
    return character


def compositions(known):
    """(first, second, composed) for every primary composite but the Hangul syllables."""
    for c in known:
        character = chr(c)
        if 0xAC00 <= c < 0xD7A4 or unicodedata.normalize("NFC", character) != character:
            continue
        decomposition = unicodedata.decomposition(character).split()
        if len(decomposition) == 2 and not decomposition[0].startswith("<"):
            yield (*(int(x, 16) for x in decomposition), c)


def merged_scripts(ranges):
    """(start, script) with equal neighbours merged; what has no script counts as Common."""
    out = []
    for start, script in ranges:
        script = "Common" if script == "Unknown" else script
        if start < 0x110000 and (not out or out[-1][1] != script):
            out.append((start, script))
    return out


def generate():
    spec = importlib.util.spec_from_file_location("unicode_tables", HERE / "unicode_tables.py")
    tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tables)
    properties = perl_properties()
    known = sorted(code_points_until(properties["Age"], {"14.0", "V14_0"}))
    keys, offsets, sequences, seen = [], [], [], {}
    for c in tables.code_points():
        full = unicodedata.normalize("NFKD", chr(c))
        if full == unicodedata.normalize("NFD", chr(c)):
            continue
        if full not in seen:
            seen[full] = len(sequences)
            sequences += [len(full)] + [ord(x) for x in full]
        keys.append(c)
        offsets.append(seen[full])
    folds = [(c, ord(simple_fold(chr(c)))) for c in known if simple_fold(chr(c)) != chr(c)]
    scripts = merged_scripts(properties["Script"])
    names = ["Common", "Inherited", "Han", "Hiragana", "Katakana"]
    names += sorted({name for _, name in scripts} - set(names))
    parts = [
        tables.span("CompatibilityKeys", "Code points whose full compatibility decomposition is not the canonical one, ascending.", keys),
        tables.span("CompatibilityOffsets", "Per key: where its decomposition is in <see cref=\"CompatibilitySequences\"/>.", offsets),
        tables.span("CompatibilitySequences", "Full compatibility decompositions, each after its length.", sequences),
        tables.span("Compositions", "First, second, and what they compose to; Hangul is arithmetic.", [x for t in compositions(known) for x in t]),
        tables.span("FoldKeys", "Code points that simple case folding changes, ascending.", [a for a, _ in folds]),
        tables.span("FoldValues", "Per key: what it folds to.", [b for _, b in folds]),
        tables.span("ScriptStarts", "First code points of the script ranges, ascending.", [a for a, _ in scripts]),
        tables.span("ScriptNumbers", "Per range: 0 Common, 1 Inherited, 2 Han, 3 Hiragana, 4 Katakana, then the others by name.",
                    [names.index(b) for _, b in scripts]),
    ]
    return (
        "// <auto-generated>\n"
        f"// Unicode {UNICODE_VERSION}, folding and scripts without what it added to 13, from Python's unicodedata; scripts from Perl's Unicode::UCD.\n"
        "// Regenerate: python3.11 eng/sentencepiece_tables.py\n"
        "// </auto-generated>\n"
        "#nullable enable\n\n"
        "namespace Portolan.Text.Unicode;\n\n"
        "internal static partial class CharacterTables\n{\n" + "\n".join(parts) + "}\n"
    )


def main():
    if unicodedata.unidata_version != UNICODE_VERSION:
        sys.exit(f"error: this Python has Unicode {unicodedata.unidata_version}, expected {UNICODE_VERSION}\n"
                 "hint: run it with Python 3.11")
    TARGET.write_text(generate(), encoding="utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
