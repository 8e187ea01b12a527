using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Encoders.Images.Tests;

/// <summary>The files of eng/image_samples.py, with the pixels that Pillow reads from them.</summary>
internal static class Samples
{
    public static IReadOnlyList<Sample> All { get; } = Read();

    public static Sample Named(string name) => All.Single(sample => sample.Name == name);

    /// <summary>One of each format, the harder kind of it.</summary>
    public static IEnumerable<Sample> OneOfEach() =>
        ((string[])["jpeg-progressive", "jpeg-444", "png-RGBA", "png-interlaced", "gif-animated", "webp-lossy", "webp-alpha", "bmp-rle8", "bmp-rle4", "bmp-565", "bmp-32-alpha", "bmp-4-os2"]).Select(Named);

    private static List<Sample> Read()
    {
        var samples = new List<Sample>();
        foreach (string line in File.ReadLines(Repository.PathOf("tests/Portolan.Encoders.Images.Tests/Golden/samples.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            samples.Add(new Sample(
                root.GetProperty("name").GetString()!,
                root.GetProperty("file").GetBytesFromBase64(),
                root.GetProperty("width").GetInt32(),
                root.GetProperty("height").GetInt32(),
                root.GetProperty("rgb").GetBytesFromBase64(),
                root.GetProperty("tolerance").GetInt32()));
        }

        return samples;
    }
}

/// <summary>A picture file and what it shows.</summary>
internal sealed record Sample(string Name, byte[] File, int Width, int Height, byte[] Pixels, int Tolerance);
