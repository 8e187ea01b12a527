#!/usr/bin/env python3
"""Writes the golden files of the corpus pipeline: what CCNet's published rules make of a crawl, and of nasty record bodies.

    python3.11 eng/ccnet_golden.py crawl MODEL WET... | gzip -9n > tests/Portolan.Corpus.Tests/Golden/Oracle/crawl.tsv.gz
    python3.11 eng/ccnet_golden.py bodies > tests/Portolan.Corpus.Tests/Golden/Oracle/bodies.json

MODEL is fastText's lid.176.ftz. Written from the documented behaviour of cc_net bda555b; Python's str.strip, hashlib and
urllib.parse and Debian's python3-fasttext are the independent implementations. Nothing is shared with the C# code.
"""
import gzip
import hashlib
import json
import random
import re
import sys
import urllib.parse

from normalization_golden import for_deduplication

MINIMUM_LENGTH = 300
MINIMUM_SCORE = 0.5


def title_and_lines(body):
    """The rule for what stands between two headers: a body is followed by two line breaks; two empty lines at the end are the record's."""
    text = body.decode("utf-8", errors="replace")
    lines = [line.strip() for line in re.split("\r\n|\r|\n", text)] + [""]
    if len(lines) >= 2 and lines[-1] == "" and lines[-2] == "":
        lines = lines[:-2]
    return (lines[0], lines[1:]) if lines else ("", [])


def records(path):
    data = gzip.open(path, "rb").read()
    at = 0
    while at < len(data):
        end = data.index(b"\r\n\r\n", at)
        fields = [line.partition(":") for line in data[at:end].decode("utf-8").split("\r\n")[1:]]
        headers = {name.strip().lower(): value.strip() for name, _, value in fields}
        length = int(headers["content-length"])
        yield headers, data[end + 4:end + 4 + length]
        at = end + 4 + length + 4


def documents(path):
    for headers, body in records(path):
        if headers["warc-type"] == "conversion":
            title, lines = title_and_lines(body)
            if len("\n".join(lines)) >= MINIMUM_LENGTH:
                yield headers["warc-target-uri"], lines


def line_hash(line):
    return int.from_bytes(hashlib.sha1(for_deduplication(line).encode()).digest()[:8], "little")


def deduplicate(group, keep_first):
    """Yields (url, kept line numbers, kept lines) for the documents of a group of files."""
    hashed = [(url, lines, [line_hash(line) for line in lines]) for url, lines in group]
    holders = {}
    for _, _, hashes in hashed:
        for value in set(hashes):
            holders[value] = holders.get(value, 0) + 1
    met = set()
    for url, lines, hashes in hashed:
        here, kept = set(), []
        for number, value in enumerate(hashes):
            gone = value in met if keep_first else holders[value] > 1
            if value != 0 and not gone and value not in here:
                kept.append(number)
            here.add(value)
        met |= here
        yield url, kept, [lines[number] for number in kept]


def crawl(model_path, paths):
    import fasttext

    fasttext.FastText.eprint = lambda *_: None
    model = fasttext.load_model(model_path)
    files = [list(documents(path)) for path in paths]
    print("# mode, url, first 12 digits of SHA-1 of raw_content, first 8 of line_ids joined by commas, language, score")
    print(f"# made by eng/ccnet_golden.py, Python {sys.version.split()[0]}, python3-fasttext 0.9.2, lid.176.ftz")
    for mode, window in (("remove-all", len(files)), ("keep-first", len(files)), ("remove-all-window-2", 2)):
        for start in range(0, len(files), window):
            group = [document for file in files[start:start + window] for document in file]
            for url, ids, lines in deduplicate(group, mode == "keep-first"):
                if not ids:
                    continue
                labels, scores = model.predict("".join(lines), k=1)
                score = round(float(scores[0]), 2) if labels else 0.0
                if score >= MINIMUM_SCORE:
                    text = hashlib.sha1("\n".join(lines).encode()).hexdigest()[:12]
                    numbers = hashlib.sha1(",".join(map(str, ids)).encode()).hexdigest()[:8]
                    print(mode, url, text, numbers, labels[0].removeprefix("__label__"), f"{score:.2f}", sep="\t")


def nasty_bodies():
    yield from [b"", b"\n", b"\r", b"\r\n", b"\n\n", b"\n\n\n", b"\r\r", b"\r\n\r\n", b"\n\r", b"title", b"title\n", b"title\n\n", b"title\r\n",
                b"title\n\n\n", b"title\na", b"title\na\n", b"title\na\n\n", b"title\na\n\n\n", b"title\r\na\r\nb\r\n", b"title\ra\rb\r",
                b"title\n  \n\t\n", b"title\na\n   ", b"title\na\n\xc2\xa0", b"title\na\n\xc2\xa0\n", b" \n \n ", b"\ttitle \n a b \n",
                b"title\na\xc2\x85b\xc2\x85\n", b"\xc2\x85\n\xc2\x85", b"title\na\x0bb\x0cc\x1cd\x1de\x1ef\n", b"title\n\x1ca\x1f\n",
                b"title\n\xe2\x80\xa8a\xe2\x80\xa9b\n", b"title\n\xe3\x80\x80wide\xe3\x80\x80\n", b"\xef\xbb\xbftitle\n\xef\xbb\xbfa\n",
                b"title\n\xff\xfe\n\x80\n", b"title\n\xc2\nx\xe2\x82\n", b"title\n\xf0\x9f\x98\nb", b"title\n\xed\xa0\x80\n", b"t\n\xc0\x80\n",
                b"title\n\x00a\x00\n\x00", b"title\r\n\r\n\r\na", b"title\n\r\na\n\r", b"a\n\xe2\x80\x8b\n", b"t\n\xf4\x90\x80\x80 \xe1\x9a\x80\n"]
    generator = random.Random(7)
    pieces = [b"\n", b"\r", b"\r\n", b" ", b"\t", b"a", b"bc", b"\xc2\xa0", b"\xc2\x85", b"\x1c", b"\xff", b"\xe2\x80", b"\xe3\x80\x80", b"\xf0\x9f\x98\x80"]
    for _ in range(160):
        yield b"".join(generator.choices(pieces, weights=[5, 3, 3] + [1] * 11, k=generator.randint(1, 14)))


def addresses():
    return ["", "http://a", "http://a/b", "https://a.b:80/x?y#z", "//host/x", "host/x", "mailto:a@b", "urn:uuid:1", "http:/x://y", "a?u=http://b/c",
            "/path://x", "1http://a/", "h-t.t+p://q?z", "http://u:p@h:1/", "HTTP://Big.Example/", "http://?q", "http://h#f", "://x/", "x y://z/", "é://z/",
            "ftp://h?x", "http:///p", "http:a//b", "a:b://c"]


def bodies():
    rows = [[body.hex(), *title_and_lines(body)] for body in dict.fromkeys(nasty_bodies())]
    domains = [[address, urllib.parse.urlparse(address).netloc] for address in addresses()]
    made_by = f"eng/ccnet_golden.py, Python {sys.version.split()[0]}"
    listing = [",\n".join("    " + json.dumps(row) for row in table) for table in (rows, domains)]
    print(f'{{\n  "made_by": {json.dumps(made_by)},\n  "bodies": [\n{listing[0]}\n  ],\n  "source_domains": [\n{listing[1]}\n  ]\n}}')


def main():
    if len(sys.argv) >= 4 and sys.argv[1] == "crawl":
        crawl(sys.argv[2], sys.argv[3:])
    elif sys.argv[1:] == ["bodies"]:
        bodies()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
