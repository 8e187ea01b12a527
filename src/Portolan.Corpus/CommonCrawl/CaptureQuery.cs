namespace Portolan.Corpus.CommonCrawl;

/// <summary>What to look up in a snapshot's index.</summary>
/// <param name="Address">An address with or without scheme, or a host for <see cref="CaptureMatch.Host"/> and <see cref="CaptureMatch.Domain"/>.</param>
/// <param name="Match">How captures compare with it.</param>
public sealed record CaptureQuery(string Address, CaptureMatch Match = CaptureMatch.Exact)
{
    /// <summary>The earliest time.</summary>
    /// <value>1 to 14 digits of <c>yyyyMMddHHmmss</c>, included; null, the default, for no limit.</value>
    public string? From { get; init; }

    /// <summary>The latest time.</summary>
    /// <value>1 to 14 digits of <c>yyyyMMddHHmmss</c>, included as a whole (2024 is all of that year); null, the default, for no limit.</value>
    public string? To { get; init; }

    /// <summary>Conditions on fields, all of which must hold.</summary>
    /// <value>
    /// None by default. The index server's own form: <c>field:part</c>, <c>=field:value</c>, <c>~field:expression</c>, each with
    /// <c>!</c> in front for the opposite, such as <c>=status:200</c> and <c>!=mime-detected:application/pdf</c>.
    /// </value>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>At most so many captures.</summary>
    /// <value>Null, the default, for all.</value>
    public long? Limit { get; init; }

    /// <summary>The parameters for the index server, without page and format.</summary>
    /// <exception cref="CorpusException">A time, filter or limit has another form, or the address is empty.</exception>
    internal string ToParameters()
    {
        if (string.IsNullOrWhiteSpace(Address))
        {
            throw new CorpusException("the address to look up is empty", hint: "name a page or a host, such as example.org/about or example.org");
        }

        if (Limit < 1)
        {
            throw new CorpusException("the number of captures is below 1", hint: "leave the limit out to get all of them");
        }

        var parameters = new List<string> { "url=" + Uri.EscapeDataString(Address), "matchType=" + Match.ToString().ToLowerInvariant() };
        AddTime(parameters, "from", From);
        AddTime(parameters, "to", To);
        foreach (string filter in Filters)
        {
            ReadOnlySpan<char> name = filter.AsSpan().TrimStart("!=~");
            int colon = name.IndexOf(':');
            if (filter.Length - name.Length > 2 || colon <= 0)
            {
                throw new CorpusException($"'{filter}' is not a filter", hint: "write field:part, =field:value or ~field:expression, with ! in front for the opposite");
            }

            parameters.Add("filter=" + Uri.EscapeDataString(filter));
        }

        return string.Join('&', parameters);
    }

    private static void AddTime(List<string> parameters, string name, string? time)
    {
        if (time is null)
        {
            return;
        }

        if (time.Length is < 1 or > 14 || !time.All(char.IsAsciiDigit))
        {
            throw new CorpusException($"'{time}' is not a time", hint: "write the first digits of yyyyMMddHHmmss, such as 202405");
        }

        parameters.Add($"{name}={time}");
    }
}
