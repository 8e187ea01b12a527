using System.Globalization;

namespace Portolan.Corpus.Sources;

/// <summary>One file to read, local or behind an address, before anything of it is decoded.</summary>
/// <remarks>Immutable and thread-safe; equal when <see cref="Identity"/> is equal. Created by <see cref="InputResolver"/> or <see cref="FromPath"/>.</remarks>
public sealed class InputFile : IEquatable<InputFile>
{
    private readonly HttpFile? remote;
    private readonly DownloadCache? cache;
    private bool wasDescribed;

    private InputFile(string name, string identity, long length, InputKind? kind, string? localPath, HttpFile? remote, DownloadCache? cache)
    {
        Name = name;
        Identity = identity;
        Length = length;
        Kind = kind;
        LocalPath = localPath;
        this.remote = remote;
        this.cache = cache;
    }

    /// <summary>The path or address as shown to users; for a local file the path as it was named or found.</summary>
    public string Name { get; }

    /// <summary>A string that changes when the content would.</summary>
    /// <remarks>
    /// Full path, length and modification time of a local file; address with entity tag or modification time and length of a remote
    /// file that was probed; the address alone otherwise, which is right for files that are never rewritten, as Common Crawl's. It does
    /// not depend on what the cache holds, so that a build that is resumed finds its own results.
    /// </remarks>
    public string Identity { get; }

    /// <summary>Size in bytes as stored, or -1 when unknown until it is fetched.</summary>
    public long Length { get; }

    /// <summary>The kind that the name says, or null when the ending says nothing.</summary>
    public InputKind? Kind { get; }

    /// <summary>The full path of a local file, or null for a remote one.</summary>
    public string? LocalPath { get; }

    /// <summary>Describes a local file.</summary>
    /// <param name="path">An existing file.</param>
    /// <exception cref="CorpusException">It does not exist or cannot be read.</exception>
    public static InputFile FromPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var info = new FileInfo(path);
        if (info.LinkTarget is not null && !LinkLeadsToFile(info))
        {
            throw new CorpusException($"{path} is a link to {info.LinkTarget}, which cannot be followed", path, hint: "repair or remove the link");
        }

        try
        {
            // The target's length and time count, not those of a link.
            FileInfo target = info.LinkTarget is null ? info : (FileInfo)info.ResolveLinkTarget(returnFinalTarget: true)!;
            long length = target.Length;
            if (length > 0)
            {
                // A pipe has length 0 and must not be opened twice, so only what has bytes is tried.
                using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            }

            string identity = string.Create(CultureInfo.InvariantCulture, $"file:{info.FullName}|{length}|{target.LastWriteTimeUtc.Ticks}");
            return new InputFile(path, identity, length, InputEndings.KindOf(path), info.FullName, null, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static bool LinkLeadsToFile(FileInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true };
        }
        catch (IOException)
        {
            // A chain of links that never ends.
            return false;
        }
    }

    internal static InputFile FromAddress(HttpFile file, DownloadCache? cache, HttpValidators? validators)
    {
        string address = file.Address.AbsoluteUri;
        string identity = validators is null ? address : $"{address}|{validators.Identity}";
        return new InputFile(address, identity, validators?.Length ?? -1, InputEndings.KindOf(file.Address.AbsolutePath), null, file, cache);
    }

    internal InputDescription Describe() => new(
        Name, Identity, Length, LocalPath, remote?.Address.AbsoluteUri, remote?.Probed, remote?.Options.CacheDirectory, remote?.Options.NoCache ?? false);

    internal static InputFile FromDescription(InputDescription description)
    {
        if (description.Address is null)
        {
            return new InputFile(description.Name, description.Identity, description.Length, InputEndings.KindOf(description.Name), description.LocalPath, null, null) { wasDescribed = true };
        }

        var options = new HttpSourceOptions { CacheDirectory = description.CacheDirectory, NoCache = description.NoCache };
        var file = new HttpFile(new Uri(description.Address), options) { Probed = description.Validators };
        return new InputFile(
            description.Name, description.Identity, description.Length, InputEndings.KindOf(file.Address.AbsolutePath), null, file, options.NoCache ? null : new DownloadCache(options));
    }

    /// <summary>Opens the stored bytes from the start; a remote file is first fetched into the cache, going on where an earlier try stopped.</summary>
    /// <param name="cancellationToken">Ends waiting for the network; a stream that does not go through the cache keeps obeying it.</param>
    /// <returns>A forward stream without a buffer of its own; the caller disposes it.</returns>
    /// <exception cref="CorpusException">It cannot be read or fetched.</exception>
    public Stream Open(CancellationToken cancellationToken = default) =>
        LocalPath is not null ? OpenLocal() : OpenAsync(cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc cref="Open"/>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken = default)
    {
        if (LocalPath is not null)
        {
            return OpenLocal();
        }

        if (cache is null)
        {
            return remote!.OpenStream(cancellationToken);
        }

        return OpenLocal(await cache.FetchAsync(remote!, cancellationToken).ConfigureAwait(false), Name);
    }

    /// <summary>Whether a second <see cref="Open"/> reads from disk instead of fetching again.</summary>
    internal bool IsRereadable => LocalPath is not null || cache is not null;

    /// <summary>Equal identities.</summary>
    /// <param name="other">The file to compare with.</param>
    public bool Equals(InputFile? other) => other is not null && string.Equals(Identity, other.Identity, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as InputFile);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Identity);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private FileStream OpenLocal()
    {
        // The description was made by another process, maybe long ago; results are kept under the identity that it found.
        if (wasDescribed && FromPath(LocalPath!).Identity is var now && now != Identity)
        {
            throw new CorpusException($"{Name} has changed since the build was planned: it was {Identity}, it is {now}", Name, hint: "start the build again, so that it is planned anew");
        }

        return OpenLocal(LocalPath!, Name);
    }

    private static FileStream OpenLocal(string path, string name)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(name, e);
        }
    }

    private static CorpusException Unreadable(string path, Exception e) =>
        new($"cannot read {path}: {e.Message}", path, hint: "check that the file exists and that this user may read it", innerException: e);
}
