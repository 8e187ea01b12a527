namespace Portolan.Vfs.Rules;

/// <summary>A piece of a <see cref="GlobPattern"/>.</summary>
internal readonly record struct GlobToken(GlobTokenKind Kind, byte Value = 0, ByteSet? Set = null);

/// <summary>What a piece of a pattern takes.</summary>
internal enum GlobTokenKind : byte
{
    /// <summary>One certain byte.</summary>
    Byte,

    /// <summary>Any byte but a slash.</summary>
    AnyByte,

    /// <summary>A byte of a set; never a slash.</summary>
    Set,

    /// <summary>Any number of bytes but slashes.</summary>
    Star,

    /// <summary>Any number of bytes.</summary>
    DoubleStar,

    /// <summary>Nothing itself; the two pieces behind it may be left out together.</summary>
    Optional,

    /// <summary>No byte at all: the pattern is malformed from here on.</summary>
    Nothing,
}

/// <summary>Searches over pieces.</summary>
internal static class GlobTokens
{
    public static int IndexOfAnyExceptKind(this Span<GlobToken> tokens, GlobTokenKind kind)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind != kind)
            {
                return i;
            }
        }

        return -1;
    }
}
