using Portolan.Testing;

namespace Portolan.Tensors.Tests;

public sealed class NpyRowsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Rows_are_counted_when_all_are_written(int rows)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("rows.npy");
        using (var writer = NpyWriter.CreateRows(path, ElementType.Float32, [2, 3]))
        {
            for (int row = 0; row < rows; row++)
            {
                writer.Write<float>([row, 1, 2, 3, 4, 5]);
            }

            writer.Commit();
        }

        using NpyFile file = NpyFile.Open(path);
        file.Shape.ToArray().ShouldBe([rows, 2, 3]);
        file.ToSingles().ShouldBe([.. Enumerable.Range(0, rows).SelectMany(row => (float[])[row, 1, 2, 3, 4, 5])]);
        (new FileInfo(path).Length % 64).ShouldBe(rows * 24 % 64);
    }

    [Fact]
    public void A_row_that_is_begun_has_to_be_finished()
    {
        using var folder = new TemporaryFolder();
        using (var writer = NpyWriter.CreateRows(folder.File("rows.npy"), ElementType.Float32, [4]))
        {
            writer.Write<float>([1, 2, 3, 4, 5]);
            Should.Throw<InvalidOperationException>(writer.Commit).Message.ShouldContain("3 elements");
        }

        Directory.GetFiles(folder.Path).ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => NpyWriter.CreateRows(folder.File("rows.npy"), ElementType.Float32, [4, 0]));
    }
}
