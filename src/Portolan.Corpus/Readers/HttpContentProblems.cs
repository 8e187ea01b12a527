namespace Portolan.Corpus.Readers;

/// <summary>What was wrong with the content of an HTTP message; what could be read was delivered all the same.</summary>
[Flags]
public enum HttpContentProblems
{
    /// <summary>The content is as its head says.</summary>
    None = 0,

    /// <summary>The head says chunked, the body has no chunks; it was taken as it is. Crawlers that store decoded bodies leave this behind.</summary>
    NotChunked = 1,

    /// <summary>A chunk size is wrong or the last chunk is missing; the rest of the body was taken as it is.</summary>
    WrongChunks = 2,

    /// <summary>The head names a compression, the body has none; it was taken as it is.</summary>
    NotEncoded = 4,

    /// <summary>The compressed content is cut or broken; what was decoded before that place was delivered.</summary>
    DamagedEncoding = 8,

    /// <summary>The head names a content coding other than gzip, deflate, br and identity; the coded bytes were delivered.</summary>
    UnknownEncoding = 16,

    /// <summary>The body is gzip although the head does not say so, and the content type is not one of an archive; it was decoded.</summary>
    UndeclaredGzip = 32,

    /// <summary>The decoded content is larger than the limit; it was cut there.</summary>
    TooLarge = 64,
}
