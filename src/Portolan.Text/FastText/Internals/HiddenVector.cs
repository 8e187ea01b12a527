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

    private readonly FastTextArguments _arguments;
    private readonly FastTextDictionary _dictionary;
    private readonly WeightMatrix _input;
    private readonly BucketRows _buckets;
    private readonly WordCache _cache;
    private readonly AlignedFloats _hidden;
    private readonly AlignedFloats _wordSum;
    private readonly int[] _rows = new int[RowBufferLength];
    private readonly ulong _bucketReciprocal;
    private readonly bool _keepsHashes;
    private byte[] _token = new byte[256];
    private uint[] _hashes = new uint[64];
    private int _hashCount;
    private int _bufferedRows;
    private int _tokenRows;
    private long _rowCount;

    public HiddenVector(FastTextModel model)
    {
        _arguments = model.Arguments;
        _dictionary = model.Dictionary;
        _input = model.Input;
        _buckets = model.Dictionary.Buckets;
        _cache = new WordCache(_input.Stride);
        _hidden = new AlignedFloats(_input.Stride);
        _wordSum = new AlignedFloats(_input.Stride);
        _keepsHashes = _arguments.WordNgrams > 1;
        _bucketReciprocal = _arguments.Buckets > 0 ? (ulong.MaxValue / (uint)_arguments.Buckets) + 1 : 0;
    }

    /// <summary>The vector of the last text; zeros beyond the model's dimension.</summary>
    public float* Pointer => _hidden.Pointer;

    /// <summary>Reads a text and the end of its line; false when no row of the model stands for any of it.</summary>
    public bool Compute(ReadOnlySpan<byte> utf8, Newlines newlines)
    {
        _hidden.Span.Clear();
        _rowCount = 0;
        _hashCount = 0;
        AddTokens(utf8, newlines == Newlines.Deleted);
        AddEndOfLine();
        AddWordNgrams();
        if (_rowCount == 0)
        {
            return false;
        }

        float scale = (float)(1.0 / _rowCount);
        foreach (ref float value in _hidden.Span)
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
            rest[..piece].CopyTo(_token.AsSpan(1 + tokenLength));
            tokenLength += piece;
            at += piece;
            if (!joinLines || at == length || text[at] != (byte)'\n')
            {
                break;
            }

            at++;
        }

        fixed (byte* token = &_token[1])
        {
            if (tokenLength < WordCache.KeyBytes)
            {
                return AddShortToken(Vector256.Load(token) & FirstBytes(tokenLength), token, tokenLength);
            }

            if (!SumToken(new ReadOnlySpan<byte>(token, tokenLength), _wordSum.Pointer, out int rowCount, out uint hash))
            {
                return false;
            }

            Add(_wordSum.Pointer, rowCount, hash);
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AddShortToken(Vector256<byte> key, byte* token, int length)
    {
        float* record = _cache.RecordOf(key);
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

        WeightMatrix.AddVector(_hidden.Pointer, sum, _input.Stride);
        _rowCount += rowCount;
        if (_keepsHashes)
        {
            KeepHash(hash);
        }
    }

    private void AddEndOfLine()
    {
        if (_dictionary.EndOfLineRow >= 0 && _dictionary.EndOfLineRow < _dictionary.WordCount)
        {
            _input.AddRows([_dictionary.EndOfLineRow], _hidden.Pointer);
            _rowCount++;
        }

        if (_keepsHashes)
        {
            KeepHash(WordHash.Of(FastTextDictionary.EndOfLine));
        }
    }

    /// <summary>Sums the rows of one token; false when the token is the mark of a line's end, at which fastText stops.</summary>
    private bool SumToken(ReadOnlySpan<byte> token, float* sum, out int rowCount, out uint hash)
    {
        hash = WordHash.Of(token);
        rowCount = -1;
        new Span<float>(sum, _input.Stride).Clear();
        if (token.SequenceEqual(FastTextDictionary.EndOfLine))
        {
            return false;
        }

        int entry = _dictionary.Find(token, hash);
        if (entry >= _dictionary.WordCount || (entry < 0 && token.StartsWith(FastTextDictionary.LabelPrefixBytes)))
        {
            return true;
        }

        _tokenRows = 0;
        if (entry >= 0)
        {
            PushRow(entry, sum);
        }

        if (_arguments.MaximumCharacters > 0)
        {
            EnsureToken(token.Length);
            token.CopyTo(_token.AsSpan(1));
            _token[0] = (byte)'<';
            _token[token.Length + 1] = (byte)'>';
            PushCharacterNgrams(_token.AsSpan(0, token.Length + 2), sum);
        }

        FlushRows(sum);
        rowCount = _tokenRows;
        return true;
    }

    // Each n-gram's hash extends the one before it that starts at the same character, so a byte is hashed at most MaximumCharacters times.
    private void PushCharacterNgrams(ReadOnlySpan<byte> word, float* sum)
    {
        int shortest = _arguments.MinimumCharacters;
        int longest = _arguments.MaximumCharacters;
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
                    int row = _buckets.RowOf(BucketOf(hash));
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
        _tokenRows = 0;
        for (int i = 0; i < _hashCount; i++)
        {
            ulong hash = (ulong)(int)_hashes[i];
            for (int j = i + 1; j < _hashCount && j < i + _arguments.WordNgrams; j++)
            {
                hash = (hash * 116049371) + (ulong)(int)_hashes[j];
                int row = _buckets.RowOf((uint)(hash % (uint)_arguments.Buckets));
                if (row >= 0)
                {
                    PushRow(row, _hidden.Pointer);
                }
            }

            FlushRows(_hidden.Pointer);
            _rowCount += _tokenRows;
            _tokenRows = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PushRow(int row, float* sum)
    {
        if (_bufferedRows == RowBufferLength)
        {
            FlushRows(sum);
        }

        _rows[_bufferedRows++] = row;
    }

    private void FlushRows(float* sum)
    {
        _input.AddRows(_rows.AsSpan(0, _bufferedRows), sum);
        _tokenRows += _bufferedRows;
        _bufferedRows = 0;
    }

    // Remainder by multiplication (Lemire, Kaser, Kurz 2019, "Faster remainder by direct computation"): exact for 32-bit operands.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint BucketOf(uint hash) => (uint)Math.BigMul(_bucketReciprocal * hash, (uint)_arguments.Buckets, out _);

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    // Room for a token between the marks of its ends, and 32 readable bytes from its start.
    private void EnsureToken(int length)
    {
        int needed = length + WordCache.KeyBytes + 2;
        if (_token.Length < needed)
        {
            Array.Resize(ref _token, Math.Max(needed, _token.Length * 2));
        }
    }

    private void KeepHash(uint hash)
    {
        if (_hashCount == _hashes.Length)
        {
            Array.Resize(ref _hashes, _hashes.Length * 2);
        }

        _hashes[_hashCount++] = hash;
    }
}
