namespace Portolan.Corpus.Sources;

/// <summary>An input file as text, for another process.</summary>
/// <param name="Name">See <see cref="InputFile.Name"/>.</param>
/// <param name="Identity">See <see cref="InputFile.Identity"/>.</param>
/// <param name="Length">See <see cref="InputFile.Length"/>.</param>
/// <param name="LocalPath">See <see cref="InputFile.LocalPath"/>.</param>
/// <param name="Address">The address of a remote file.</param>
/// <param name="Validators">What a probe of it found.</param>
/// <param name="CacheDirectory">Where its download is kept; null for the default or when nothing is kept.</param>
/// <param name="NoCache">Whether its download is not kept.</param>
internal sealed record InputDescription(
    string Name,
    string Identity,
    long Length,
    string? LocalPath = null,
    string? Address = null,
    HttpValidators? Validators = null,
    string? CacheDirectory = null,
    bool NoCache = false);
