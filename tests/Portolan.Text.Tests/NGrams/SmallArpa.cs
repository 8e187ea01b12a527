using System.Text;
using Portolan.Text.NGrams;

namespace Portolan.Text.Tests.NGrams;

/// <summary>A model that fits on a page: order 3, six words.</summary>
internal static class SmallArpa
{
    public const string Text = """
        \data\
        ngram 1=7
        ngram 2=8
        ngram 3=5

        \1-grams:
        -1.5	<unk>	0
        0	<s>	-0.4
        -0.9	</s>	0
        -0.7	a	-0.3
        -0.8	b	-0.25
        -1.1	c	-0.5
        -1.2	dé	0

        \2-grams:
        -0.3	<s> a	-0.2
        -0.9	<s> b	0
        -0.5	a b	-0.35
        -0.6	b a	-0.15
        -0.4	b c	0
        -0.45	c </s>	0
        -0.2	c a	0
        -0.65	a dé	0

        \3-grams:
        -0.1	<s> a b
        -0.15	a b a
        -0.25	a b c
        -0.35	b a b
        -0.05	b a dé

        \end\

        """;

    public static string Write(string folder, string text = Text)
    {
        string path = Path.Combine(folder, "model.arpa");
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The bytes of the model as <c>.plm</c>.</summary>
    public static byte[] ToPlm(string folder, NGramFormat format)
    {
        string plm = Path.Combine(folder, $"{format}.plm");
        NGramConverter.Convert(Write(folder), plm, format);
        return File.ReadAllBytes(plm);
    }

    public static int[] Numbers(NGramModel model, string words) =>
        [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => model.Lookup(Encoding.UTF8.GetBytes(word)))];
}
