namespace Portolan.Storage.Compression;

/// <summary>Why <see cref="Inflater.Inflate"/> returned.</summary>
internal enum InflateResult
{
    /// <summary>Nothing more can be decoded from the input given; unread bytes must come again with more behind them.</summary>
    NeedInput,

    /// <summary>Less than <see cref="Inflater.OutputSlack"/> bytes of room are left.</summary>
    NeedOutput,

    /// <summary>The final block ended; the input stands behind its last byte.</summary>
    Done,

    /// <summary>The data is no DEFLATE stream; <see cref="Inflater.Error"/> says why.</summary>
    Invalid,
}
