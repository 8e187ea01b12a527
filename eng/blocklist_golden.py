#!/usr/bin/env python3
"""Counts and verdicts that the tests of blocklists compare with, by a few lines that share nothing with Portolan.

    python3.11 eng/blocklist_golden.py SHARED    writes tests/Portolan.Corpus.Tests/Golden/Urls/{ut1,easylist,verdicts}.txt

SHARED is the folder with data/url/ut1 and data/url/easylist.txt.gz. Hosts there are plain ASCII in lower case.
"""
import collections
import gzip
import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests/Portolan.Corpus.Tests/Golden/Urls"
PAGE = {"document", "doc", "all", "important"}


def host_of(line):
    return re.split(r"[/?#]", line, maxsplit=1)[0].split("@")[-1].split(":")[0].lower().rstrip(".")


def parents(host):
    if re.fullmatch(r"[0-9.]+", host):
        return [host]
    labels = host.split(".")
    return [".".join(labels[i:]) for i in range(len(labels))]


def main(shared):
    ut1, domains, counts = shared / "data/url/ut1", {}, []
    for path in sorted(ut1.glob("*/*")):
        hosts = urls = 0
        for line in path.read_text(encoding="utf-8").splitlines():
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if "/" in line.rstrip("/") or "?" in line:
                urls += 1
            else:
                hosts += 1
                domains.setdefault(host_of(line), set()).add(path.parent.name)
        counts.append(f"ut1/{path.parent.name}/{path.name}\t{hosts}\t{urls}\n")
    (GOLDEN / "ut1.txt").write_text("".join(counts))

    tally = dict.fromkeys(["host", "exception", "elements", "requests", "parts"], 0)
    with gzip.open(shared / "data/url/easylist.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.strip()
            if not line or line[0] in "![":
                continue
            if re.search(r"##|#@|#\?#|#\$#", line):
                tally["elements"] += 1
                continue
            body, _, options = line.rpartition("$") if "$" in line else (line, "", "")
            match = re.fullmatch(r"(@@)?\|\|([a-z0-9._-]+)\^\|?", body)
            if not match or match[2].endswith("..") or match[2].startswith("."):
                tally["parts"] += 1
            elif options and not set(options.split(",")) <= PAGE:
                tally["requests"] += 1
            else:
                tally["exception" if match[1] else "host"] += 1
    (GOLDEN / "easylist.txt").write_text("".join(f"{k}\t{v}\n" for k, v in tally.items()))

    verdicts = []
    for line in (shared / "data/url/reference/wikipedia-reference-domains.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        host = line.split("\t")[1]
        found = sorted(set().union(*(domains.get(p, set()) for p in parents(host.lower()))))
        if found:
            verdicts.append(f"{host}\t{','.join(found)}\n")
    text = "".join(sorted(set(verdicts)))
    categories = collections.Counter(c for v in set(verdicts) for c in v.strip().split("\t")[1].split(","))
    (GOLDEN / "verdicts.txt").write_text(
        "".join(f"{c}\t{n}\n" for c, n in sorted(categories.items())) + f"sha256\t{hashlib.sha256(text.encode()).hexdigest()}\n"
    )


main(pathlib.Path(sys.argv[1]))
