using System.Globalization;

namespace Portolan.Cli.Commands;

/// <summary>Numbers as KenLM prints them: the fewest digits that read back the same, plain from 1e-6 up, <c>1.5e-7</c> below.</summary>
internal static class KenLmNumber
{
    private const int SmallestPlainExponent = -6;

    public static string Of(float value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int mark = text.IndexOf("E-", StringComparison.Ordinal);
        if (mark < 0)
        {
            return text;
        }

        int exponent = -int.Parse(text.AsSpan(mark + 2), CultureInfo.InvariantCulture);
        string sign = text[0] == '-' ? "-" : "";
        string digits = text[sign.Length..mark].Replace(".", "", StringComparison.Ordinal);
        return exponent >= SmallestPlainExponent
            ? string.Concat(sign, "0.", new string('0', -exponent - 1), digits)
            : string.Create(CultureInfo.InvariantCulture, $"{text[..mark]}e{exponent}");
    }
}
