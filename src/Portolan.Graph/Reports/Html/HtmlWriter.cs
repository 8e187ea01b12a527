using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Portolan.Graph.Reports.Html;

/// <summary>Builds HTML and SVG in which every interpolated value is escaped; markup comes only from the literal parts.</summary>
/// <remarks>Labels and messages come from data and from servers, so escaping must not be something a caller can forget.</remarks>
internal sealed class HtmlWriter
{
    private readonly StringBuilder builder = new();

    /// <summary>Adds markup with escaped values; the handler has written them by the time it is called.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] ref Handler handler) => handler.EndOf(this);

    /// <summary>Adds markup that another writer made.</summary>
    public void AddMarkup(string markup) => builder.Append(markup);

    public override string ToString() => builder.ToString();

    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly StringBuilder builder;

        public Handler(int literalLength, int formattedCount, HtmlWriter writer)
        {
            _ = literalLength + formattedCount;
            builder = writer.builder;
        }

        public void EndOf(HtmlWriter writer) => System.Diagnostics.Debug.Assert(ReferenceEquals(builder, writer.builder));

        public void AppendLiteral(string value) => builder.Append(value);

        public void AppendFormatted(string? value)
        {
            // Neither HTML nor XML can contain most control characters or half a surrogate pair, not even escaped.
            string text = value ?? "";
            bool isClean = !text.AsSpan().ContainsAnyInRange('\0', '\u001F') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.AsSpan().ContainsAnyInRange('\uFFFE', '\uFFFF');
            builder.Append(WebUtility.HtmlEncode(isClean ? text : Clean(text)));
        }

        /// <summary>Whole numbers with a narrow space between thousands.</summary>
        public void AppendFormatted(long value) => builder.Append(Numbers.Count(value));

        /// <summary>Coordinates.</summary>
        public void AppendFormatted(double value) => builder.Append(value.ToString("0.##", CultureInfo.InvariantCulture));

        private static string Clean(string text)
        {
            var clean = new StringBuilder(text.Length);
            foreach (Rune rune in text.EnumerateRunes())
            {
                clean.Append(rune.Value is '\n' || (!Rune.IsControl(rune) && rune.Value is not (0xFFFE or 0xFFFF)) ? rune.ToString() : " ");
            }

            return clean.ToString();
        }
    }
}
