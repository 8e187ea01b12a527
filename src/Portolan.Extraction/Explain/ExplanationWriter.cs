namespace Portolan.Extraction.Explain;

/// <summary>Writes HTML: markup as it is, and text of strangers so that it can only be text.</summary>
internal sealed class ExplanationWriter(TextWriter output)
{
    public void Raw(string markup) => output.Write(markup);

    /// <summary>Writes text; what no HTML document may hold (controls, half surrogate pairs) becomes U+FFFD.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '&':
                    output.Write("&amp;");
                    break;
                case '<':
                    output.Write("&lt;");
                    break;
                case '>':
                    output.Write("&gt;");
                    break;
                case '"':
                    output.Write("&quot;");
                    break;
                case '\'':
                    output.Write("&#39;");
                    break;
                case '\n' or '\t':
                    output.Write(c);
                    break;
                case '\r':
                    output.Write('\n');
                    break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                    {
                        output.Write(c);
                        output.Write(text[++i]);
                    }
                    else
                    {
                        output.Write(char.IsControl(c) || char.IsSurrogate(c) || c >= '\uFFFE' ? '\uFFFD' : c);
                    }

                    break;
            }
        }
    }
}
