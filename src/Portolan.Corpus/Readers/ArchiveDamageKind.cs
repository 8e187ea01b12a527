namespace Portolan.Corpus.Readers;

/// <summary>The sorts of damage that an archive can have.</summary>
public enum ArchiveDamageKind
{
    /// <summary>The compressed stream does not decode; reading goes on at the next member.</summary>
    Compression,

    /// <summary>The data ends inside a record; the record is not delivered.</summary>
    Truncated,

    /// <summary>A record header that cannot be used: no length, a bad length, an unknown version, too long; the record is not delivered.</summary>
    Header,

    /// <summary>The record's length leads to a place where neither a blank line nor a record is; the record is not delivered.</summary>
    Length,

    /// <summary>Bytes between records that belong to none; they are skipped.</summary>
    Stray,

    /// <summary>The record is larger than the limit and its body was asked for as a span; the record was delivered without it.</summary>
    TooLarge,

    /// <summary>A digest in the header is not the digest of the bytes; the record is delivered.</summary>
    DigestMismatch,
}
