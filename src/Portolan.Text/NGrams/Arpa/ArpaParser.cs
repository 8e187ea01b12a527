using System.Globalization;
using System.Text;
using Portolan.Storage;
using Portolan.Text.NGrams.Internals;

namespace Portolan.Text.NGrams.Arpa;

/// <summary>Reads the text of an ARPA file into tables.</summary>
/// <remarks>
/// As strict as KenLM: every section that the head counts must be there with as many n-grams; words of longer n-grams must be unigrams; a
/// number must be finite, a probability not above 1. If <c>&lt;unk&gt;</c> is missing it becomes a word of log10 -100.
/// </remarks>
internal sealed class ArpaParser(ArpaLines lines)
{
    private const float MissingUnknown = -100;
    private readonly List<long> counts = [];
    private readonly List<long> firstLines = [];
    private bool sawUnknown;

    public WordList Words { get; } = new();

    /// <summary>The n-grams, shortest first.</summary>
    public NGramTable[] Tables { get; private set; } = [];

    public void Parse()
    {
        ReadCounts();
        Words.Add("<unk>"u8);
        Tables = [.. counts.Select((_, i) => new NGramTable(i + 1))];
        for (int length = 1; length <= counts.Count; length++)
        {
            ReadSection(length);
            if (length == 1 && !sawUnknown)
            {
                AddUnknown();
            }

            int twice = Tables[length - 1].Sort();
            if (twice >= 0)
            {
                throw BadAt(length, twice, "the n-gram came before", "each once");
            }
        }

        ReadEnd();
    }

    /// <summary>The exception for an n-gram.</summary>
    /// <param name="length">Its length.</param>
    /// <param name="place">How many of that length stand before it in the file.</param>
    /// <param name="found">What is wrong.</param>
    /// <param name="expected">What should be.</param>
    public StorageException BadAt(int length, int place, string found, string expected) => lines.Bad(firstLines[length - 1] + place, found, expected);

    private void ReadCounts()
    {
        if (!lines.TryReadFilled(out ReadOnlySpan<byte> line) || !line.Trim(" \t"u8).SequenceEqual("\\data\\"u8))
        {
            throw lines.Bad(line.IsEmpty ? "the file is empty" : $"it begins with '{Show(line)}'", "\\data\\");
        }

        while (lines.TryRead(out line) && !ArpaLines.IsBlank(line))
        {
            ReadOnlySpan<byte> rest = line.Trim(" \t"u8);
            int equals = rest.IndexOf((byte)'=');
            if (!rest.StartsWith("ngram "u8) || equals < 0
                || !int.TryParse(rest[6..equals].Trim((byte)' '), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                || !long.TryParse(rest[(equals + 1)..].Trim((byte)' '), NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            {
                throw lines.Bad($"'{Show(line)}'", "'ngram LENGTH=COUNT', or an empty line after the last of them");
            }

            if (length != counts.Count + 1 || length > ModelError.HighestOrder)
            {
                throw lines.Bad($"the count of length {length}", $"that of length {counts.Count + 1}; lengths go up to {ModelError.HighestOrder}");
            }

            if (count > Array.MaxLength)
            {
                throw lines.Bad($"{count} n-grams of length {length}", $"at most {Array.MaxLength}");
            }

            counts.Add(count);
        }

        if (counts.Count == 0 || counts[0] == 0)
        {
            throw lines.Bad("no counts, or no words", "lines 'ngram LENGTH=COUNT'");
        }
    }

    private void ReadSection(int length)
    {
        string title = $"\\{length}-grams:";
        if (!lines.TryReadFilled(out ReadOnlySpan<byte> line) || !line.Trim(" \t"u8).SequenceEqual(Encoding.ASCII.GetBytes(title)))
        {
            throw lines.Bad(line.IsEmpty ? "the file ends" : $"'{Show(line)}'", title);
        }

        firstLines.Add(lines.Number + 1);
        long read = 0;
        for (; read < counts[length - 1]; read++)
        {
            if (!lines.TryRead(out line) || ArpaLines.IsBlank(line))
            {
                throw lines.Bad($"{read} n-grams of length {length}", $"{counts[length - 1]}, as the head says");
            }

            ReadNGram(line, length);
        }

        if (lines.TryRead(out line) && !ArpaLines.IsBlank(line))
        {
            throw lines.Bad($"'{Show(line)}' after {read} n-grams of length {length}", "an empty line: that is as many as the head says");
        }
    }

    private void ReadNGram(ReadOnlySpan<byte> line, int length)
    {
        Span<int> ngram = stackalloc int[ModelError.HighestOrder];
        ngram = ngram[..length];
        ReadOnlySpan<byte> rest = line;
        float log10 = ReadNumber(TakeField(ref rest), "the probability");
        if (log10 > 0)
        {
            throw lines.Bad($"the probability 10^{log10}", "one not above 1, that is a log10 of 0 or less");
        }

        for (int i = 0; i < length; i++)
        {
            ReadOnlySpan<byte> word = TakeField(ref rest);
            if (word.IsEmpty)
            {
                throw lines.Bad($"{i} words", $"{length}");
            }

            ngram[i] = length == 1 ? AddWord(word) : FindWord(word);
        }

        ReadOnlySpan<byte> field = TakeField(ref rest);
        float backOff = field.IsEmpty ? 0 : ReadNumber(field, "the back-off");
        if (length == counts.Count && backOff != 0)
        {
            throw lines.Bad($"a back-off of {backOff}", "none, since no n-gram is longer");
        }

        if (!TakeField(ref rest).IsEmpty)
        {
            throw lines.Bad($"'{Show(line)}'", $"a probability, {length} words and a back-off at most");
        }

        Tables[length - 1].Add(ngram, log10, backOff);
    }

    private int AddWord(ReadOnlySpan<byte> word)
    {
        // KenLM takes both spellings.
        if (word.SequenceEqual("<unk>"u8) || word.SequenceEqual("<UNK>"u8))
        {
            if (sawUnknown)
            {
                throw lines.Bad("<unk> came before", "each word once");
            }

            sawUnknown = true;
            return NGramModel.UnknownWord;
        }

        if (Words.Find(word) >= 0)
        {
            throw lines.Bad($"the word '{Show(word)}' came before", "each word once");
        }

        Words.Add(word);
        return Words.Count - 1;
    }

    private int FindWord(ReadOnlySpan<byte> word)
    {
        int found = Words.Find(word);
        return found >= 0 ? found
            : word.SequenceEqual("<UNK>"u8) ? NGramModel.UnknownWord
            : throw lines.Bad($"the word '{Show(word)}', which is no unigram", "only words of the unigrams");
    }

    private void AddUnknown()
    {
        // At the end of its table, so that places in the file stay right; sorting brings it to the front.
        Tables[0].Add([NGramModel.UnknownWord], MissingUnknown, 0);
    }

    private void ReadEnd()
    {
        if (!lines.TryReadFilled(out ReadOnlySpan<byte> line) || !line.Trim(" \t"u8).SequenceEqual("\\end\\"u8))
        {
            throw lines.Bad(line.IsEmpty ? "the file ends" : $"'{Show(line)}'", "\\end\\");
        }

        if (lines.TryReadFilled(out line))
        {
            throw lines.Bad($"'{Show(line)}' after \\end\\", "nothing");
        }

        if (Words.Find("<s>"u8) < 0 || Words.Find("</s>"u8) < 0)
        {
            throw lines.Bad("unigrams without <s> or without </s>", "both");
        }
    }

    private float ReadNumber(ReadOnlySpan<byte> field, string what) =>
        float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw lines.Bad($"'{Show(field)}' for {what}", "a finite number");

    private static ReadOnlySpan<byte> TakeField(ref ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line.TrimStart(" \t"u8);
        int end = rest.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> field = end < 0 ? rest : rest[..end];
        line = rest[field.Length..];
        return field;
    }

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        const int Shown = 60;
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(Shown, bytes.Length)]);
        return string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) + (bytes.Length > Shown ? "…" : "");
    }
}
