using System.Globalization;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Whether a feature of a block, or of a neighbour, is below a threshold.</summary>
internal readonly record struct Question(int Column, int Shift, float Threshold)
{
    public static Question Parse(string text)
    {
        int less = text.IndexOf('<', StringComparison.Ordinal), bracket = text.IndexOf('[', StringComparison.Ordinal);
        string name = text[..(bracket < 0 ? less : bracket)];
        int column = Array.IndexOf(FeatureTable.Names, name);
        return new Question(
            column >= 0 ? column : throw new FormatException($"no feature is named {name}"),
            bracket < 0 ? 0 : int.Parse(text.AsSpan(bracket + 1, text.IndexOf(']', StringComparison.Ordinal) - bracket - 1), CultureInfo.InvariantCulture),
            float.Parse(text.AsSpan(less + 1), CultureInfo.InvariantCulture));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{FeatureTable.Names[Column]}{(Shift == 0 ? "" : $"[{Shift.ToString(CultureInfo.InvariantCulture)}]")}<{Threshold:0.######}");
}
