using System.Text.Json;

namespace Portolan.Graph.Backends.Internals;

/// <summary>A batch that was submitted, or is about to be: its marker, and the requests in it by identifier.</summary>
/// <param name="Version">1.</param>
/// <param name="Backend">The name of the backend.</param>
/// <param name="Marker">SHA-256 of the file in hexadecimal; the provider keeps it with the batch.</param>
/// <param name="BatchId">The provider's identifier; null from before the batch is submitted until its answer has come.</param>
/// <param name="Items">The identifiers of the requests whose answers are still wanted.</param>
internal sealed record BatchFileState(int Version, string Backend, string Marker, string? BatchId, IReadOnlyList<string> Items);

/// <summary>The files in which submitted batches are written down.</summary>
internal sealed class BatchFileStates(string directory)
{
    private const int CurrentVersion = 1;

    // 50,000 identifiers of 32 characters are under 2 MB.
    private const int MaxBytes = 16 << 20;

    public IReadOnlyList<BatchFileState> Load(string backend)
    {
        Directory.CreateDirectory(directory);
        var states = new List<BatchFileState>();
        foreach (string path in Directory.EnumerateFiles(directory, "*.batch.json").Order(StringComparer.Ordinal))
        {
            BatchFileState state = Read(path);
            if (state.Backend == backend)
            {
                states.Add(state);
            }
        }

        return states;
    }

    public void Save(BatchFileState state)
    {
        Directory.CreateDirectory(directory);
        string path = PathOf(state);
        string temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, state);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    public void Delete(BatchFileState state) => File.Delete(PathOf(state));

    internal static BatchFileState Parse(ReadOnlySpan<byte> json, string source)
    {
        BatchFileState? state;
        try
        {
            state = JsonSerializer.Deserialize<BatchFileState>(json);
        }
        catch (JsonException e)
        {
            throw new BackendException($"{source} does not tell which batch was submitted: {Text.Shorten(e.Message, 200)}", "a deleted file lets the batch be submitted, and paid, again", innerException: e);
        }

        if (state is not { Version: CurrentVersion, Backend: not null, Marker: not null, Items: not null } || !state.Marker.All(char.IsAsciiHexDigit))
        {
            throw new BackendException(
                state is { Version: not CurrentVersion } ? $"{source} has version {state.Version}, expected {CurrentVersion}" : $"{source} does not tell which batch was submitted",
                "a deleted file lets the batch be submitted, and paid, again");
        }

        return state;
    }

    internal static void Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            Parse(data, "state");
        }
        catch (BackendException)
        {
            // Refused with a reason.
        }
    }

    private static BatchFileState Read(string path)
    {
        long length = new FileInfo(path).Length;
        return length <= MaxBytes ? Parse(File.ReadAllBytes(path), path) : throw new BackendException($"{path} has {length} bytes; at most {MaxBytes} are expected");
    }

    private string PathOf(BatchFileState state) => Path.Combine(directory, $"{state.Marker}.batch.json");
}
