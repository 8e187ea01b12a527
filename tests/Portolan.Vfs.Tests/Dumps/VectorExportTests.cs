using System.Text.Json;
using Portolan.Tensors;
using Portolan.Vfs.Dumps;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Tests.Attributes;
using Portolan.Vfs.Tests.Indexing;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Tests.Dumps;

public sealed class VectorExportTests : IDisposable
{
    private readonly IndexedFolder folder = new();
    private readonly Testing.TemporaryFolder output = new();

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
    }

    [AttributeTheory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Int8)]
    public async Task Rows_are_the_vectors_in_the_order_of_paths(ElementType type)
    {
        folder.Write("b.txt", "second words");
        folder.Write("a.txt", string.Join("\n\n", Enumerable.Range(0, 30).Select(i => $"Paragraph {i} with some more words in it than one window takes.")));
        folder.Write("stale.txt", "old words");
        await folder.IndexAsync(options => options with { MaxVectors = 3 });
        File.AppendAllText(folder.PathOf("stale.txt"), " and new");

        ExportSummary summary = VectorExport.Write([new RawPath(folder.Root)], folder.Model.Space, output.Path, type, new WalkOptions(), null);
        (summary.Files, summary.Rows, summary.Stale).ShouldBe((2, 4, 1));
        using NpyFile vectors = NpyFile.Open(output.File("vectors.npy"));
        vectors.Shape.ToArray().ShouldBe([4, 64]);
        JsonElement[] lines = [.. File.ReadAllLines(output.File("paths.jsonl")).Select(line => JsonElement.Parse(line))];
        lines.Select(line => Path.GetFileName(line.GetProperty("path").GetString())).ShouldBe(["a.txt", "a.txt", "a.txt", "b.txt"]);
        lines[3].GetProperty("row").GetInt64().ShouldBe(3);

        float[] expected = new float[64];
        folder.Encoder.Encode(["second words"], expected);
        float[] row = [.. vectors.ToSingles()[(3 * 64)..]];
        if (type == ElementType.Int8)
        {
            using NpyFile scales = NpyFile.Open(output.File("scales.npy"));
            float scale = scales.ToSingles()[3];
            row = [.. row.Select(x => x * scale)];
        }

        for (int i = 0; i < 64; i++)
        {
            // Records hold 8-bit integers: an error of half a step of the largest number, about 0.35 here.
            row[i].ShouldBe(expected[i], 0.005f);
        }
    }
}
