#!/usr/bin/env python3
"""Trains small SentencePiece models and writes what sentencepiece makes of nasty texts with them.

    python3 eng/sentencepiece_golden.py samples/crawl tests/Portolan.Text.Tests/Golden/SentencePiece

Needs Debian's sentencepiece and python3-sentencepiece 0.1.97 (spm_train and the library are the independent implementation).
Writes NAME.model and golden.jsonl.gz, one object a line: model, text (base64), ids, pieces (base64), decoded (base64).
The models leave Unicode's composition rules (237 KB) out; a few rules of their own stand in for them.
"""
import base64
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile

import sentencepiece

RULES = [("e\u0301", "é"), ("é", "é"), ("\t", " "), ("\u00a0", " "), ("\u200b", ""), ("A", "a"), ("ﬁ", "fi"), ("…", "..."),
         ("か\u3099", "が"), ("ﷺ", "صلى الله عليه وسلم"), ("''", '"'), ("\U0001d49c", "A")]
MODELS = {
    "unigram": ["--model_type=unigram", "--vocab_size=600"],
    "unigram-bytes": ["--model_type=unigram", "--vocab_size=700", "--byte_fallback", "--user_defined_symbols=<sep>,the,▁of▁",
                      "--control_symbols=<cls>", "--pad_id=3"],
    "unigram-suffix": ["--model_type=unigram", "--vocab_size=500", "--treat_whitespace_as_suffix"],
    "unigram-spanning": ["--model_type=unigram", "--vocab_size=500", "--split_by_whitespace=false"],
    "unigram-spaces": ["--model_type=unigram", "--vocab_size=500", "--remove_extra_whitespaces=false",
                       "--user_defined_symbols=▁▁,▁▁▁▁", "--add_dummy_prefix=false"],
    "bpe": ["--model_type=bpe", "--vocab_size=600", "--user_defined_symbols=ing,$$"],
    "bpe-bytes": ["--model_type=bpe", "--vocab_size=480", "--byte_fallback", "--character_coverage=0.98"],
    "bpe-suffix": ["--model_type=bpe", "--vocab_size=500", "--treat_whitespace_as_suffix"],
    "word": ["--model_type=word", "--vocab_size=400", "--hard_vocab_limit=false"],
    "character": ["--model_type=char", "--vocab_size=80"],
}
FRAGMENTS = ["▁", "▁▁", " ", "  ", "    ", "\u00a0", "\u3000", "\t", "\r", "\0", "\x7f", "\u200b", "\ufeff", "\ufffd", "e\u0301", "é", "e", "か",
             "\u3099", "ﬁ", "ﷺ", "İ", "ß", "न\u093c", "你好", "世界", "👍🏽", "𝒜", "the", "The", " in", "ing", " of ", "<s>", "</s>", "<unk>",
             "<sep>", "<cls>", "<0x41>", "$$", "$", "a", "aaaa", "A", "1", "23", "...", "…", "—", "''", "'", "Привет", "b", ".", ",", "\u0301"]


def texts(sentences):
    generator = random.Random(20261122)
    chosen = [sentence.encode() for sentence in generator.sample(sentences, 30)]
    for _ in range(80):
        chosen.append("".join(generator.choice(FRAGMENTS) for _ in range(generator.randint(0, 24))).encode())
    for _ in range(40):
        damaged = bytearray("".join(generator.choice(FRAGMENTS) for _ in range(generator.randint(1, 16))).encode())
        for _ in range(3):
            damaged[generator.randrange(len(damaged))] = generator.randrange(256)
        chosen.append(bytes(damaged))
    chosen += [generator.randbytes(length) for length in range(30)]
    chosen.append(" ".join(generator.sample(sentences, 25)).encode())
    return chosen


def mark_unused(model, every):
    """The same model with every so many-th longer piece marked as unused (type 5)."""
    position, result, seen = 0, bytearray(), 0
    while position < len(model):
        start = position
        key, position = varint(model, position)
        length, position = varint(model, position)
        body = model[position:position + length]
        position += length
        plain = key == 10 and b"\x18" not in body[-2:-1] and len(body) > 9
        seen += plain
        if plain and seen % every == 0:
            body += b"\x18\x05"
            result += bytes([key, len(body)]) + body
        else:
            result += model[start:position]
    return bytes(result)


def varint(data, position):
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, position


def main(crawl, output):
    os.makedirs(output, exist_ok=True)
    sentences = []
    for folder, _, files in sorted(os.walk(os.path.join(crawl, "texts"))):
        for name in sorted(files):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                sentences += [line.strip() for line in file if 40 < len(line) < 400]
    with tempfile.TemporaryDirectory() as scratch:
        train, rules = os.path.join(scratch, "train.txt"), os.path.join(scratch, "rules.tsv")
        with open(train, "w", encoding="utf-8") as file:
            file.write("\n".join(sentences))
        with open(rules, "w", encoding="utf-8") as file:
            for source, target in RULES:
                file.write(" ".join(f"{ord(c):X}" for c in source) + "\t" + " ".join(f"{ord(c):X}" for c in target) + "\n")
        for name, options in MODELS.items():
            subprocess.run(["spm_train", "--input=train.txt", f"--model_prefix={name}", "--normalization_rule_tsv=rules.tsv",
                            "--minloglevel=2", "--num_threads=1", *options], check=True, cwd=scratch, stderr=subprocess.DEVNULL)
            with open(f"{scratch}/{name}.model", "rb") as file:
                model = file.read()
            with open(f"{output}/{name}.model", "wb") as file:
                file.write(model)
        for name, every in (("unigram", 5), ("bpe", 4)):
            with open(f"{output}/{name}.model", "rb") as file:
                model = mark_unused(file.read(), every)
            with open(f"{output}/{name}-unused.model", "wb") as file:
                file.write(model)
    with gzip.GzipFile(f"{output}/golden.jsonl.gz", "wb", mtime=0) as golden:
        for name in sorted(file[:-6] for file in os.listdir(output) if file.endswith(".model")):
            processor = sentencepiece.SentencePieceProcessor(model_file=f"{output}/{name}.model")
            for text in texts(sentences):
                try:
                    ids = processor.encode(text, out_type=int)
                    pieces = processor.encode(text, out_type=str)
                except RuntimeError:
                    continue  # a word that is a control piece; sentencepiece refuses it
                pieces = [piece if isinstance(piece, bytes) else piece.encode() for piece in pieces]
                decoded = processor.decode(ids)
                row = {"model": name, "text": encode(text), "ids": ids, "pieces": [encode(piece) for piece in pieces],
                       "decoded": encode(decoded if isinstance(decoded, bytes) else decoded.encode())}
                golden.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")


def encode(data):
    return base64.b64encode(data).decode()


if __name__ == "__main__":
    main(*sys.argv[1:])
