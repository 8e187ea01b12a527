using Portolan.Encoders.Models;
using Portolan.Encoders.UseLite;

namespace Portolan.Encoders.Tests.UseLite;

/// <summary>The packaged model, opened once for all tests.</summary>
internal static class TextModel
{
    private static readonly Lazy<UseLiteEncoder> Opened = new(() => UseLiteEncoder.Open(BuiltInModels.TextPack()));

    public static bool IsInstalled { get; } = Directory.Exists(BuiltInModels.TextPack().Directory);

    public static UseLiteEncoder Encoder => Opened.Value;

    public static float[] Encode(string text)
    {
        float[] vector = new float[Encoder.Space.Dimensions];
        Encoder.Encode([text], vector);
        return vector;
    }
}

/// <summary>A test that needs the packaged text model; skipped with a reason where npm has not installed it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TextModelFactAttribute : FactAttribute
{
    public TextModelFactAttribute()
    {
        if (!TextModel.IsInstalled)
        {
            Skip = "needs the text model (npm ci --prefix assets)";
        }
    }
}
