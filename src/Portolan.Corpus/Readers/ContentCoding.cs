namespace Portolan.Corpus.Readers;

/// <summary>The HTTP content codings that crawls hold (RFC 9110, section 8.4.1; RFC 7932).</summary>
internal enum ContentCoding
{
    Identity,
    Gzip,
    Deflate,
    Brotli,
    Unknown,
}
