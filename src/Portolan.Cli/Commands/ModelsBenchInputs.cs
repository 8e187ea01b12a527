using System.Text;
using Portolan.Encoders;
using Portolan.Encoders.Images;

namespace Portolan.Cli.Commands;

/// <summary>What <c>models bench</c> encodes.</summary>
internal static class ModelsBenchInputs
{
    private const int Width = 320;
    private const int Height = 240;
    private const int MinWords = 4;
    private const int MaxWords = 40;

    private static readonly string[] Words =
        ("the of and a to in is that for it as was with on by harbour ship water chart coast wind light north island river stone bridge winter morning captain "
        + "measured careful between distance language machine network configure system update paper garden market price history quiet remember understand").Split(' ');

    /// <summary>Texts of 4 to 40 words, the same ones in every run.</summary>
    public static string[] Texts(int count)
    {
        ulong state = 1;
        var texts = new string[count];
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            text.Clear();
            for (int words = MinWords + (int)(Next(ref state) % (MaxWords - MinWords + 1)); words > 0; words--)
            {
                text.Append(Words[Next(ref state) % (ulong)Words.Length]).Append(words == 1 ? "." : " ");
            }

            texts[i] = text.ToString();
        }

        return texts;
    }

    /// <summary>The first lines of a file that are not blank.</summary>
    /// <exception cref="EncoderException">There is none.</exception>
    public static string[] Lines(string path, int count)
    {
        string[] lines = [.. File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line)).Take(count)];
        return lines.Length > 0 ? lines : throw new EncoderException($"{path} has no line that is not blank", path);
    }

    /// <summary>Colours that flow into each other, with noise on them; the same pictures in every run.</summary>
    public static PixelImage[] Pictures(int count)
    {
        ulong state = 2;
        var pictures = new PixelImage[count];
        for (int i = 0; i < count; i++)
        {
            byte[] pixels = new byte[Width * Height * 3];
            ulong tint = Next(ref state);
            for (int at = 0; at < pixels.Length; at += 3)
            {
                int x = at / 3 % Width, y = at / 3 / Width;
                ulong noise = Next(ref state);
                pixels[at] = (byte)((x * 200 / Width) + (int)(noise & 15) + (int)(tint & 31));
                pixels[at + 1] = (byte)((y * 200 / Height) + (int)((noise >> 8) & 15) + (int)((tint >> 8) & 31));
                pixels[at + 2] = (byte)(((x + y) * 200 / (Width + Height)) + (int)((noise >> 16) & 15) + (int)((tint >> 16) & 31));
            }

            pictures[i] = new PixelImage(Width, Height, pixels);
        }

        return pictures;
    }

    /// <summary>The first pictures of a directory, in ordinal order of their names, decoded; other files are passed over.</summary>
    /// <exception cref="EncoderException">There is none.</exception>
    public static PixelImage[] Pictures(string directory, int count, CommandContext context)
    {
        IImageDecoder decoder = Models.ImageDecoder;
        var pictures = new List<PixelImage>();
        foreach (string path in Directory.GetFiles(directory).Order(StringComparer.Ordinal))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            byte[] file = File.ReadAllBytes(path);
            if (pictures.Count < count && decoder.Recognises(file.AsSpan(0, Math.Min(16, file.Length))))
            {
                pictures.Add(decoder.Decode(file, ImageLimits.Default, path));
            }
        }

        return pictures.Count > 0 ? [.. pictures] : throw new EncoderException($"{directory} has no picture that can be read", directory);
    }

    // SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Next(ref ulong state)
    {
        ulong value = state += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
