#!/usr/bin/env python3
"""Writes the golden file of perplexity: CCNet's chain over real documents, by Python's sentencepiece and an ARPA file read here.

    python3.11 eng/perplexity_golden.py golden.jsonl.gz sp8000.model small.arpa.gz > tests/Portolan.Text.Tests/Golden/perplexity.json

Documents are the `text` fields of the first file. Normalisation is that of eng/normalization_golden.py. The n-gram model is scored as
KenLM does: single precision, back-offs from the shortest context to the longest; a document's sum is in single precision, as the
Python binding of KenLM has it. `rounding` holds numbers and what Python's round(x, 1) makes of them.
"""
import gzip
import json
import random
import struct
import sys

import numpy
import sentencepiece

from normalization_golden import for_language_model

F = numpy.float32


def read_arpa(path):
    grams, order = {}, 0
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.endswith("-grams:"):
                order = int(line[1])
            elif "\t" in line:
                fields = line.split("\t")
                grams[tuple(fields[1].split(" "))] = (F(fields[0]), F(fields[2]) if len(fields) > 2 else F(0))
    return grams, order


class Model:
    def __init__(self, path):
        self.grams, self.order = read_arpa(path)

    def word(self, context, word):
        """log10 of a word behind a context, which holds known words only back to the first unknown one."""
        for start in range(len(context) + 1):
            found = self.grams.get(context[start:] + (word,))
            if found is not None:
                break
        log10 = found[0]
        # Contexts longer than the one that was found, shortest first.
        for longer in range(start - 1, -1, -1):
            known = self.grams.get(context[longer:])
            if known is not None:
                log10 = F(log10 + known[1])
        return log10

    def sentence(self, words):
        total, context = F(0), ("<s>",)
        for word in [*words, "</s>"]:
            if (word,) not in self.grams:
                word = "<unk>"
            total = F(total + self.word(context[-(self.order - 1):], word))
            context = (*context, word)
        return float(total)


def score(model, pieces, sentences):
    log10, length = 0.0, 0
    for sentence in sentences:
        words = pieces.encode_as_pieces(for_language_model(sentence))
        if words:
            log10 += model.sentence(" ".join(words).split())
            length += len(words) + 1
    return {"log10": log10, "length": length, "perplexity": round(10.0 ** (-log10 / length), 1) if length else None}


def rounding():
    random.seed(20240520)
    values = [0.05, 0.15, 0.25, 0.35, 0.45, 0.75, 0.95, 1.05, 2.675, 12.25, 12.75, 1e15 + 0.25, 2.0**49 + 0.25, 2.0**50 + 0.75, 2.0**51 + 0.5, 2.0**53 + 2]
    values += [k / 20 for k in range(1, 200)] + [random.uniform(1, 10.0 ** random.randrange(1, 16)) for _ in range(300)]
    values += [struct.unpack("<d", struct.pack("<q", struct.unpack("<q", struct.pack("<d", k / 20))[0] + step))[0] for k in range(3, 400, 7) for step in (-1, 1)]
    return [[value, round(value, 1)] for value in values]


def main():
    documents, tokenizer, arpa = sys.argv[1:]
    pieces, model = sentencepiece.SentencePieceProcessor(model_file=tokenizer), Model(arpa)
    result = {"made_by": f"Python {sys.version.split()[0]}, sentencepiece {sentencepiece.__version__}, numpy {numpy.__version__}", "rounding": rounding(), "documents": []}
    with gzip.open(documents, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            result["documents"].append({"document": score(model, pieces, [text]), "paragraphs": score(model, pieces, text.split("\n"))})
    head = json.dumps({k: v for k, v in result.items() if k != "documents"})
    print(head[:-1] + ', "documents": [\n' + ",\n".join(json.dumps(d) for d in result["documents"]) + "\n]}")


main()
