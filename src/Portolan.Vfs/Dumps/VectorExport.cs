using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Portolan.Encoders;
using Portolan.Storage;
using Portolan.Tensors;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Records;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Dumps;

/// <summary>Writes the vectors of a tree as a tensor, and which file each row is of.</summary>
/// <remarks>
/// The directory gets <c>vectors.npy</c>, [rows, dimensions], <c>paths.jsonl</c> with a line a row, and for 8-bit integers
/// <c>scales.npy</c>, [rows]. Rows are in the order of the paths' bytes, then of the windows. Only records that were made from the files
/// as they are count. Each file appears complete or not at all, <c>vectors.npy</c> last.
/// </remarks>
public static class VectorExport
{
    /// <summary>Writes an export.</summary>
    /// <param name="roots">Directories and files.</param>
    /// <param name="space">The space.</param>
    /// <param name="directory">Where to; made when it is not there.</param>
    /// <param name="type">Float32 or Int8.</param>
    /// <param name="options">What of the trees is looked at.</param>
    /// <param name="rules">What is left out, or null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another element type.</exception>
    /// <exception cref="IOException">The output cannot be written.</exception>
    public static ExportSummary Write(
        IReadOnlyList<RawPath> roots, EmbeddingSpace space, string directory, ElementType type, WalkOptions options, IWalkRules? rules, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(space);
        if (type is not (ElementType.Float32 or ElementType.Int8))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "an export is of Float32 or Int8");
        }

        var store = new RecordStore(space);
        var found = new Found();
        new TreeWalker(options, rules).Walk(roots, _ => new Visitor(found, store), cancellationToken);
        found.Files.Sort(static (one, other) => one.Path.CompareTo(other.Path));
        long rows = found.Files.Sum(file => (long)file.Count);
        using NpyWriter vectors = NpyWriter.Create(Path.Combine(directory, "vectors.npy"), type, [rows, space.Dimensions]);
        using NpyWriter? scales = type == ElementType.Int8 ? NpyWriter.Create(Path.Combine(directory, "scales.npy"), ElementType.Float32, [rows]) : null;
        using AtomicFile paths = AtomicFile.Create(Path.Combine(directory, "paths.jsonl"));
        WriteRows(found, store, options.FollowLinks, paths.Stream, vectors, scales, cancellationToken);
        paths.Commit();
        scales?.Commit();
        vectors.Commit();
        return new ExportSummary(found.Files.Count, rows, space.Dimensions, found.Stale, found.Problems);
    }

    private static void WriteRows(Found found, RecordStore store, bool follow, Stream paths, NpyWriter vectors, NpyWriter? scales, CancellationToken cancellationToken)
    {
        using var json = new Utf8JsonWriter(paths, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        byte[] value = new byte[AttributeCapacity.Max];
        float[] row = new float[store.Space.Dimensions];
        sbyte[] integers = new sbyte[store.Space.Dimensions];
        long at = 0;
        foreach ((RawPath path, int count) in found.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!TryRead(path, store, value, follow, out int length))
            {
                throw new VfsException($"{path} changed while it was exported", path.ToString(), "run the command again");
            }

            VectorRecord.TryRead(value.AsSpan(0, length), out VectorRecord record);
            if (record.Count != count || !record.IsOf(store.Space))
            {
                throw new VfsException($"the vectors of {path} changed while they were exported", path.ToString(), "run the command again");
            }

            for (int i = 0; i < count; i++, at++)
            {
                record.CopyTo(i, row);
                if (scales is null)
                {
                    vectors.Write<float>(row);
                }
                else
                {
                    float scale = ElementConversion.ToInt8(row, integers);
                    vectors.Write<sbyte>(integers);
                    scales.Write(MemoryMarshal.CreateReadOnlySpan(ref scale, 1));
                }

                WriteLine(json, paths, at, path, record.WindowOf(i));
            }
        }
    }

    private static void WriteLine(Utf8JsonWriter json, Stream stream, long row, RawPath path, VectorWindow window)
    {
        json.WriteStartObject();
        json.WriteNumber("row"u8, row);
        if (Utf8.IsValid(path.Bytes))
        {
            json.WriteString("path"u8, path.Bytes);
        }
        else
        {
            json.WriteString("path"u8, path.ToString());
            json.WriteBase64String("path_base64"u8, path.Bytes);
        }

        json.WriteNumber("offset"u8, window.Offset);
        json.WriteNumber("length"u8, window.Length);
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        stream.Write("\n"u8);
    }

    private static bool TryRead(RawPath path, RecordStore store, byte[] value, bool follow, out int length)
    {
        length = 0;
        if (RawFile.Open(path, follow, out RawFile? file) != SystemError.None)
        {
            return false;
        }

        using (file)
        {
            return file!.GetAttribute(store.Name, value, out length) == SystemError.None && store.Judge(value.AsSpan(0, length), file.Status, out _) == RecordState.Fresh;
        }
    }

    private sealed class Found
    {
        public Lock Gate { get; } = new();

        public List<(RawPath Path, int Count)> Files { get; } = [];

        public List<WalkProblem> Problems { get; } = [];

        public long Stale { get; set; }
    }

    private sealed class Visitor(Found found, RecordStore store) : IWalkVisitor
    {
        private readonly byte[] value = new byte[AttributeCapacity.Max];

        public void Visit(in WalkedFile file)
        {
            SystemError error = file.GetAttribute(store.Name, value, out int length);
            if (error is SystemError.NoAttribute or SystemError.NotSupported)
            {
                return;
            }

            FileStatus status = default;
            if (error != SystemError.None || (error = file.GetStatus(out status)) != SystemError.None)
            {
                Report(new WalkProblem(file.Path, error));
                return;
            }

            RecordState state = store.Judge(value.AsSpan(0, length), status, out _);
            VectorRecord.TryRead(value.AsSpan(0, length), out VectorRecord record);
            int count = state == RecordState.Fresh ? record.Count : 0;
            RawPath path = file.Path;
            lock (found.Gate)
            {
                if (count > 0)
                {
                    found.Files.Add((path, count));
                }
                else
                {
                    found.Stale++;
                }
            }
        }

        public void Report(WalkProblem problem)
        {
            lock (found.Gate)
            {
                found.Problems.Add(problem);
            }
        }
    }
}
