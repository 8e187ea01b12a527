using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Portolan.Encoders.Images;
using Portolan.Encoders.Images.Layout;
using Portolan.Encoders.Models;
using Portolan.Testing;

namespace Portolan.Encoders.Tests.Images;

public sealed class LayoutEncoderTests
{
    private static readonly LayoutEncoder Encoder = new();

    [Fact]
    public void Vectors_have_length_one()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            float[] vector = Encode(Scenes.Paint(seed, 20 + ((int)seed * 17), 300 - ((int)seed * 13)));
            TensorPrimitives.Norm<float>(vector).ShouldBe(1, 1e-5f);
        }
    }

    [Fact]
    public void Pictures_of_one_colour_and_of_every_shape_are_described()
    {
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (1, 4000), (4000, 1), (3, 3), (65_535, 1), (128, 128), (17, 16)])
        {
            foreach (byte level in (byte[])[0, 128, 255])
            {
                byte[] pixels = new byte[width * height * 3];
                pixels.AsSpan().Fill(level);
                float[] vector = Encode(new PixelImage(width, height, pixels));
                vector.ShouldAllBe(value => float.IsFinite(value));
                TensorPrimitives.Norm<float>(vector).ShouldBe(1, 1e-5f, $"{width} × {height} of {level}");
            }
        }
    }

    [Fact]
    public void Bits_are_the_same_on_every_machine()
    {
        // A digest of vectors written down once: it changes when the arithmetic does, and then LayoutEncoder.Revision must too.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (ulong seed = 0; seed < 8; seed++)
        {
            hash.AppendData(MemoryMarshal.AsBytes<float>(Encode(Scenes.Paint(seed, 150 + ((int)seed * 31), 211))));
        }

        Golden.Equal("images/layout.txt", $"revision {LayoutEncoder.Revision}: {Convert.ToHexStringLower(hash.GetHashAndReset())}\n");
    }

    [Fact]
    public void A_vector_does_not_depend_on_its_neighbours_or_on_threads()
    {
        PixelImage[] scenes = [.. Enumerable.Range(0, 12).Select(seed => Scenes.Paint((ulong)seed, 90, 70))];
        float[] together = new float[scenes.Length * LayoutEncoder.Dimensions];
        Encoder.Encode(scenes, together);
        Parallel.For(0, scenes.Length * 4, i =>
            Encode(scenes[i % scenes.Length]).AsSpan().SequenceEqual(together.AsSpan(i % scenes.Length * LayoutEncoder.Dimensions, LayoutEncoder.Dimensions)).ShouldBeTrue());
    }

    [Fact]
    public void A_mirror_image_has_the_same_vector()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            PixelImage scene = Scenes.Paint(seed, 160, 121);
            Cosine(Encode(scene), Encode(Scenes.Mirror(scene))).ShouldBe(1, 1e-4f);
        }
    }

    [Fact]
    public void Changed_copies_are_nearer_to_their_original_than_any_other_scene()
    {
        const int count = 60;
        float[][] vectors = [.. Enumerable.Range(0, count).Select(seed => Encode(Scenes.Paint((ulong)seed, 200, 150)))];
        var missed = new List<string>();
        for (int i = 0; i < count; i++)
        {
            PixelImage scene = Scenes.Paint((ulong)i, 200, 150);
            (string, PixelImage)[] copies =
            [
                ("half size", ImageResize.Resize(scene, 100, 75, ResizeFilter.Bicubic)),
                ("twice the size", ImageResize.Resize(scene, 400, 300, ResizeFilter.Lanczos)),
                ("cropped", ImageResize.CenterCrop(scene, 180, 135)),
                ("flattened", ImageResize.Resize(scene, 200, 128, ResizeFilter.Bilinear)),
                ("brightened", Scenes.Map(scene, level => (byte)Math.Min(255, level + 15))),
                ("coarse levels", Scenes.Map(scene, level => (byte)(level & 0xF0))),
            ];
            foreach ((string name, PixelImage copy) in copies)
            {
                float[] vector = Encode(copy);
                int best = Enumerable.Range(0, count).MaxBy(k => Cosine(vector, vectors[k]));
                if (best != i)
                {
                    missed.Add($"{name} of {i} is nearer to {best}");
                }
            }
        }

        // 360 copies; the scenes are painted with the same brush, so a few may be taken for one another.
        missed.Count.ShouldBeLessThan(8, string.Join(", ", missed));
    }

    [Fact]
    public void Colours_and_shapes_both_count()
    {
        PixelImage scene = Scenes.Paint(3, 160, 120);
        float[] vector = Encode(scene);
        Cosine(vector, Encode(Scenes.Map(scene, level => (byte)(255 - level)))).ShouldBeLessThan(0.98f);
        Cosine(vector, Encode(Scenes.Paint(4, 160, 120))).ShouldBeLessThan(0.98f);
    }

    [Fact]
    public void Too_little_room_is_refused() =>
        Should.Throw<ArgumentException>(() => Encoder.Encode([Scenes.Paint(1, 9, 9)], new float[LayoutEncoder.Dimensions - 1]));

    [Fact]
    public void A_cancelled_token_ends_the_work() =>
        Should.Throw<OperationCanceledException>(() => Encoder.Encode([Scenes.Paint(1, 9, 9)], new float[LayoutEncoder.Dimensions], new CancellationToken(true)));

    [Fact]
    public void The_pack_opens_to_the_encoder()
    {
        ModelPack pack = BuiltInModels.ImagePack();
        var catalog = new ModelCatalog([new LayoutOpener()], [pack]);
        using EmbeddingModel model = catalog.Open(catalog.Find("image-layout"));
        model.Text.ShouldBeNull();
        model.Image!.Space.ShouldBe(pack.Space);
        (pack.Space.Name, pack.Space.Dimensions).ShouldBe(("image-layout", 544));
        model.Image.CostOf(Scenes.Paint(1, 9, 8)).ShouldBe(72);
    }

    [Fact]
    public void A_pack_of_another_revision_is_refused()
    {
        ModelPack pack = BuiltInModels.ImagePack();
        var other = new ModelPack("", pack.Manifest with { Settings = pack.Manifest.Settings.SetItem("revision", "0") });
        Should.Throw<EncoderException>(() => new LayoutOpener().Open(other, 1)).Message.ShouldContain("descriptor of this version");
    }

    [Fact]
    public void Cube_roots_are_exact_to_a_few_units()
    {
        for (float x = 1e-7f; x <= 1; x *= 1.001f)
        {
            float root = OklabPlanes.CubeRoot(Vector256.Create(x))[3];
            root.ShouldBe(MathF.Cbrt(x), root * 4e-7f);
        }

        OklabPlanes.CubeRoot(Vector256<float>.Zero)[0].ShouldBeInRange(0, 1e-9f);
    }

    [Fact]
    public void Angles_are_those_of_the_arc_tangent()
    {
        for (int degrees = 0; degrees < 360; degrees++)
        {
            (float sine, float cosine) = MathF.SinCos(degrees * MathF.PI / 180);
            float expected = degrees % 180 / 180f;
            float found = GradientHistogram.Angle(cosine, sine);
            Math.Min(Math.Abs(found - expected), 1 - Math.Abs(found - expected)).ShouldBeLessThan(2e-5f, $"{degrees}°");
        }
    }

    [Fact]
    public void Oklab_has_the_published_values()
    {
        // Ottosson's page gives white as (1, 0, 0) and, for sRGB's primaries, these.
        using OklabPlanes planes = OklabPlanes.Of(new PixelImage(5, 1, [255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0]));
        float[] expected = [1, 0, 0, 0.62796f, 0.22486f, 0.12585f, 0.86644f, -0.23389f, 0.17950f, 0.45201f, -0.03246f, -0.31153f, 0, 0, 0];
        for (int i = 0; i < 5; i++)
        {
            planes.Lightness[i].ShouldBe(expected[i * 3], 1e-4f);
            planes.A[i].ShouldBe(expected[(i * 3) + 1], 1e-4f);
            planes.B[i].ShouldBe(expected[(i * 3) + 2], 1e-4f);
        }
    }

    private static float[] Encode(PixelImage image)
    {
        float[] vector = new float[LayoutEncoder.Dimensions];
        Encoder.Encode([image], vector);
        return vector;
    }

    private static float Cosine(float[] x, float[] y) => TensorPrimitives.Dot<float>(x, y);
}
