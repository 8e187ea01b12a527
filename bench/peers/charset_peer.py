"""Guesses the encodings of the samples of `bench decode` with chardet and charset-normalizer.

Usage: charset_peer.py SAMPLES. A sample is a line: encoding, bytes in base64, text in base64 of UTF-8. Prints for each peer and
encoding how many samples it reads right, and the peer's rate: name TAB version TAB encoding TAB right TAB all TAB seconds.
"""

import base64
import collections
import sys
import time


def read(path):
    samples = []
    with open(path, encoding="ascii") as file:
        for line in file:
            encoding, data, text = line.rstrip("\n").split("\t")
            samples.append((encoding, base64.b64decode(data), base64.b64decode(text).decode("utf-8")))
    return samples


def measure(name, version, detect, samples):
    right, total, seconds = collections.Counter(), collections.Counter(), collections.Counter()
    for encoding, data, text in samples:
        start = time.perf_counter()
        guess = detect(data)
        seconds[encoding] += time.perf_counter() - start
        total[encoding] += 1
        try:
            right[encoding] += guess is not None and data.decode(guess) == text
        except (UnicodeDecodeError, LookupError):
            pass
    for encoding in total:
        print(name, version, encoding, right[encoding], total[encoding], f"{seconds[encoding]:.6f}", sep="\t")


def main():
    samples = read(sys.argv[1])
    try:
        import chardet
        measure("chardet", chardet.__version__, lambda data: chardet.detect(data)["encoding"], samples)
    except ImportError:
        pass
    try:
        import charset_normalizer

        def normalizer(data):
            best = charset_normalizer.from_bytes(data).best()
            return best.encoding if best else None

        measure("charset-normalizer", charset_normalizer.__version__, normalizer, samples)
    except ImportError:
        pass


main()
