using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Text.FastText.Internals;

/// <summary>Computes the hidden vector of a text: the mean of the rows of its words, subwords and word n-grams.</summary>
/// <remarks>Holds a word cache and buffers, so one thread uses it at a time. Allocates only when a token is longer than any before it.</remarks>
internal sealed unsafe class HiddenVector
{
    private const int RowBufferLength = 512;

    /// <summary>What fastText splits at (<c>Dictionary::readWord</c>): space, the five controls from tab to carriage return, and zero.</summary>
    private static readonly SearchValues<byte> s_separators = SearchValues.Create(" \t\n\v\f\r\0"u8);

    private readonly FastTextArguments arguments;
    private readonly FastTextDictionary dictionary;
    private readonly WeightMatrix input;
    private readonly BucketRows buckets;
    private readonly WordCache cache;
    private readonly AlignedFloats hidden;
    private readonly AlignedFloats wordSum;
    private readonly int[] rows = new int[RowBufferLength];
    private readonly ulong bucketReciprocal;
    private readonly bool keepsHashes;
    private byte[] token = new byte[256];
    private uint[] hashes = new uint[64];
    private int hashCount;
    private int bufferedRows;
    private int tokenRows;
    private long rowCount;

    public HiddenVector(FastTextModel model)
    {
        arguments = model.Arguments;
        dictionary = model.Dictionary;
        input = model.Input;
        buckets = model.Dictionary.Buckets;
        this.cache = new WordCache(input.Stride);
        this.hidden = new AlignedFloats(input.Stride);
        wordSum = new AlignedFloats(input.Stride);
        keepsHashes = arguments.WordNgrams > 1;
        bucketReciprocal = arguments.Buckets > 0 ? (ulong.MaxValue / (uint)arguments.Buckets) + 1 : 0;
    }

    /// <summary>The vector of the last text; zeros beyond the model's dimension.</summary>
    public float* Pointer => this.hidden.Pointer;

    /// <summary>Reads a text and the end of its line; false when no row of the model stands for any of it.</summary>
    public bool Compute(ReadOnlySpan<byte> utf8, Newlines newlines)
    {
        this.hidden.Span.Clear();
        this.rowCount = 0;
        hashCount = 0;
        AddTokens(utf8, newlines == Newlines.Deleted);
        AddEndOfLine();
        AddWordNgrams();
        if (this.rowCount == 0)
        {
            return false;
        }

        float scale = (float)(1.0 / this.rowCount);
        foreach (ref float value in this.hidden.Span)
        {
            value *= scale;
        }

        return true;
    }

    private void AddTokens(ReadOnlySpan<byte> utf8, bool joinLines)
    {
        fixed (byte* text = utf8)
        {
            int end = AddTokens(text, utf8.Length, utf8.Length, joinLines);
            int left = utf8.Length - end;
            if (end >= 0 && left > 0)
            {
                // The last bytes go on from a copy with zeros behind them, so that a word can be loaded with one 32-byte read.
                byte* tail = stackalloc byte[2 * WordCache.KeyBytes];
                new Span<byte>(tail, 2 * WordCache.KeyBytes).Clear();
                utf8[end..].CopyTo(new Span<byte>(tail, left));
                AddTokens(tail, left, 2 * WordCache.KeyBytes, joinLines);
            }
        }
    }

    /// <summary>Adds the tokens of <paramref name="length"/> bytes as long as 32 bytes can be read; returns where it stopped, or -1 at an end of line.</summary>
    private int AddTokens(byte* text, int length, int readable, bool joinLines)
    {
        int at = 0;
        while (at < length && at <= readable - WordCache.KeyBytes)
        {
            Vector256<byte> bytes = Vector256.Load(text + at);
            uint separators = Separators(bytes);
            int tokenLength = BitOperations.TrailingZeroCount(separators);
            if (tokenLength == 0)
            {
                at += BitOperations.TrailingZeroCount(~separators);
                continue;
            }

            if (separators == 0 || (joinLines && text[at + tokenLength] == (byte)'\n'))
            {
                if (!AddLongToken(text, ref at, length, joinLines))
                {
                    return -1;
                }

                continue;
            }

            Vector256<byte> key = bytes & FirstBytes(tokenLength);
            if (!AddShortToken(key, text + at, tokenLength))
            {
                return -1;
            }

            at += tokenLength + 1;
        }

        return Math.Min(at, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> FirstBytes(int count) =>
        Vector256.LessThan(Vector256<sbyte>.Indices, Vector256.Create((sbyte)count)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Separators(Vector256<byte> bytes)
    {
        // 9 to 13 are tab, line feed, vertical tab, form feed and carriage return.
        Vector256<byte> controls = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)9), Vector256.Create((byte)4));
        Vector256<byte> spaces = Vector256.Equals(bytes, Vector256.Create((byte)' '));
        return (controls | spaces | Vector256.Equals(bytes, Vector256<byte>.Zero)).ExtractMostSignificantBits();
    }

    // A token that is longer than a cache key, or that goes on behind a deleted line feed.
    private bool AddLongToken(byte* text, ref int at, int length, bool joinLines)
    {
        int tokenLength = 0;
        while (at < length)
        {
            var rest = new ReadOnlySpan<byte>(text + at, length - at);
            int piece = rest.IndexOfAny(s_separators);
            piece = piece < 0 ? rest.Length : piece;
            EnsureToken(tokenLength + piece);
            rest[..piece].CopyTo(this.token.AsSpan(1 + tokenLength));
            tokenLength += piece;
            at += piece;
            if (!joinLines || at == length || text[at] != (byte)'\n')
            {
                break;
            }

            at++;
        }

        fixed (byte* token = &this.token[1])
        {
            if (tokenLength < WordCache.KeyBytes)
            {
                return AddShortToken(Vector256.Load(token) & FirstBytes(tokenLength), token, tokenLength);
            }

            if (!SumToken(new ReadOnlySpan<byte>(token, tokenLength), wordSum.Pointer, out int rowCount, out uint hash))
            {
                return false;
            }

            Add(wordSum.Pointer, rowCount, hash);
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AddShortToken(Vector256<byte> key, byte* token, int length)
    {
        float* record = this.cache.RecordOf(key);
        if (!WordCache.Holds(record, key))
        {
            WordCache.SetKey(record, Vector256<byte>.Zero);
            if (!SumToken(new ReadOnlySpan<byte>(token, length), WordCache.Sum(record), out WordCache.RowCount(record), out WordCache.Hash(record)))
            {
                return false;
            }

            WordCache.SetKey(record, key);
        }

        Add(WordCache.Sum(record), WordCache.RowCount(record), WordCache.Hash(record));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(float* sum, int rowCount, uint hash)
    {
        if (rowCount < 0)
        {
            return;
        }

        WeightMatrix.AddVector(this.hidden.Pointer, sum, input.Stride);
        this.rowCount += rowCount;
        if (keepsHashes)
        {
            KeepHash(hash);
        }
    }

    private void AddEndOfLine()
    {
        if (dictionary.EndOfLineRow >= 0 && dictionary.EndOfLineRow < dictionary.WordCount)
        {
            input.AddRows([dictionary.EndOfLineRow], this.hidden.Pointer);
            this.rowCount++;
        }

        if (keepsHashes)
        {
            KeepHash(WordHash.Of(FastTextDictionary.EndOfLine));
        }
    }

    /// <summary>Sums the rows of one token; false when the token is the mark of a line's end, at which fastText stops.</summary>
    private bool SumToken(ReadOnlySpan<byte> token, float* sum, out int rowCount, out uint hash)
    {
        hash = WordHash.Of(token);
        rowCount = -1;
        new Span<float>(sum, input.Stride).Clear();
        if (token.SequenceEqual(FastTextDictionary.EndOfLine))
        {
            return false;
        }

        int entry = dictionary.Find(token, hash);
        if (entry >= dictionary.WordCount || (entry < 0 && token.StartsWith(FastTextDictionary.LabelPrefixBytes)))
        {
            return true;
        }

        tokenRows = 0;
        if (entry >= 0)
        {
            PushRow(entry, sum);
        }

        if (arguments.MaximumCharacters > 0)
        {
            EnsureToken(token.Length);
            token.CopyTo(this.token.AsSpan(1));
            this.token[0] = (byte)'<';
            this.token[token.Length + 1] = (byte)'>';
            PushCharacterNgrams(this.token.AsSpan(0, token.Length + 2), sum);
        }

        FlushRows(sum);
        rowCount = tokenRows;
        return true;
    }

    // Each n-gram's hash extends the one before it that starts at the same character, so a byte is hashed at most MaximumCharacters times.
    private void PushCharacterNgrams(ReadOnlySpan<byte> word, float* sum)
    {
        int shortest = arguments.MinimumCharacters;
        int longest = arguments.MaximumCharacters;
        for (int start = 0; start < word.Length; start++)
        {
            if (IsContinuation(word[start]))
            {
                continue;
            }

            uint hash = WordHash.Seed;
            int end = start;
            for (int characters = 1; end < word.Length && characters <= longest; characters++)
            {
                hash = WordHash.Step(hash, word[end++]);
                while (end < word.Length && IsContinuation(word[end]))
                {
                    hash = WordHash.Step(hash, word[end++]);
                }

                // The marks of the word's ends do not count as n-grams of their own.
                if (characters >= shortest && !(characters == 1 && (start == 0 || end == word.Length)))
                {
                    int row = buckets.RowOf(BucketOf(hash));
                    if (row >= 0)
                    {
                        PushRow(row, sum);
                    }
                }
            }
        }
    }

    // Word hashes are widened as signed 32-bit numbers, as in fastText's Dictionary::addWordNgrams.
    private void AddWordNgrams()
    {
        tokenRows = 0;
        for (int i = 0; i < hashCount; i++)
        {
            ulong hash = (ulong)(int)this.hashes[i];
            for (int j = i + 1; j < hashCount && j < i + arguments.WordNgrams; j++)
            {
                hash = (hash * 116049371) + (ulong)(int)this.hashes[j];
                int row = buckets.RowOf((uint)(hash % (uint)arguments.Buckets));
                if (row >= 0)
                {
                    PushRow(row, this.hidden.Pointer);
                }
            }

            FlushRows(this.hidden.Pointer);
            this.rowCount += tokenRows;
            tokenRows = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PushRow(int row, float* sum)
    {
        if (bufferedRows == RowBufferLength)
        {
            FlushRows(sum);
        }

        this.rows[bufferedRows++] = row;
    }

    private void FlushRows(float* sum)
    {
        input.AddRows(this.rows.AsSpan(0, bufferedRows), sum);
        tokenRows += bufferedRows;
        bufferedRows = 0;
    }

    // Remainder by multiplication (Lemire, Kaser, Kurz 2019, "Faster remainder by direct computation"): exact for 32-bit operands.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint BucketOf(uint hash) => (uint)Math.BigMul(bucketReciprocal * hash, (uint)arguments.Buckets, out _);

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    // Room for a token between the marks of its ends, and 32 readable bytes from its start.
    private void EnsureToken(int length)
    {
        int needed = length + WordCache.KeyBytes + 2;
        if (this.token.Length < needed)
        {
            Array.Resize(ref this.token, Math.Max(needed, this.token.Length * 2));
        }
    }

    private void KeepHash(uint hash)
    {
        if (hashCount == this.hashes.Length)
        {
            Array.Resize(ref this.hashes, this.hashes.Length * 2);
        }

        this.hashes[hashCount++] = hash;
    }
}
