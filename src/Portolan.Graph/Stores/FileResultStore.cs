using Portolan.Graph.Internals;
using Portolan.Storage;

namespace Portolan.Graph;

/// <summary>Keeps each result as a JSON file named by its key.</summary>
/// <remarks>
/// The format is specified in <c>docs/formats/result-store.md</c>. Files appear complete or not at all. Thread-safe; two processes
/// must not write to one directory at once, see <see cref="DirectoryLock"/>.
/// </remarks>
public sealed class FileResultStore : IResultStore
{
    /// <summary>A larger entry is neither written nor read: results of this size belong into files of their own.</summary>
    public const int MaxEntryBytes = 256 << 20;

    /// <summary>A store in a directory, which is created with the first result.</summary>
    /// <param name="directory">Where the entries are.</param>
    /// <param name="baseDirectory">What paths of <see cref="ResultFile"/>s are relative to; null for <paramref name="directory"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty.</exception>
    public FileResultStore(string directory, string? baseDirectory = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        EntryDirectory = Path.GetFullPath(directory);
        BaseDirectory = baseDirectory is null ? EntryDirectory : Path.GetFullPath(baseDirectory);
    }

    /// <summary>Full path of the directory with the entries.</summary>
    public string EntryDirectory { get; }

    /// <summary>Full path that the paths of results' files are relative to.</summary>
    public string BaseDirectory { get; }

    /// <summary>The entry of a key, whether it exists or not.</summary>
    /// <param name="key">The key.</param>
    public string PathOf(NodeKey key) => Path.Combine(EntryDirectory, $"{key}.json");

    /// <inheritdoc/>
    public StoreLookup<T> Find<T>(ResultAddress address)
    {
        string path = PathOf(address.Key);
        try
        {
            return ReadBounded(path, out string? problem) is { } file ? Decode<T>(path, file, address)
                : problem is null ? default : Rejected<T>(path, problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Rejected<T>(path, $"cannot be read: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Save<T>(ResultAddress address, T result)
    {
        byte[] payload = ResultPayload.Write(result);
        if (ProblemOfFiles(result) is { } problem)
        {
            throw new GraphException($"the result of {address.Operation} {problem}");
        }

        byte[] file = ResultEnvelope.Write(address, payload);
        if (file.Length > MaxEntryBytes)
        {
            throw new GraphException(
                $"the result of {address.Operation} has {file.Length} bytes as JSON, more than {MaxEntryBytes}; keep its data in files and implement {nameof(IHasFiles)}");
        }

        AtomicFile.WriteAllBytes(PathOf(address.Key), file);
    }

    /// <inheritdoc/>
    public string? WhyNotStorable(Type resultType) => ResultPayload.WhyNotStorable(resultType);

    /// <summary>Reads bytes as the entry of some key; whatever they are, nothing is thrown.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> data)
    {
        var address = new ResultAddress(default, "fuzz/operation", 1);
        if (ResultEnvelope.Read(data, address, out Range payload) is null)
        {
            _ = ResultPayload.Read<int[]>(data[payload], out _);
        }
    }

    private static byte[]? ReadBounded(string path, out string? problem)
    {
        problem = null;
        if (!File.Exists(path))
        {
            return null;
        }

        long length = new FileInfo(path).Length;
        if (length > MaxEntryBytes)
        {
            problem = $"has {length} bytes, expected at most {MaxEntryBytes}";
            return null;
        }

        return File.ReadAllBytes(path);
    }

    private static StoreLookup<T> Rejected<T>(string path, string problem) => new(false, default, $"{path} {problem}");

    private StoreLookup<T> Decode<T>(string path, byte[] file, ResultAddress address)
    {
        if (ResultEnvelope.Read(file, address, out Range payload) is { } damage)
        {
            return Rejected<T>(path, damage);
        }

        T? result = ResultPayload.Read<T>(file.AsSpan(payload), out string? mismatch);
        return (mismatch ?? ProblemOfFiles(result)) is { } problem ? Rejected<T>(path, problem) : new StoreLookup<T>(true, result, null);
    }

    private string? ProblemOfFiles<T>(T result)
    {
        foreach (ResultFile? file in (result as IHasFiles)?.Files ?? [])
        {
            if (file is null || !IsInside(file.Path))
            {
                return $"names the file '{file?.Path}', expected a relative path inside {BaseDirectory}";
            }

            var found = new FileInfo(Path.Combine(BaseDirectory, file.Path));
            if (!found.Exists)
            {
                return $"names the file {found.FullName}, which is not there";
            }

            if (found.Length != file.Length)
            {
                return $"names the file {found.FullName} with {file.Length} bytes, found {found.Length}";
            }
        }

        return null;
    }

    private static bool IsInside(string? path) =>
        !string.IsNullOrEmpty(path) && !Path.IsPathRooted(path) && path.Split('/').All(part => part is not ("" or "." or ".."));
}
