namespace Portolan.Corpus.Sources;

/// <summary>Reads addresses of one scheme, such as <c>s3://</c>, as files behind http or https.</summary>
/// <remarks>
/// The bytes themselves are fetched by <see cref="HttpFile"/> with its retries, ranges and cache; a scheme only says where, each time
/// anew, so that an address which is signed for minutes serves a download of days. Implementations are thread-safe.
/// </remarks>
public interface IAddressScheme
{
    /// <summary>Reads an address as a user writes it.</summary>
    /// <param name="text">Begins with the scheme's name and <c>://</c>.</param>
    /// <returns>An absolute address of this scheme; it ends with a slash when everything below it is meant.</returns>
    /// <exception cref="CorpusException">It is not an address of this scheme.</exception>
    Uri Parse(string text);

    /// <summary>Lists the files below an address.</summary>
    /// <param name="folder">An address that ends with a slash.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>All files at any depth, in ordinal order of their names.</returns>
    /// <exception cref="CorpusException">The place does not exist or may not be listed.</exception>
    Task<IReadOnlyList<ListedFile>> ListAsync(Uri folder, CancellationToken cancellationToken);

    /// <summary>Says where one request for a file goes.</summary>
    /// <param name="address">What <see cref="Parse"/> or <see cref="ListAsync"/> gave.</param>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>An absolute http or https address that answers this method for the next minutes. It may hold a signature and is never shown.</returns>
    /// <exception cref="CorpusException">The place is unknown or there are no usable credentials.</exception>
    ValueTask<Uri> LocateAsync(Uri address, HttpMethod method, CancellationToken cancellationToken);

    /// <summary>Says what a user can do about a refusal.</summary>
    /// <param name="address">The file that was asked for.</param>
    /// <param name="status">The status of the answer, 400 to 599.</param>
    /// <param name="code">The server's own word for it, such as <c>NoSuchBucket</c>, or null.</param>
    /// <returns>A hint, or null when there is nothing better to say than the status.</returns>
    string? HintFor(Uri address, int status, string? code);
}
