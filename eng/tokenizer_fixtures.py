#!/usr/bin/env python3
"""Writes the small tokenisers that the tests use, each a tokenizer.json of the shape of a published family.

    python3 eng/tokenizer_fixtures.py            writes tests/Portolan.Text.Tests/Golden/Tokenizers/*.tokenizer.json
    node eng/tokenizer_golden.cjs NODE_MODULES   then writes what Hugging Face's tokenizers make of texts with them

Vocabularies are learned here from the sentences below: merges by counting pairs, WordPiece tokens from the same merges, unigram
pieces by sentencepiece (python3-sentencepiece), whose character map is compiled from the few rules below.
"""
import base64
import collections
import json
import pathlib
import re
import sys
import tempfile

TARGET = pathlib.Path(__file__).resolve().parent.parent / "tests/Portolan.Text.Tests/Golden/Tokenizers"

SENTENCES = """
The old harbour lies at the mouth of the river, and ships come in with the tide.
A chart shows the depth of the water, the rocks and the lights along the coast.
How do I configure the network when the cable is not connected?
The network is configured by a file; the file is read when the machine starts.
A photo of a small dog on the beach, and a photo of a red boat in the harbour.
A picture of two cats sleeping on a blue sofa near the window.
He measured the distance between the two towers, and wrote it in his book.
Snow fell on the mountains in the night; in the morning the road was closed.
The children are playing football in the garden behind the house.
She doesn't know what we're doing, but I'll tell her; they've been here, it's fine, I'd say I'm sure.
Vectors of texts and of pictures can be compared when they come from one model.
In 1998 there were 25 ships; in 2024 there are 3,417 of them, 12.5 % more than before.
Die alte Karte zeigt die Küste, die Flüsse und die Städte; über das Gebirge führt eine Straße.
La carte montre la côte, les rivières et les villages où l'été est très doux.
El niño mañana irá a la montaña con su compañero, según dijo.
Старая карта показывает реки и города на берегу моря.
古い地図は川と町を示しています。海は青いです。
""".strip().split("\n")


def byte_alphabet():
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table, following = {}, 256
    for value in range(256):
        if value in printable:
            table[value] = chr(value)
        else:
            table[value] = chr(following)
            following += 1
    return table


BYTES = byte_alphabet()


def learn(words, count, join):
    """Byte-pair merges of words (tuples of symbols with how often they occur); ties go to the pair that sorts first."""
    merges, words = [], dict(words)
    while len(merges) < count:
        pairs = collections.Counter()
        for word, times in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += times
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            break
        merges.append(best)
        after = {}
        for word, times in words.items():
            joined, i = [], 0
            while i < len(word):
                if word[i:i + 2] == best:
                    joined.append(join(*best))
                    i += 2
                else:
                    joined.append(word[i])
                    i += 1
            after[tuple(joined)] = after.get(tuple(joined), 0) + times
        words = after
    return merges


def added(identifier, content, normalized=False, lstrip=False, rstrip=False, single_word=False, special=True):
    return {"id": identifier, "content": content, "single_word": single_word, "lstrip": lstrip, "rstrip": rstrip,
            "normalized": normalized, "special": special}


def template(begin, begin_id, end, end_id):
    def special(name):
        return {"SpecialToken": {"id": name, "type_id": 0}}
    return {
        "type": "TemplateProcessing",
        "single": [special(begin), {"Sequence": {"id": "A", "type_id": 0}}, special(end)],
        "pair": [special(begin), {"Sequence": {"id": "A", "type_id": 0}}, special(end), {"Sequence": {"id": "B", "type_id": 1}}, special(end)],
        "special_tokens": {
            begin: {"id": begin, "ids": [begin_id], "tokens": [begin]},
            end: {"id": end, "ids": [end_id], "tokens": [end]},
        },
    }


def document(**parts):
    whole = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": None,
             "post_processor": None, "decoder": None}
    return whole | parts


def bert(merge_count=250, lowercase=True):
    text = [sentence.lower() if lowercase else sentence for sentence in SENTENCES]
    counts = collections.Counter(word for sentence in text for word in re.findall(r"\w+|[^\w\s]", sentence))
    words = {tuple([word[0]] + ["##" + letter for letter in word[1:]]): times for word, times in counts.items()}
    merges = learn(words, merge_count, lambda a, b: a + b.removeprefix("##"))
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokens += sorted({symbol for word in words for symbol in word})
    tokens += ["!", "?", "'", '"', "(", ")", "-", "$", "##s", "##ing"]
    tokens += [a + b.removeprefix("##") for a, b in merges]
    vocabulary = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    return document(
        truncation={"direction": "Right", "max_length": 48, "strategy": "LongestFirst", "stride": 0},
        padding={"strategy": "BatchLongest", "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
        added_tokens=[added(vocabulary[token], token) for token in tokens[:5]],
        normalizer={"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": lowercase},
        pre_tokenizer={"type": "BertPreTokenizer"},
        post_processor=template("[CLS]", 2, "[SEP]", 3),
        decoder={"type": "WordPiece", "prefix": "##", "cleanup": True},
        model={"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocabulary})


def clip(merge_count=250):
    pattern = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+|_+")
    counts = collections.Counter(word for sentence in SENTENCES for word in pattern.findall(sentence.lower()))
    words = {}
    for word, times in counts.items():
        symbols = [BYTES[value] for value in word.encode()]
        symbols[-1] += "</w>"
        words[tuple(symbols)] = times
    merges = learn(words, merge_count, lambda a, b: a + b)
    letters = [BYTES[value] for value in range(256)]
    tokens = letters + [letter + "</w>" for letter in letters] + [a + b for a, b in merges] + ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    start, end = vocabulary["<|startoftext|>"], vocabulary["<|endoftext|>"]
    return document(
        added_tokens=[added(start, "<|startoftext|>", normalized=True), added(end, "<|endoftext|>")],
        normalizer={"type": "Sequence", "normalizers": [
            {"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}, {"type": "Lowercase"}]},
        pre_tokenizer={"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"}, "behavior": "Removed", "invert": True},
            {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}]},
        post_processor={"type": "RobertaProcessing", "sep": ["<|endoftext|>", end], "cls": ["<|startoftext|>", start],
                        "trim_offsets": False, "add_prefix_space": False},
        decoder={"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True},
        model={"type": "BPE", "dropout": None, "unk_token": "<|endoftext|>", "continuing_subword_prefix": "", "end_of_word_suffix": "</w>",
               "fuse_unk": False, "vocab": vocabulary, "merges": [f"{a} {b}" for a, b in merges]})


def roberta(merge_count=250):
    pattern = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?[^\s\w]+|\s+")
    counts = collections.Counter(word for sentence in SENTENCES for word in pattern.findall(sentence))
    words = {tuple(BYTES[value] for value in word.encode()): times for word, times in counts.items()}
    merges = learn(words, merge_count, lambda a, b: a + b)
    tokens = ["<s>", "<pad>", "</s>", "<unk>"] + [BYTES[value] for value in range(256)] + [a + b for a, b in merges] + ["<mask>"]
    vocabulary = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    names = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    return document(
        added_tokens=[added(vocabulary[token], token, normalized=token != "<mask>", lstrip=token == "<mask>") for token in names],
        pre_tokenizer={"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        post_processor={"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": True, "add_prefix_space": False},
        decoder={"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        # Merges as pairs, the newer spelling.
        model={"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "",
               "fuse_unk": False, "byte_fallback": False, "ignore_merges": False, "vocab": vocabulary, "merges": [list(pair) for pair in merges]})


# Full-width forms, ligatures, spaces, a removal, and a rule that is a prefix of another.
RULES = [("\u3000", " "), ("\u00a0", " "), ("\t", " "), ("\n", " "), ("ﬁ", "fi"), ("ﬂ", "fl"), ("…", "..."), ("½", "1/2"), ("\u00ad", ""), ("\u0007", ""),
         ("e\u0301", "é"), ("u\u0308", "ü"), ("か\u3099", "が"), ("a", "a"), ("a\u0300", "à"), ("™", "TM"), ("㎏", "kg")]
RULES += [(chr(0xFF01 + i), chr(0x21 + i)) for i in range(94)]


def unigram_model(size=235):
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "text").write_text("\n".join(SENTENCES * 2) + "\n", encoding="utf-8")
        lines = ["{}\t{}".format(" ".join(f"{ord(c):X}" for c in a), " ".join(f"{ord(c):X}" for c in b)) for a, b in RULES]
        (folder / "rules.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(folder / "text"), model_prefix=str(folder / "m"), vocab_size=size, normalization_rule_tsv=str(folder / "rules.tsv"),
            character_coverage=1.0, num_threads=1, minloglevel=2)
        data = (folder / "m.model").read_bytes()
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(data)
    model.trainer_spec.ClearField("input")
    model.trainer_spec.ClearField("model_prefix")
    model.normalizer_spec.ClearField("normalization_rule_tsv")
    return model


def xlmr(model):
    pieces = [["<s>", 0.0], ["<pad>", 0.0], ["</s>", 0.0], ["<unk>", 0.0]]
    pieces += [[piece.piece, piece.score] for piece in model.pieces[3:]]
    pieces += [["<mask>", 0.0]]
    names = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    places = {piece: i for i, (piece, _) in enumerate(pieces)}
    return document(
        added_tokens=[added(places[name], name, lstrip=name == "<mask>") for name in names],
        normalizer={"type": "Sequence", "normalizers": [
            {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(model.normalizer_spec.precompiled_charsmap).decode()},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
        pre_tokenizer={"type": "Sequence", "pretokenizers": [
            {"type": "WhitespaceSplit"}, {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}]},
        post_processor=template("<s>", 0, "</s>", 2),
        decoder={"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        model={"type": "Unigram", "unk_id": 3, "vocab": pieces, "byte_fallback": False})


def llama():
    """Byte fallback, a prefix and no pre-tokeniser: Gemma and others; tokens that are looked for as whole words."""
    text = ["▁" + sentence.replace(" ", "▁") for sentence in SENTENCES]
    counts = collections.Counter(word for sentence in text for word in re.findall("▁[^▁]*", sentence))
    words = {tuple(word): times for word, times in counts.items()}
    merges = learn(words, 150, lambda a, b: a + b)
    tokens = ["<pad>", "<eos>", "<bos>", "<unk>"] + [f"<0x{value:02X}>" for value in range(256)]
    tokens += sorted({symbol for word in words for symbol in word if symbol.isascii() or symbol == "▁"}) + ["▁▁"]
    known = set(tokens)
    kept = []
    for a, b in merges:
        if a in known and b in known:
            kept.append((a, b))
            known.add(a + b)
            tokens.append(a + b)
    vocabulary = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    last = len(vocabulary)
    return document(
        added_tokens=[added(i, tokens[i]) for i in range(4)] + [
            added(last, "whole", normalized=False, single_word=True, special=False),
            added(last + 1, "strip", normalized=True, lstrip=True, rstrip=True, special=False)],
        normalizer={"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
        post_processor={"type": "Sequence", "processors": [{"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False, "use_regex": True}, template("<bos>", 2, "<eos>", 1)]},
        model={"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None, "end_of_word_suffix": None,
               "fuse_unk": True, "byte_fallback": True, "ignore_merges": False, "vocab": vocabulary, "merges": [f"{a} {b}" for a, b in kept]})


def words():
    """Parts that the others do not have: all four normal forms' relatives, accents, ends, punctuation, Metaspace at the start only."""
    tokens = {"<unk>": 0, "▁": 1}
    for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,!?'-_äöüéñßとうきょ":
        tokens.setdefault(letter, len(tokens))
    return document(
        normalizer={"type": "Sequence", "normalizers": [
            {"type": "Strip", "strip_left": True, "strip_right": True}, {"type": "NFKD"}, {"type": "StripAccents"}, {"type": "NFKC"},
            {"type": "Replace", "pattern": {"String": "--"}, "content": "-"}, {"type": "NFD"}, {"type": "NFC"}]},
        pre_tokenizer={"type": "Sequence", "pretokenizers": [
            {"type": "Whitespace"}, {"type": "Punctuation", "behavior": "Isolated"},
            {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": True}]},
        model={"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None, "end_of_word_suffix": None,
               "fuse_unk": True, "byte_fallback": False, "vocab": tokens, "merges": []})


def write(name, value, target=TARGET):
    target.mkdir(parents=True, exist_ok=True)
    path = target / name
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size} bytes", file=sys.stderr)


def fairseq(model):
    """XLM-R's numbers by sentencepiece itself: <s> 0, <pad> 1, </s> 2, <unk> 3, and all pieces one further than in the model."""
    import sentencepiece
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.SerializeToString())
    lines = [{"peer": f"sentencepiece {sentencepiece.__version__} (Debian)", "file": "xlmr.sentencepiece.bpe.model"}]
    for text in SENTENCES + ["", "  two  spaces ", "ＡＢＣ…ﬁ e\u0301", "unseen Ω≈ç√ signs", "x" * 300]:
        ids = [3 if i == processor.unk_id() else i + 1 for i in processor.encode(text)]
        lines.append({"text": text, "ids": [0, *ids, 2]})
    (TARGET / "fairseq.golden.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines), encoding="utf-8")


def main():
    model = unigram_model()
    write("bert.tokenizer.json", bert())
    write("bert-cased.tokenizer.json", bert(120, lowercase=False))
    write("clip.tokenizer.json", clip())
    write("roberta.tokenizer.json", roberta())
    write("xlmr.tokenizer.json", xlmr(model))
    write("llama.tokenizer.json", llama())
    write("words.tokenizer.json", words())
    (TARGET / "xlmr.sentencepiece.bpe.model").write_bytes(model.SerializeToString())
    fairseq(model)


if __name__ == "__main__":
    main()
