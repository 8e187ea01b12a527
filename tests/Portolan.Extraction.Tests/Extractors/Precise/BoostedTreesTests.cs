using Portolan.Extraction.Extractors.Precise;

namespace Portolan.Extraction.Tests.Extractors.Precise;

public sealed class BoostedTreesTests
{
    [Fact]
    public void A_leaf_is_found_by_the_answers_as_binary_digits()
    {
        BoostedTrees trees = BoostedTrees.Parse(["LogWords<2 LinkShare[1]<0.5 | 1 2 3 4"]);
        var table = new FeatureTable();
        table.Reset(2);
        table[Column.LogWords][0] = 1;
        table[Column.LogWords][1] = 3;
        table[Column.LinkShare][1] = 0.7f;
        float[] sums = new float[2 + FeatureTable.VectorRoom];
        trees.Add(table, sums);
        sums[..2].ShouldBe([2f, 3f]);
    }

    [Fact]
    public void Vectors_sum_what_the_plain_loop_sums()
    {
        BoostedTrees trees = PreciseModel.Default.Second;
        var random = new Random(7);
        foreach (int rows in (int[])[1, 7, 8, 9, 31, 64])
        {
            var table = new FeatureTable();
            table.Reset(rows);
            for (int column = 0; column < FeatureTable.ColumnCount; column++)
            {
                foreach (ref float value in table[column])
                {
                    value = (float)((random.NextDouble() * 12) - 2);
                }
            }

            float[] vectors = new float[rows + FeatureTable.VectorRoom], plain = new float[rows + FeatureTable.VectorRoom];
            trees.Add(table, vectors);
            trees.AddScalar(table, plain);
            vectors[..rows].ShouldBe(plain[..rows]);
        }
    }

    [Fact]
    public void The_text_form_reads_what_it_writes()
    {
        string[] lines = [.. PreciseModel.Default.First.Write()];
        lines.Length.ShouldBeGreaterThan(10);
        BoostedTrees.Parse(lines).Write().ShouldBe(lines);
    }

    [Fact]
    public void An_unknown_feature_is_named() =>
        Should.Throw<FormatException>(() => BoostedTrees.Parse(["Beauty<2 | 1 2"])).Message.ShouldContain("Beauty");
}
