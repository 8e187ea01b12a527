using System.Text.Json;

namespace Portolan.Cli.Commands;

/// <summary>What some text comes to under a model.</summary>
internal struct LmTotal
{
    public double Log10;

    /// <summary>Words, with the end of each sentence counted as one.</summary>
    public long Tokens;

    public long Unknown;

    public readonly double Perplexity => Tokens == 0 ? 1 : Math.Pow(10, -Log10 / Tokens);

    public void Add(LmTotal other)
    {
        Log10 += other.Log10;
        Tokens += other.Tokens;
        Unknown += other.Unknown;
    }

    public readonly void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("log10"u8, Log10);
        writer.WriteNumber("tokens"u8, Tokens);
        writer.WriteNumber("oov"u8, Unknown);

        // A damaged model may have values that JSON has no words for.
        if (double.IsFinite(Perplexity))
        {
            writer.WriteNumber("perplexity"u8, Math.Round(Perplexity, 4));
        }
        else
        {
            writer.WriteNull("perplexity"u8);
        }
    }
}
