namespace Portolan.Extraction.Pages.Charsets;

/// <summary>Tells UTF-16 by its byte order mark, or by the NULs that its ASCII has in every second byte.</summary>
internal static class Utf16Detector
{
    private const int SampleLength = 1024;
    private const int LeastPercent = 40;
    private const int MostPercent = 2;

    public static Charset? Find(ReadOnlySpan<byte> body)
    {
        if (body.Length >= 2 && body[0] == 0xFE && body[1] == 0xFF)
        {
            return Charset.Utf16BigEndian;
        }

        if (body.Length >= 2 && body[0] == 0xFF && body[1] == 0xFE)
        {
            return Charset.Utf16LittleEndian;
        }

        ReadOnlySpan<byte> sample = body[..Math.Min(body.Length & ~1, SampleLength)];
        if (sample.Length < 4 || !sample.Contains((byte)0))
        {
            return null;
        }

        int even = 0, odd = 0;
        for (int i = 0; i < sample.Length; i += 2)
        {
            even += sample[i] == 0 ? 1 : 0;
            odd += sample[i + 1] == 0 ? 1 : 0;
        }

        // Markup is ASCII, so four in ten is little even for Chinese pages; hardly any NUL may stand in the other place.
        int pairs = sample.Length / 2;
        return odd * 100 >= pairs * LeastPercent && even * 100 <= pairs * MostPercent ? Charset.Utf16LittleEndian
            : even * 100 >= pairs * LeastPercent && odd * 100 <= pairs * MostPercent ? Charset.Utf16BigEndian
            : null;
    }
}
