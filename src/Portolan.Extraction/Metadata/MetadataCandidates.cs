namespace Portolan.Extraction.Metadata;

/// <summary>The best value met so far for each field: of the highest rank, and of these the first.</summary>
/// <remarks>Ranks are 1 to 100; their sources are listed where they are given.</remarks>
internal sealed class MetadataCandidates
{
    private const int FieldCount = (int)MetadataField.CanonicalUrl + 1;

    // A value longer than this is no title, name or address. Descriptions are cut, not dropped.
    private const int LongestValue = 2048;

    private readonly string?[] values = new string?[FieldCount];
    private readonly int[] ranks = new int[FieldCount];

    public void Clear()
    {
        Array.Clear(values);
        Array.Clear(ranks);
    }

    public string? this[MetadataField field] => values[(int)field];

    /// <summary>Whether a value of this rank would be taken; asked before a costly one is made.</summary>
    public bool Wants(MetadataField field, int rank) => rank > ranks[(int)field];

    /// <summary>Takes the value if it is better than what there is. Blank ones never are.</summary>
    public void Offer(MetadataField field, int rank, ReadOnlySpan<char> value)
    {
        if (!Wants(field, rank))
        {
            return;
        }

        value = value.Trim();
        if (value.Length > LongestValue)
        {
            if (field != MetadataField.Description)
            {
                return;
            }

            value = value[..LongestValue];
        }

        if (!value.IsEmpty)
        {
            Set(field, rank, InnerText.Collapse(value));
        }
    }

    /// <summary>Adds to the value of the same rank, separated by <c>; </c>, as several <c>meta</c> elements name several authors.</summary>
    public void Append(MetadataField field, int rank, string value)
    {
        string? present = values[(int)field];
        if (Wants(field, rank) || present is null)
        {
            Offer(field, rank, value);
        }
        else if (ranks[(int)field] == rank && present.Length + value.Length < LongestValue && !AuthorNames.Includes(present, value))
        {
            Set(field, rank, present + "; " + value);
        }
    }

    private void Set(MetadataField field, int rank, string value)
    {
        if (value.Length > 0)
        {
            values[(int)field] = value;
            ranks[(int)field] = rank;
        }
    }
}
