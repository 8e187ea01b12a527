using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Portolan.Corpus.Urls;

/// <summary>Names of query parameters that change nothing on the page: they tell a site where a visitor came from, or who he is.</summary>
/// <remarks>The names are those that the services document for their advertisers and mailings; case does not count.</remarks>
internal static class TrackingParameters
{
    private const int MaxLength = 32;

    private static readonly string[] Beginnings = ["utm_", "mtm_", "matomo_", "piwik_", "pk_", "hsa_", "__hs", "_hs", "wt_zmc", "aspsessionid"];

    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal,
        // Click numbers of advertising networks.
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid", "fbclid", "msclkid", "yclid", "ysclid", "twclid",
        "ttclid", "li_fat_id", "epik", "rb_clickid", "wickedid", "zanpid", "irclickid", "cjevent", "scclid", "sc_cid", "rdt_cid", "awc", "vmcid",
        // Sharing on social networks.
        "fb_action_ids", "fb_action_types", "fb_ref", "fb_source", "igsh", "igshid", "_openstat",
        // Mailings and analysis of visits.
        "mc_cid", "mc_eid", "mkt_tok", "oly_anon_id", "oly_enc_id", "vero_id", "vero_conv", "s_cid", "_ga", "_gl", "_ke", "_kx", "hsctatracking",
        "ns_campaign", "ns_mchannel", "ns_source", "ns_linkname", "at_campaign", "at_medium", "bsft_clkid", "bsft_uid", "ml_subscriber", "ml_subscriber_hash",
        // Sessions.
        "jsessionid", "phpsessid");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a parameter, <c>name</c> or <c>name=value</c>, is one of them.</summary>
    public static bool Contains(ReadOnlySpan<byte> parameter)
    {
        int equals = parameter.IndexOf((byte)'=');
        ReadOnlySpan<byte> name = equals < 0 ? parameter : parameter[..equals];
        Span<char> lower = stackalloc char[MaxLength];
        if (Ascii.ToLower(name[..Math.Min(name.Length, MaxLength)], lower, out int length) != OperationStatus.Done)
        {
            return false;
        }

        ReadOnlySpan<char> word = lower[..length];
        foreach (string beginning in Beginnings)
        {
            if (word.StartsWith(beginning, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return name.Length <= MaxLength && Lookup.Contains(word);
    }

    /// <summary>Where a session number at the end of a path begins, such as <c>;jsessionid=…</c>; the path's length when there is none.</summary>
    public static int SessionStart(ReadOnlySpan<byte> path)
    {
        int semicolon = path.LastIndexOf((byte)';');
        ReadOnlySpan<byte> name = "jsessionid="u8;
        return semicolon >= 0 && path.Length > semicolon + name.Length && !path[semicolon..].Contains((byte)'/')
            && Ascii.EqualsIgnoreCase(path.Slice(semicolon + 1, name.Length), name)
            ? semicolon
            : path.Length;
    }
}
