using Portolan.Encoders;
using Portolan.Testing;
using Portolan.Tensors;
using Portolan.Vfs.Records;
using Portolan.Vfs.Searching;
using Portolan.Vfs.Tests.Records;
using Portolan.Vfs.Tests.Walking;

namespace Portolan.Vfs.Tests.Searching;

/// <summary>A folder of files with vectors.</summary>
internal sealed class SearchFolder : IDisposable
{
    private readonly TemporaryFolder? owned;
    private readonly Random random = new(11);

    public SearchFolder(string? root = null, int dimensions = 64)
    {
        owned = root is null ? new TemporaryFolder() : null;
        Root = root ?? owned!.Path;
        Space = TestVectors.Space("test", dimensions);
        Query = TestVectors.Unit(random, dimensions);
    }

    public string Root { get; }

    public EmbeddingSpace Space { get; }

    /// <summary>What searches look for.</summary>
    public float[] Query { get; }

    /// <summary>Each file's vectors as they were made.</summary>
    public Dictionary<string, FileVectors> Files { get; } = [];

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Writes a file whose vectors have about a given cosine with the query, the last the nearest.</summary>
    public SaveOutcome Write(string name, float cosine, int count = 1, RecordOptions? options = null)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "content of " + name);
        return Save(name, cosine, count, options);
    }

    public SaveOutcome Save(string name, float cosine, int count = 1, RecordOptions? options = null)
    {
        using RawFile file = TestFiles.Open(PathOf(name));
        file.HashContent(long.MaxValue, out UInt128 hash).ShouldBe(SystemError.None);
        float[] rows = TestVectors.Unit(random, Space.Dimensions, count);
        for (int i = 0; i < count; i++)
        {
            Aim(rows.AsSpan(i * Space.Dimensions, Space.Dimensions), i == count - 1 ? cosine : cosine / 2);
        }

        VectorWindow[] windows = [.. Enumerable.Range(0, count).Select(i => new VectorWindow((uint)i, 1))];
        Files[name] = new FileVectors(Space, new FileFingerprint(file.Status.Size, file.Status.ModifiedNanoseconds, hash), rows, windows);
        return new RecordStore(Space, options).Save(file, Files[name]);
    }

    public SearchResult Search(Func<SearchOptions, SearchOptions>? change = null, params EmbeddingSpace[] others)
    {
        var options = new SearchOptions();
        SpaceQuery[] queries = [new SpaceQuery(Space, Query), .. others.Select(space => new SpaceQuery(space, new float[space.Dimensions].Select((_, i) => i == 0 ? 1f : 0).ToArray()))];
        return new VectorSearch(change?.Invoke(options) ?? options).Run([new RawPath(Root)], queries);
    }

    public SpaceResult Find(Func<SearchOptions, SearchOptions>? change = null) => Search(change).Spaces[0];

    public string[] Names(SpaceResult result) => [.. result.Hits.Select(hit => Path.GetRelativePath(Root, hit.Path.ToString()))];

    /// <summary>The best files by their vectors, without any of the code that is tested.</summary>
    public string[] Expected(int count) =>
    [
        .. Files.Select(file => (Name: file.Key, Score: Enumerable.Range(0, file.Value.Count).Max(i => Quantised(file.Value.Row(i)))))
            .OrderByDescending(file => file.Score).ThenBy(file => file.Name, StringComparer.Ordinal).Take(count).Select(file => file.Name),
    ];

    public void Dispose() => owned?.Dispose();

    // The score of what int8 leaves of a vector.
    private float Quantised(ReadOnlySpan<float> row)
    {
        sbyte[] integers = new sbyte[row.Length];
        ElementConversion.ToInt8(row, integers);
        return VectorMath.Cosine(Query, [.. integers.Select(x => (float)x)]);
    }

    private void Aim(Span<float> row, float cosine)
    {
        float along = VectorMath.Dot(row, Query);
        for (int i = 0; i < row.Length; i++)
        {
            row[i] -= along * Query[i];
        }

        VectorMath.Normalize(row);
        float across = MathF.Sqrt(1 - (cosine * cosine));
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = (across * row[i]) + (cosine * Query[i]);
        }
    }

}
