using Portolan.Encoders;
using Portolan.Tensors;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Tests.Records;

public sealed class RecordPlanTests
{
    [Fact]
    public void Narrower_numbers_come_before_fewer_vectors()
    {
        // 512 numbers: 2,060 bytes a vector in f32, 1,036 in bf16, 524 in int8, and 68 for all.
        Plan(ElementType.Float32, 3, 6248).ShouldBe(new RecordPlan(ElementType.Float32, 3, RecordReduction.None));
        Plan(ElementType.Float32, 3, 6247).ShouldBe(new RecordPlan(ElementType.BFloat16, 3, RecordReduction.Narrower));
        Plan(ElementType.Float32, 3, 3175).ShouldBe(new RecordPlan(ElementType.Int8, 3, RecordReduction.Narrower));
        Plan(ElementType.Float32, 3, 1639).ShouldBe(new RecordPlan(ElementType.Int8, 2, RecordReduction.Narrower | RecordReduction.Fewer));
        Plan(ElementType.Float16, 3, 3175).ShouldBe(new RecordPlan(ElementType.Int8, 3, RecordReduction.Narrower));
        Plan(ElementType.Int8, 7, 4040).ShouldBe(new RecordPlan(ElementType.Int8, 7, RecordReduction.None));
        Plan(ElementType.Int8, 8, 4040).ShouldBe(new RecordPlan(ElementType.Int8, 7, RecordReduction.Fewer));
        Plan(ElementType.Int8, 8, 592).ShouldBe(new RecordPlan(ElementType.Int8, 1, RecordReduction.Fewer));
        Plan(ElementType.Int8, 8, 591).ShouldBeNull();
        Plan(ElementType.Int8, 1, -5).ShouldBeNull();
        Plan(ElementType.Int8, 100_000, long.MaxValue).ShouldBe(new RecordPlan(ElementType.Int8, VectorRecord.MaxCount, RecordReduction.Fewer));
    }

    [Fact]
    public void Merging_keeps_the_first_vector_and_covers_all_of_the_text()
    {
        EmbeddingSpace space = TestVectors.Space(dimensions: 24);
        for (int count = 2; count < 40; count += 3)
        {
            FileVectors vectors = TestVectors.Of(space, count);
            for (int kept = 1; kept < count; kept++)
            {
                FileVectors merged = RecordPlan.Merge(vectors, kept);
                merged.Count.ShouldBe(kept);
                ReadOnlySpan<VectorWindow> windows = merged.Windows.Span;
                windows[0].Offset.ShouldBe(0u);
                (windows[^1].Offset + windows[^1].Length).ShouldBe((uint)((count * 100) - 10));
                if (kept > 1)
                {
                    merged.Row(0).ToArray().ShouldBe(vectors.Row(0).ToArray(), 1e-6);
                    windows[0].Length.ShouldBe(90u);
                }

                int most = 0, least = int.MaxValue;
                for (int i = kept == 1 ? 0 : 1; i < kept; i++)
                {
                    VectorMath.Norm(merged.Row(i)).ShouldBe(1, 1e-5f);
                    int members = (int)((windows[i].Length + 10) / 100);
                    most = Math.Max(most, members);
                    least = Math.Min(least, members);
                    if (i > 0)
                    {
                        windows[i].Offset.ShouldBe(windows[i - 1].Offset + windows[i - 1].Length + 10);
                    }
                }

                (most - least).ShouldBeLessThanOrEqualTo(1);
            }

            RecordPlan.Merge(vectors, count).ShouldBeSameAs(vectors);
        }
    }

    private static RecordPlan? Plan(ElementType type, int count, long bytes) => RecordPlan.For(type, 512, count, bytes);
}
