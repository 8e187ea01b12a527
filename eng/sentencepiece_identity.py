#!/usr/bin/env python3
"""Writes what spm_encode makes of whole files, as one SHA-256 for each.

    python3 eng/sentencepiece_identity.py ../shared tests/Portolan.Text.Tests/Golden/SentencePiece/identity.json

Needs Debian's sentencepiece 0.1.97 (spm_encode is the independent implementation) and the shared data. Each digest is that of
`spm_encode --model=sp8000.model --output_format=id < FILE`, for every file of data/text and data/langid, unpacked, and for a
million random bytes: the numbers that SplitMix64 draws from the seed 20261122, eight bytes each, lowest byte first.
"""
import glob
import gzip
import hashlib
import json
import os
import subprocess
import sys

MODEL = "oracles/sentencepiece/sp8000.model"
SEED = 20261122
RANDOM_BYTES = 1_000_000
MASK = (1 << 64) - 1


def random_bytes(seed, count):
    out = bytearray()
    while len(out) < count:
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        mixed = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        out += (mixed ^ (mixed >> 31)).to_bytes(8, "little")
    return bytes(out[:count])


def digest(shared, text):
    run = subprocess.run(["spm_encode", f"--model={shared}/{MODEL}", "--output_format=id"], input=text, check=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return {"lines": run.stdout.count(b"\n"), "sha256": hashlib.sha256(run.stdout).hexdigest()}


def main(shared, output):
    version = subprocess.run(["spm_encode", "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    if version != "0.1.97":
        sys.exit(f"error: this is spm_encode {version}, expected 0.1.97\nhint: run it on Debian 12")
    files = {}
    for path in sorted(glob.glob(f"{shared}/data/text/*/*.gz") + glob.glob(f"{shared}/data/langid/*.gz")):
        with gzip.open(path) as file:
            files[os.path.relpath(path, shared)] = digest(shared, file.read())
    golden = {"peer": f"spm_encode {version}", "model": MODEL, "files": files,
              "random": {"seed": SEED, "bytes": RANDOM_BYTES, **digest(shared, random_bytes(SEED, RANDOM_BYTES))}}
    with open(output, "w", encoding="utf-8") as file:
        json.dump(golden, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
