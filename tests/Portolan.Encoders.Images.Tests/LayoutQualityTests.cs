using System.Numerics.Tensors;
using Portolan.Testing;

namespace Portolan.Encoders.Images.Tests;

/// <summary>The descriptor on photographs; docs/guide/images.md has the figures that a benchmark measured.</summary>
public sealed class LayoutQualityTests
{
    private static readonly ImageLimits Limits = new() { SufficientSide = LayoutEncoder.SufficientSide };

    [SharedDataFact]
    public void Photographs_find_their_class_more_often_than_chance_and_their_copies_almost_always()
    {
        string[][] rows = [.. File.ReadLines(SharedData.PathOf("data/images/labels.csv")).Select(line => line.Split(',')).Where(cells => cells[0].StartsWith("imagen_", StringComparison.Ordinal))];
        rows.Length.ShouldBe(600);
        var decoder = new VipsImageDecoder();
        PixelImage[] pictures = [.. rows.Select(row => decoder.Decode(File.ReadAllBytes(SharedData.PathOf("data/images/files/" + row[0])), Limits, row[0]))];
        float[][] vectors = [.. pictures.Select(Encode)];

        int sameClass = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int[] nearest = [.. Enumerable.Range(0, rows.Length).Where(k => k != i).OrderByDescending(k => TensorPrimitives.Dot<float>(vectors[i], vectors[k])).Take(5)];
            sameClass += nearest.Count(k => rows[k][2] == rows[i][2]);
        }

        // Chance is 2 of 599, ten of the 3,000 that are counted here.
        sameClass.ShouldBeGreaterThan(50);

        int found = 0, copies = 0;
        for (int i = 0; i < rows.Length; i += 6)
        {
            PixelImage original = pictures[i];
            foreach (PixelImage copy in (PixelImage[])[
                ImageResize.Resize(original, original.Width / 2, original.Height / 2, ResizeFilter.Bicubic),
                ImageResize.CenterCrop(original, original.Width * 9 / 10, original.Height * 9 / 10)])
            {
                float[] vector = Encode(copy);
                int best = Enumerable.Range(0, rows.Length).MaxBy(k => TensorPrimitives.Dot<float>(vector, vectors[k]));
                found += best == i ? 1 : 0;
                copies++;
            }
        }

        found.ShouldBeGreaterThan(copies * 95 / 100);
    }

    private static float[] Encode(PixelImage picture)
    {
        using var encoder = new LayoutEncoder();
        float[] vector = new float[LayoutEncoder.Dimensions];
        encoder.Encode([picture], vector);
        return vector;
    }
}
