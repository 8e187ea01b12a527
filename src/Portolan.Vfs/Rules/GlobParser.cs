namespace Portolan.Vfs.Rules;

/// <summary>Reads patterns as git's wildmatch does with WM_PATHNAME.</summary>
internal static class GlobParser
{
    /// <summary>The pieces of a pattern; one that is malformed has a piece that takes nothing.</summary>
    public static GlobToken[] Parse(ReadOnlySpan<byte> pattern)
    {
        var tokens = new List<GlobToken>();
        int at = 0;
        while (at < pattern.Length)
        {
            switch (pattern[at])
            {
                case (byte)'\\':
                    // A backslash at the end escapes nothing, and then nothing matches.
                    tokens.Add(at + 1 < pattern.Length ? new GlobToken(GlobTokenKind.Byte, pattern[at + 1]) : new GlobToken(GlobTokenKind.Nothing));
                    at += 2;
                    break;
                case (byte)'?':
                    tokens.Add(new GlobToken(GlobTokenKind.AnyByte));
                    at++;
                    break;
                case (byte)'[':
                    at = ReadSet(pattern, at + 1, tokens);
                    break;
                case (byte)'*':
                    at = ReadStars(pattern, at, tokens);
                    break;
                default:
                    tokens.Add(new GlobToken(GlobTokenKind.Byte, pattern[at]));
                    at++;
                    break;
            }
        }

        return [.. tokens];
    }

    private static int ReadStars(ReadOnlySpan<byte> pattern, int start, List<GlobToken> tokens)
    {
        int end = start;
        while (end < pattern.Length && pattern[end] == (byte)'*')
        {
            end++;
        }

        bool opens = start == 0 || pattern[start - 1] == (byte)'/';
        bool closes = end == pattern.Length || pattern[end] == (byte)'/' || pattern[end..].StartsWith("\\/"u8);
        if (end - start == 1 || !opens || !closes)
        {
            // Stars in a row that do not stand alone between slashes are one star.
            tokens.Add(new GlobToken(GlobTokenKind.Star));
            return end;
        }

        if (end < pattern.Length && pattern[end] == (byte)'/')
        {
            // "**/" is any number of directories, none included.
            tokens.Add(new GlobToken(GlobTokenKind.Optional));
            tokens.Add(new GlobToken(GlobTokenKind.DoubleStar));
            tokens.Add(new GlobToken(GlobTokenKind.Byte, (byte)'/'));
            return end + 1;
        }

        tokens.Add(new GlobToken(GlobTokenKind.DoubleStar));
        return end;
    }

    /// <summary>Reads what follows an opening bracket, and gives the place behind the closing one.</summary>
    private static int ReadSet(ReadOnlySpan<byte> pattern, int at, List<GlobToken> tokens)
    {
        var set = new ByteSet();
        bool inverted = pattern[at..] is [(byte)'!' or (byte)'^', ..];
        at += inverted ? 1 : 0;
        int first = at;
        byte previous = 0;
        while (at < pattern.Length && (pattern[at] != (byte)']' || at == first))
        {
            byte value = pattern[at];
            if (value == (byte)'\\')
            {
                if (++at >= pattern.Length)
                {
                    break;
                }

                value = pattern[at];
                set.Add(value);
            }
            else if (value == (byte)'-' && previous != 0 && at + 1 < pattern.Length && pattern[at + 1] != (byte)']')
            {
                at++;
                if (pattern[at] == (byte)'\\' && ++at >= pattern.Length)
                {
                    break;
                }

                set.AddRange(previous, pattern[at]);
                value = 0;
            }
            else if (value == (byte)'[' && at + 1 < pattern.Length && pattern[at + 1] == (byte)':')
            {
                int close = pattern[(at + 2)..].IndexOf((byte)']');
                if (close < 0)
                {
                    break;
                }

                if (close > 0 && pattern[at + 1 + close] == (byte)':')
                {
                    if (!AddClass(set, pattern.Slice(at + 2, close - 1)))
                    {
                        break;
                    }

                    at += 2 + close;
                    value = 0;
                }
                else
                {
                    set.Add(value);
                }
            }
            else
            {
                set.Add(value);
            }

            previous = value;
            at++;
        }

        if (at >= pattern.Length || pattern[at] != (byte)']')
        {
            // Not closed, or a class that does not exist.
            tokens.Add(new GlobToken(GlobTokenKind.Nothing));
            return pattern.Length;
        }

        if (inverted)
        {
            set.Invert();
        }

        tokens.Add(new GlobToken(GlobTokenKind.Set, 0, set));
        return at + 1;
    }

    private static bool AddClass(ByteSet set, ReadOnlySpan<byte> name)
    {
        (byte First, byte Last)[]? ranges = System.Text.Encoding.ASCII.GetString(name) switch
        {
            "alnum" => [((byte)'0', (byte)'9'), ((byte)'A', (byte)'Z'), ((byte)'a', (byte)'z')],
            "alpha" => [((byte)'A', (byte)'Z'), ((byte)'a', (byte)'z')],
            "blank" => [((byte)' ', (byte)' '), ((byte)'\t', (byte)'\t')],
            "cntrl" => [(0, 31), (127, 127)],
            "digit" => [((byte)'0', (byte)'9')],
            "graph" => [(33, 126)],
            "lower" => [((byte)'a', (byte)'z')],
            "print" => [(32, 126)],
            "punct" => [(33, 47), (58, 64), (91, 96), (123, 126)],
            "space" => [(9, 13), (32, 32)],
            "upper" => [((byte)'A', (byte)'Z')],
            "xdigit" => [((byte)'0', (byte)'9'), ((byte)'A', (byte)'F'), ((byte)'a', (byte)'f')],
            _ => null,
        };
        foreach ((byte first, byte last) in ranges ?? [])
        {
            set.AddRange(first, last);
        }

        return ranges is not null;
    }
}
