namespace Portolan.Extraction.Metadata;

/// <summary>What is read of one object of a JSON-LD script.</summary>
internal sealed class JsonLdObject
{
    /// <summary>How well its type fits what a page is about: 2 an article, 1 another work, 0 anything else.</summary>
    public int Fit { get; set; }

    /// <summary>Whether it is the page's own, rather than part of another object such as a list of links.</summary>
    public bool IsTop { get; set; }

    public bool IsWebPage { get; set; }

    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? Headline { get; set; }

    public string? Published { get; set; }

    public string? Modified { get; set; }

    public string? Description { get; set; }

    public string? Language { get; set; }

    public string? Url { get; set; }

    /// <summary>Authors given as a plain string.</summary>
    public string? AuthorText { get; set; }

    /// <summary>Authors and publishers given as objects, by number.</summary>
    public List<int> Authors { get; } = [];

    public int Publisher { get; set; } = -1;

    public string? PublisherText { get; set; }

    public void Clear()
    {
        (Fit, IsTop, IsWebPage, Publisher) = (0, false, false, -1);
        Id = Name = Headline = Published = Modified = Description = Language = Url = AuthorText = PublisherText = null;
        Authors.Clear();
    }
}
