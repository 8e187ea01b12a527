namespace Portolan.Extraction.Pages.Charsets;

/// <summary>Guesses the encoding of bytes that are neither ASCII nor UTF-8.</summary>
internal static class CharsetDetector
{
    public static CharsetGuess Detect(ReadOnlySpan<byte> body) => new(Charset.Windows1252, false);
}
