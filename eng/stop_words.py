#!/usr/bin/env python3
"""Makes src/Portolan.Extraction/Extractors/JusText/StopWords.txt: the most frequent words of each language.

As the lists of jusText's authors are made (tools/stopwords in their repository): what stands between white space, in lower case, by
falling frequency, until the words among it cover half of all of it; whatever has punctuation or digits in it covers nothing. A word
must occur three times. A language is left out when its list would reach less than 35 % of the words of other sentences on average,
because the thresholds (0.30 and 0.32) would then call good text bad: languages written without spaces, and those that put most
function words into endings.

usage: stop_words.py data-directory output

data-directory/text/wiki/{en,de,fr,es,pt,it,nl,pl,ru}.txt.gz  sentences of Wikipedia (WikiNEuRal): 16-23 thousand each; every tenth is held out
data-directory/langid/train.tsv.gz, dev.tsv.gz                 labelled sentences (Leipzig Corpora, NTREX-128): 300-600 a language to count, 80-100 held out
"""
import collections
import gzip
import os
import sys
import unicodedata

COVERAGE = 0.5
LEAST_COUNT = 3
LEAST_SENTENCES = 300
LEAST_DENSITY = 0.35
INSIDE = "-'\u2019\u200c"  # hyphen, apostrophes, zero-width non-joiner
WIKI = "en de fr es pt it nl pl ru".split()


def is_word(token):
    return unicodedata.category(token[0])[0] == "L" and token[-1] != "-" and all(unicodedata.category(c)[0] in "LM" or c in INSIDE for c in token)


def density(sentences, stop_words):
    """Mean share of stop words as jusText counts them: split at white space, nothing stripped."""
    shares = [sum(t.lower() in stop_words for t in s.split()) / len(s.split()) for s in sentences if s.split()]
    return sum(shares) / len(shares)


def labelled(path):
    sentences = collections.defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            code, sentence = line.rstrip("\n").split("\t", 1)
            sentences[code].append(sentence)
    return sentences


def main(data, output):
    train = labelled(os.path.join(data, "langid", "train.tsv.gz"))
    dev = labelled(os.path.join(data, "langid", "dev.tsv.gz"))
    for code in WIKI:
        with gzip.open(os.path.join(data, "text", "wiki", code + ".txt.gz"), "rt", encoding="utf-8") as lines:
            sentences = lines.read().splitlines()
        train[code] = [s for i, s in enumerate(sentences) if i % 10]
        dev[code] = sentences[::10]

    rows = []
    for code in sorted(train):
        if len(train[code]) < LEAST_SENTENCES:
            continue
        counts = collections.Counter(token.lower() for s in train[code] for token in s.split())
        total, covered, chosen = sum(counts.values()), 0, []
        for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            if count < LEAST_COUNT or covered >= COVERAGE * total:
                break
            if is_word(word):
                chosen.append(word)
                covered += count
        reached = density(dev[code], set(chosen))
        print(f"{code}\t{len(chosen)} words\tcovers {covered / total:.2f}\theld out {reached:.2f}\t{'kept' if reached >= LEAST_DENSITY else 'left out'}")
        if reached >= LEAST_DENSITY:
            rows.append(code + " " + " ".join(sorted(chosen)))

    with open(output, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
