using System.Buffers;
using System.Text;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>Makes rules of the lines of a list.</summary>
/// <remarks>One instance a build. What is no rule has a reason, and whether it is broken or only says nothing about whole pages.</remarks>
internal sealed class RuleParser
{
    public const string BadHost = "no host name or address";
    public const string Fragment = "a fragment of a home page; a list that means the host has to name it alone";
    public const string TooManyWords = "more than one word in a line";
    public const string TooLong = "the path has more than 4096 bytes";
    public const string NoHostsLine = "no line of a hosts file that blocks: its address is a real one";
    public const string Elements = "hides elements of pages";
    public const string Parts = "a pattern over addresses of parts of pages";
    public const string Requests = "for certain requests only, by its options";

    // Options of Adblock filters that leave a filter one for whole pages.
    private static readonly string[] PageOptions = ["document", "doc", "all", "important"];

    // Names that hosts files give to the machine itself.
    private static readonly string[] OwnNames =
        ["localhost", "localhost.localdomain", "local", "broadcasthost", "ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix", "ip6-allnodes", "ip6-allrouters", "ip6-allhosts", "0.0.0.0"];

    private static readonly SearchValues<byte> Space = SearchValues.Create(" \t"u8);
    private static readonly SearchValues<byte> BehindHost = SearchValues.Create("/\\?#:@"u8);
    private static readonly SearchValues<byte> InPatterns = SearchValues.Create("/^*|?:"u8);

    private readonly UrlNormalizer url = new(new UrlNormalizerOptions { KeepTracking = true });
    private readonly byte[] host = new byte[HostName.MaxLength];
    private int hostLength;

    /// <summary>What <see cref="Rule"/> is told; the spans are valid during the call.</summary>
    public interface IRules
    {
        /// <summary>A rule about a host and what is below it.</summary>
        void Domain(ReadOnlySpan<byte> host, bool isName, bool isException);

        /// <summary>A rule about a host and the beginning of path and query, in lower case.</summary>
        void Url(ReadOnlySpan<byte> host, bool isName, ReadOnlySpan<byte> prefix);

        /// <summary>A regular expression that compiles.</summary>
        void Expression(string pattern);

        /// <summary>The line, or a word of it, is no rule.</summary>
        void Problem(string reason, bool isRejected);
    }

    /// <summary>Tells what the lines at the beginning of a list look like.</summary>
    public static ListFormat Detect(ReadOnlySpan<byte> sample)
    {
        ListFormat? hosts = null;
        foreach (Range range in sample.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = sample[range].Trim(" \t\r"u8);
            if (line.StartsWith("[Adblock"u8) || line.StartsWith("||"u8) || line.StartsWith("@@||"u8) || !line.StartsWith("#"u8) && line.IndexOf("##"u8) > 0)
            {
                return ListFormat.Adblock;
            }

            if (hosts is null && !line.IsEmpty && line[0] is not ((byte)'#' or (byte)'!'))
            {
                int word = line.IndexOfAny(Space);
                hosts = word > 0 && IsAddress(line[..word]) && line[word..].TrimStart(" \t"u8) is { IsEmpty: false } rest && rest[0] != '#' ? ListFormat.Hosts : ListFormat.Plain;
            }
        }

        return hosts ?? ListFormat.Plain;
    }

    /// <summary>Reads one line.</summary>
    public void Rule(ReadOnlySpan<byte> line, ListFormat format, IRules rules)
    {
        line = line.Trim(" \t\r"u8);
        if (line.IsEmpty)
        {
            return;
        }

        switch (format)
        {
            case ListFormat.Expressions:
                ReadExpression(line, rules);
                break;
            case ListFormat.Adblock:
                ReadFilter(line, rules);
                break;
            case ListFormat.Hosts:
                ReadHosts(WithoutComment(line), rules);
                break;
            default:
                ReadPlain(WithoutComment(line), rules);
                break;
        }
    }

    private static void ReadExpression(ReadOnlySpan<byte> line, IRules rules)
    {
        if (line[0] == '#')
        {
            return;
        }

        string pattern = Encoding.UTF8.GetString(line);
        if (UrlExpression.TryCompile(pattern, out string reason) is null)
        {
            rules.Problem(reason, isRejected: true);
        }
        else
        {
            rules.Expression(pattern);
        }
    }

    private void ReadPlain(ReadOnlySpan<byte> line, IRules rules)
    {
        if (line.IsEmpty)
        {
            return;
        }

        if (line.ContainsAny(Space))
        {
            rules.Problem(TooManyWords, isRejected: true);
            return;
        }

        int scheme = line.IndexOf("://"u8);
        ReadOnlySpan<byte> rest = scheme > 0 && !line[..scheme].ContainsAny("/?.#"u8) ? line[(scheme + 3)..] : line;
        rest = rest.StartsWith("*."u8) ? rest[2..] : rest.StartsWith("."u8) ? rest[1..] : rest;
        if (rest.ContainsAny(BehindHost))
        {
            ReadUrl(rest, rules);
        }
        else if (TryHost(rest, out bool isName))
        {
            rules.Domain(host.AsSpan(0, hostLength), isName, isException: false);
        }
        else
        {
            rules.Problem(BadHost, isRejected: true);
        }
    }

    private void ReadUrl(ReadOnlySpan<byte> rest, IRules rules)
    {
        if (!url.TryNormalizeWithoutScheme(rest))
        {
            rules.Problem(BadHost, isRejected: true);
            return;
        }

        // "host/path/" is about "host/path" too, and "host/" about the host.
        ReadOnlySpan<byte> prefix = url.PathAndQuery.TrimEnd((byte)'/');
        if (prefix.IsEmpty && rest.Contains((byte)'#'))
        {
            rules.Problem(Fragment, isRejected: true);
            return;
        }

        if (prefix.IsEmpty)
        {
            rules.Domain(url.Host, url.HostIsName, isException: false);
            return;
        }

        if (prefix.Length > UrlPrefix.MaxLength)
        {
            rules.Problem(TooLong, isRejected: true);
            return;
        }

        Span<byte> lower = stackalloc byte[UrlPrefix.MaxLength];
        Ascii.ToLower(prefix, lower, out int length);
        rules.Url(UrlPrefix.Site(url.Host), url.HostIsName, lower[..length]);
    }

    private void ReadHosts(ReadOnlySpan<byte> line, IRules rules)
    {
        if (line.IsEmpty)
        {
            return;
        }

        int word = line.IndexOfAny(Space);
        if (word < 0 || !IsNowhere(line[..word]))
        {
            // Multicast and link-local addresses stand in the head of such files, with names of the machine.
            bool isOwn = word > 0 && IsAddress(line[..word]) && IsOwn(line[(word + 1)..].Trim(Blank));
            if (!isOwn)
            {
                rules.Problem(NoHostsLine, isRejected: true);
            }

            return;
        }

        for (line = line[word..].Trim(Blank); !line.IsEmpty; line = word < 0 ? default : line[word..].TrimStart(Blank))
        {
            word = line.IndexOfAny(Space);
            ReadOnlySpan<byte> name = word < 0 ? line : line[..word];
            if (IsOwn(name))
            {
                continue;
            }

            if (TryHost(name, out bool isName))
            {
                rules.Domain(host.AsSpan(0, hostLength), isName, isException: false);
            }
            else
            {
                rules.Problem(BadHost, isRejected: true);
            }
        }
    }

    private void ReadFilter(ReadOnlySpan<byte> line, IRules rules)
    {
        if (line[0] is (byte)'!' or (byte)'[' || line.SequenceEqual("#"u8) || line.StartsWith("# "u8))
        {
            return;
        }

        if (line.IndexOf("##"u8) >= 0 || line.IndexOf("#@"u8) >= 0 || line.IndexOf("#?#"u8) >= 0 || line.IndexOf("#$#"u8) >= 0)
        {
            rules.Problem(Elements, isRejected: false);
            return;
        }

        bool isException = line.StartsWith("@@"u8);
        ReadOnlySpan<byte> rest = isException ? line[2..] : line;
        int dollar = rest.LastIndexOf((byte)'$');
        ReadOnlySpan<byte> options = dollar < 0 ? default : rest[(dollar + 1)..];
        rest = dollar < 0 ? rest : rest[..dollar];
        rest = rest.EndsWith("|"u8) ? rest[..^1] : rest;
        if (!rest.StartsWith("||"u8) || !rest.EndsWith("^"u8) || rest[2..^1].IsEmpty || rest[2..^1].ContainsAny(InPatterns))
        {
            rules.Problem(Parts, isRejected: false);
        }
        else if (!ArePageOptions(options))
        {
            rules.Problem(Requests, isRejected: false);
        }
        else if (TryHost(rest[2..^1], out bool isName))
        {
            rules.Domain(host.AsSpan(0, hostLength), isName, isException);
        }
        else
        {
            // "||ads." is a pattern, not a broken name.
            rules.Problem(Parts, isRejected: false);
        }
    }

    private static bool ArePageOptions(ReadOnlySpan<byte> options)
    {
        if (options.IsEmpty)
        {
            return true;
        }

        foreach (Range range in options.Split((byte)','))
        {
            string option = Encoding.UTF8.GetString(options[range]);
            if (!PageOptions.Contains(option))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryHost(ReadOnlySpan<byte> text, out bool isName)
    {
        bool isHost = HostName.TryNormalize(text, host, out hostLength, out HostKind kind);
        isName = kind == HostKind.Name;
        return isHost;
    }

    // A comment begins at the start of a line or behind white space: '#' within a word belongs to it.
    private static ReadOnlySpan<byte> WithoutComment(ReadOnlySpan<byte> line)
    {
        for (int at = line.IndexOf((byte)'#'); at >= 0;)
        {
            if (at == 0 || line[at - 1] is (byte)' ' or (byte)'\t')
            {
                return line[..at].TrimEnd(Blank);
            }

            int next = line[(at + 1)..].IndexOf((byte)'#');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return line;
    }

    private static ReadOnlySpan<byte> Blank => " \t"u8;

    private static bool IsAddress(ReadOnlySpan<byte> word) =>
        System.Net.IPAddress.TryParse(Encoding.ASCII.GetString(word), out _) && (word.Contains((byte)'.') || word.Contains((byte)':'));

    private static bool IsNowhere(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("0.0.0.0"u8) || word.StartsWith("127."u8) && IsAddress(word) || word.SequenceEqual("::"u8) || word.SequenceEqual("::1"u8) || word.SequenceEqual("0"u8);

    private static bool IsOwn(ReadOnlySpan<byte> name)
    {
        foreach (string own in OwnNames)
        {
            if (Ascii.Equals(name, own))
            {
                return true;
            }
        }

        return false;
    }
}
