namespace Portolan.Corpus.Sources;

/// <summary>A digest that a remote file must have.</summary>
/// <remarks>At least one of the two is set; letters may be of either case. <c>default</c> expects nothing.</remarks>
public readonly record struct ExpectedDigest
{
    /// <summary>Creates an expectation.</summary>
    /// <param name="sha256">64 hexadecimal digits, or null.</param>
    /// <param name="md5">32 hexadecimal digits, or null.</param>
    /// <exception cref="ArgumentException">A digest has another shape.</exception>
    public ExpectedDigest(string? sha256, string? md5 = null)
    {
        Sha256 = Check(sha256, 64, nameof(sha256));
        Md5 = Check(md5, 32, nameof(md5));
    }

    /// <summary>SHA-256 as 64 lower-case hexadecimal digits, or null.</summary>
    public string? Sha256 { get; }

    /// <summary>MD5 as 32 lower-case hexadecimal digits, or null.</summary>
    public string? Md5 { get; }

    private static string? Check(string? digest, int length, string parameter)
    {
        if (digest is null)
        {
            return null;
        }

        return digest.Length == length && digest.All(char.IsAsciiHexDigit)
            ? digest.ToLowerInvariant()
            : throw new ArgumentException($"'{digest}' is not {length} hexadecimal digits", parameter);
    }
}
