using System.IO.Enumeration;
using Portolan.Corpus.Readers;
using Portolan.Corpus.Reports;
using Portolan.Storage.Compression;

namespace Portolan.Corpus;

/// <summary>Reads the output directory of a finished build.</summary>
public static class CorpusDirectory
{
    /// <summary>The manifest of a finished build.</summary>
    /// <param name="directory">The output directory.</param>
    /// <exception cref="CorpusException">There is no finished build in it, or its manifest cannot be read.</exception>
    public static Manifest Read(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory))
        {
            throw new CorpusException($"there is no directory {directory}", directory, hint: "give the --output of a build");
        }

        return ManifestFile.TryRead(directory)
            ?? throw new CorpusException($"{directory} holds no finished build: {ManifestFile.FileName} is missing", directory, hint: "run the build again to finish it");
    }

    /// <summary>The documents of a finished build, file by file in order of name.</summary>
    /// <param name="directory">The output directory.</param>
    /// <param name="language">Only this language, or null.</param>
    /// <param name="bucket">Only this bucket, or null.</param>
    /// <param name="urlPattern">Only addresses that match; <c>*</c> and <c>?</c> stand for any characters; without them the pattern may stand anywhere. Null for all.</param>
    /// <param name="text">Only documents whose text holds this, letter case ignored for ASCII; null for all.</param>
    /// <returns>One instance that is refilled for each document.</returns>
    /// <exception cref="CorpusException">There is no finished build, or an output file is damaged.</exception>
    public static IEnumerable<Document> Documents(string directory, string? language = null, string? bucket = null, string? urlPattern = null, string? text = null)
    {
        Manifest manifest = Read(directory);
        string? pattern = urlPattern is null || urlPattern.AsSpan().ContainsAny('*', '?') ? urlPattern : $"*{urlPattern}*";
        byte[]? needle = text is null ? null : System.Text.Encoding.UTF8.GetBytes(text);
        var document = new Document();
        foreach (OutputSummary output in manifest.Outputs)
        {
            if (language is not null && output.Language != language || bucket is not null && output.Bucket != bucket)
            {
                continue;
            }

            string path = Path.Combine(directory, output.Name);
            using var reader = new DocumentJsonReader(ByteSource.Open(path), ByteSource.MaxWindow);
            while (reader.MoveNext(document))
            {
                if (Matches(document, pattern, needle))
                {
                    yield return document;
                }
            }

            if (reader.Damage.Count > 0)
            {
                throw new CorpusException($"{path}: {reader.Damage[0].Reason}", path, reader.Damage[0].Offset, "the file was changed after the build; build again");
            }
        }
    }

    private static bool Matches(Document document, string? pattern, byte[]? needle) =>
        (pattern is null || FileSystemName.MatchesSimpleExpression(pattern, System.Text.Encoding.UTF8.GetString(document.Url)))
        && (needle is null || ContainsIgnoreCase(document.Text, needle));

    // ASCII letters differ in one bit by case; candidates are found by the first byte in either case.
    private static bool ContainsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> needle)
    {
        if (needle.IsEmpty)
        {
            return true;
        }

        byte lower = (byte)char.ToLowerInvariant((char)needle[0]), upper = (byte)char.ToUpperInvariant((char)needle[0]);
        if (needle[0] >= 0x80)
        {
            lower = upper = needle[0];
        }

        while (text.Length >= needle.Length)
        {
            int at = text[..(text.Length - needle.Length + 1)].IndexOfAny(lower, upper);
            if (at < 0)
            {
                return false;
            }

            if (EqualsIgnoreAsciiCase(text.Slice(at, needle.Length), needle))
            {
                return true;
            }

            text = text[(at + 1)..];
        }

        return false;
    }

    // The framework's Ascii.EqualsIgnoreCase answers false as soon as a byte is not ASCII.
    private static bool EqualsIgnoreAsciiCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i] && !((left[i] ^ right[i]) == 0x20 && char.IsAsciiLetter((char)left[i])))
            {
                return false;
            }
        }

        return true;
    }
}
