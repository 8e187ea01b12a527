using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Portolan.Corpus.Reports.Html;

/// <summary>Builds HTML in which every interpolated value is escaped; markup comes only from the literal parts.</summary>
/// <remarks>Page texts and addresses come from strangers' web pages, so escaping must not be something a caller can forget.</remarks>
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

        public void AppendFormatted(string? value) => builder.Append(WebUtility.HtmlEncode(value));

        public void AppendFormatted(long value) => builder.Append(Numbers.Count(value));

        public void AppendFormatted(double value) => builder.Append(value.ToString("0.##", CultureInfo.InvariantCulture));
    }
}
