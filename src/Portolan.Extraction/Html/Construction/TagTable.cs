namespace Portolan.Extraction.Html.Construction;

/// <summary>The facts of each element of HTML, and of those of MathML and SVG that have any.</summary>
internal static class TagTable
{
    private static readonly TagFacts[] Facts = Make();

    public static TagFacts Of(HtmlTag tag) => Facts[(int)tag];

    /// <summary>The facts of an element that is not HTML's, its name in lower case.</summary>
    public static TagFacts OfForeign(HtmlNamespace space, ReadOnlySpan<char> name) => space switch
    {
        HtmlNamespace.MathMl when name is "mi" or "mo" or "mn" or "ms" or "mtext" => TagFacts.Foreign | TagFacts.Special | TagFacts.Scope | TagFacts.MathText,
        HtmlNamespace.MathMl when name is "annotation-xml" => TagFacts.Foreign | TagFacts.Special | TagFacts.Scope | TagFacts.AnnotationXml,
        HtmlNamespace.Svg when name is "foreignobject" or "desc" or "title" => TagFacts.Foreign | TagFacts.Special | TagFacts.Scope | TagFacts.HtmlPoint,
        _ => TagFacts.Foreign,
    };

    private static TagFacts[] Make()
    {
        var facts = new TagFacts[HtmlTags.Count];
        Add(facts, TagFacts.Special, "address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd "
            + "details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe "
            + "img input keygen li link listing main marquee menu meta nav noembed noframes noscript object ol p param plaintext pre script search "
            + "section select source style summary table tbody td template textarea tfoot th thead title tr track ul wbr xmp");
        Add(facts, TagFacts.Scope, "applet caption html table td th marquee object template");
        Add(facts, TagFacts.ListScope, "ol ul");
        Add(facts, TagFacts.ButtonScope, "button");
        Add(facts, TagFacts.TableScope, "html table template");
        Add(facts, TagFacts.ImpliedEnd, "dd dt li optgroup option p rb rp rt rtc");
        Add(facts, TagFacts.ThoroughlyImpliedEnd, "caption colgroup dd dt li optgroup option p rb rp rt rtc tbody td tfoot th thead tr");
        Add(facts, TagFacts.SelectScopePassed, "optgroup option");
        Add(facts, TagFacts.Fostering, "table tbody tfoot thead tr");
        return facts;
    }

    private static void Add(TagFacts[] facts, TagFacts fact, string names)
    {
        foreach (string name in names.Split(' '))
        {
            facts[(int)HtmlTags.Find(name)] |= fact;
        }
    }
}
