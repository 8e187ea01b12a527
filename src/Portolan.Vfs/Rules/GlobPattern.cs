using System.Buffers;
using System.Numerics;

namespace Portolan.Vfs.Rules;

/// <summary>A wildcard pattern over bytes, as git has it for paths: '*', '?', '[…]', '\' and '**' between slashes.</summary>
/// <remarks>
/// Matches in time proportional to text times pattern, whatever the two are: all places of the pattern that can be reached are kept
/// as bits and advanced together, nothing is tried and taken back. Immutable and thread-safe.
/// </remarks>
internal sealed class GlobPattern
{
    private const int StackWords = 16;

    private readonly byte[] prefix;
    private readonly GlobToken[] tokens;

    // Tokens that take exactly one byte: a shorter text cannot match, which also bounds the pattern by the text.
    private readonly int minLength;

    // What follows a single star at the start, when nothing but bytes follows it.
    private readonly byte[]? suffix;

    private GlobPattern(byte[] prefix, GlobToken[] tokens)
    {
        this.prefix = prefix;
        this.tokens = tokens;
        foreach (GlobToken token in tokens)
        {
            minLength += token.Kind is GlobTokenKind.Byte or GlobTokenKind.AnyByte or GlobTokenKind.Set or GlobTokenKind.Nothing ? 1 : 0;
            // The slash behind "**/" may be left out together with it.
            minLength -= token.Kind is GlobTokenKind.Optional ? 1 : 0;
        }

        if (tokens is [{ Kind: GlobTokenKind.Star }, ..] && tokens.AsSpan(1).IndexOfAnyExceptKind(GlobTokenKind.Byte) < 0)
        {
            suffix = [.. tokens.Skip(1).Select(token => token.Value)];
        }
    }

    /// <summary>Reads a pattern; one that is malformed matches nothing, as in git.</summary>
    /// <param name="pattern">The pattern, without the marks of an ignore file around it.</param>
    public static GlobPattern Compile(ReadOnlySpan<byte> pattern)
    {
        // Git compares the bytes before the first wildcard by themselves, and what follows is a pattern of its own: in "a**/b" the stars
        // stand at the start of it.
        int plain = pattern.IndexOfAny("*?[\\"u8);
        return plain < 0 ? new GlobPattern(pattern.ToArray(), []) : new GlobPattern(pattern[..plain].ToArray(), GlobParser.Parse(pattern[plain..]));
    }

    /// <summary>Whether the whole text matches.</summary>
    /// <param name="text">A name, or names with slashes between.</param>
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith(prefix))
        {
            return false;
        }

        text = text[prefix.Length..];
        if (text.Length < minLength)
        {
            return false;
        }

        if (tokens.Length == 0)
        {
            return text.IsEmpty;
        }

        return suffix is not null
            ? text.EndsWith(suffix) && !text[..^suffix.Length].Contains((byte)'/')
            : Run(text);
    }

    private bool Run(ReadOnlySpan<byte> text)
    {
        int words = (tokens.Length >> 6) + 1;
        ulong[]? rented = words > StackWords ? ArrayPool<ulong>.Shared.Rent(words * 2) : null;
        Span<ulong> both = rented is null ? stackalloc ulong[words * 2] : rented.AsSpan(0, words * 2);
        both.Clear();
        Span<ulong> now = both[..words];
        Span<ulong> next = both[words..];
        Reach(now, 0);
        bool any = true;
        for (int at = 0; at < text.Length && any; at++)
        {
            any = Step(now, next, text[at]);
            Span<ulong> spent = now;
            now = next;
            next = spent;
            next.Clear();
        }

        bool matched = (now[tokens.Length >> 6] >> (tokens.Length & 63) & 1) != 0;
        if (rented is not null)
        {
            ArrayPool<ulong>.Shared.Return(rented);
        }

        return matched;
    }

    private bool Step(ReadOnlySpan<ulong> now, Span<ulong> next, byte value)
    {
        bool any = false;
        for (int word = 0; word < now.Length; word++)
        {
            for (ulong left = now[word]; left != 0; left &= left - 1)
            {
                int place = (word << 6) + BitOperations.TrailingZeroCount(left);
                if (place == tokens.Length)
                {
                    continue;
                }

                ref readonly GlobToken token = ref tokens[place];
                int to = token.Kind switch
                {
                    GlobTokenKind.Byte => token.Value == value ? place + 1 : -1,
                    GlobTokenKind.AnyByte => value != (byte)'/' ? place + 1 : -1,
                    GlobTokenKind.Set => value != (byte)'/' && token.Set!.Contains(value) ? place + 1 : -1,
                    GlobTokenKind.Star => value != (byte)'/' ? place : -1,
                    GlobTokenKind.DoubleStar => place,
                    _ => -1,
                };
                if (to >= 0)
                {
                    Reach(next, to);
                    any = true;
                }
            }
        }

        return any;
    }

    /// <summary>Marks a place, and those that are reached from it without a byte.</summary>
    private void Reach(Span<ulong> places, int place)
    {
        while (true)
        {
            places[place >> 6] |= 1UL << (place & 63);
            if (place == tokens.Length)
            {
                return;
            }

            switch (tokens[place].Kind)
            {
                case GlobTokenKind.Star or GlobTokenKind.DoubleStar:
                    place++;
                    break;
                case GlobTokenKind.Optional:
                    // Into the stars, and past them and their slash; neither of these two is an Optional's own place, so this ends.
                    Reach(places, place + 3);
                    place++;
                    break;
                default:
                    return;
            }
        }
    }
}
