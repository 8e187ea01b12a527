using System.Collections.Frozen;
using System.Text;
using Portolan.Storage;

namespace Portolan.Corpus.Urls;

/// <summary>Where the part of a host name that anyone can register begins: below <c>com</c>, <c>co.uk</c> or <c>github.io</c>.</summary>
/// <remarks>
/// The rules are those of https://publicsuffix.org/list: the longest rule that fits decides, an exception (<c>!</c>) before all,
/// <c>*</c> stands for one label, and a name that no rule fits has its last label as suffix. Immutable and thread-safe.
/// </remarks>
public sealed class PublicSuffixList
{
    private readonly FrozenDictionary<string, Rule> rules;
    private readonly FrozenDictionary<string, Rule>.AlternateLookup<ReadOnlySpan<char>> lookup;

    private PublicSuffixList(Dictionary<string, Rule> rules)
    {
        this.rules = rules.ToFrozenDictionary(StringComparer.Ordinal);
        lookup = this.rules.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    [Flags]
    private enum Rule : byte
    {
        None = 0,
        Name = 1,
        Wildcard = 2,
        Exception = 4,
        PrivateName = 8,
        PrivateWildcard = 16,
    }

    /// <summary>Number of names that rules are about.</summary>
    public int Count => rules.Count;

    /// <summary>Reads a list.</summary>
    /// <param name="path">A <c>public_suffix_list.dat</c>, or the <c>data/rules.js</c> of the npm package <c>psl</c>; null for what <c>PORTOLAN_PUBLIC_SUFFIX_LIST</c> names, else the packaged one.</param>
    /// <exception cref="StorageException">There is none, or the file is no such list.</exception>
    public static PublicSuffixList Load(string? path = null)
    {
        Dictionary<string, Rule> rules = new(StringComparer.Ordinal);
        foreach ((string text, bool isPrivate) in PublicSuffixFile.Read(PublicSuffixFile.Locate(path)))
        {
            Add(rules, text, isPrivate);
        }

        return new PublicSuffixList(rules);
    }

    /// <summary>Where in a host name its suffix and its registered domain begin.</summary>
    /// <param name="host">A name in the form of <see cref="UrlNormalizer.Host"/>; not a number.</param>
    /// <param name="withPrivate">Whether the suffixes of companies count, such as <c>github.io</c>, beside those of registries.</param>
    public PublicSuffix Find(ReadOnlySpan<byte> host, bool withPrivate = true)
    {
        if (host.Length is 0 or > HostName.MaxLength)
        {
            return new PublicSuffix(0, -1, IsListed: false, IsPrivate: false);
        }

        Span<char> text = stackalloc char[host.Length];
        Ascii.ToUtf16(host, text, out _);
        int suffix = host.LastIndexOf((byte)'.') + 1;
        bool isListed = false, isPrivate = false;

        // From the last label to the whole name: a longer match replaces a shorter one. "above" is where the suffix one label longer begins.
        for (int start = suffix; ; start = Above(host, start))
        {
            if (lookup.TryGetValue(text[start..], out Rule rule))
            {
                if ((rule & Rule.Exception) != 0)
                {
                    int dot = host[start..].IndexOf((byte)'.');
                    (suffix, isListed, isPrivate) = (start + dot + 1, true, false);
                    break;
                }

                if ((rule & Rule.Name) != 0 && (withPrivate || (rule & Rule.PrivateName) == 0))
                {
                    (suffix, isListed, isPrivate) = (start, true, (rule & Rule.PrivateName) != 0);
                }

                if ((rule & Rule.Wildcard) != 0 && start > 0 && (withPrivate || (rule & Rule.PrivateWildcard) == 0))
                {
                    (suffix, isListed, isPrivate) = (Above(host, start), true, (rule & Rule.PrivateWildcard) != 0);
                }
            }

            if (start == 0)
            {
                break;
            }
        }

        return new PublicSuffix(suffix, suffix == 0 ? -1 : Above(host, suffix), isListed, isPrivate);
    }

    /// <summary>The registered domain of a host, such as <c>example.co.uk</c> for <c>www.example.co.uk</c>.</summary>
    /// <param name="host">As people write it; letters beyond ASCII are taken.</param>
    /// <returns>In lower case and Punycode; null when the host is a public suffix itself, a number, or no host.</returns>
    public string? RegisteredDomain(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        Span<byte> name = stackalloc byte[HostName.MaxLength];
        if (!HostName.TryNormalize(Encoding.UTF8.GetBytes(host), name, out int length, out HostKind kind) || kind != HostKind.Name)
        {
            return null;
        }

        name = name[..length];
        int start = Find(name).RegisteredStart;
        return start < 0 ? null : Encoding.ASCII.GetString(name[start..]);
    }

    private static int Above(ReadOnlySpan<byte> host, int start) => start < 2 ? 0 : host[..(start - 1)].LastIndexOf((byte)'.') + 1;

    private static void Add(Dictionary<string, Rule> rules, string text, bool isPrivate)
    {
        Rule rule = isPrivate ? Rule.Name | Rule.PrivateName : Rule.Name;
        if (text.StartsWith('!'))
        {
            (rule, text) = (Rule.Exception, text[1..]);
        }
        else if (text.StartsWith("*.", StringComparison.Ordinal))
        {
            (rule, text) = (isPrivate ? Rule.Wildcard | Rule.PrivateWildcard : Rule.Wildcard, text[2..]);
        }

        Span<byte> name = stackalloc byte[HostName.MaxLength];
        if (HostName.TryNormalize(Encoding.UTF8.GetBytes(text), name, out int length, out HostKind kind) && kind == HostKind.Name)
        {
            string key = Encoding.ASCII.GetString(name[..length]);
            rules[key] = rules.GetValueOrDefault(key) | rule;
        }
    }
}
