using System.Text;

namespace Portolan.Vfs.Rules;

/// <summary>Tells the type of a file from its name, or from how it begins.</summary>
internal static class FileTypes
{
    /// <summary>As many first bytes as <see cref="OfContent"/> looks at.</summary>
    public const int HeadBytes = 4096;

    private const int LongestExtension = 12;

    private const string TextExtensions =
        "txt text md markdown mkd mdown rst adoc asciidoc html htm xhtml xht shtml org tex latex bib texi texinfo log pod rtf me nfo 1st now news changes "
        + "changelog readme copyright license debian eml mbox srt vtt textile wiki man 1 2 3 4 5 6 7 8 po pot";

    private const string CodeExtensions =
        "c h cc cpp cxx hpp hh hxx inl m mm cs csx fs fsx fsi vb java kt kts scala groovy gradle go rs swift d zig nim v py pyw pyi pyx rb rake gemspec pl pm t "
        + "php phtml js mjs cjs jsx ts mts cts tsx vue svelte css scss sass less lua tcl r jl hs lhs ml mli elm erl hrl ex exs clj cljs edn lisp lsp el scm ss rkt "
        + "sh bash zsh fish ksh csh bat cmd ps1 psm1 awk sed sql pas pp dpr lpr inc asm s f f77 f90 f95 f03 for ada adb ads cob cbl pro vhd vhdl sv svh "
        + "cmake mk mak make am ac m4 in proto thrift graphql gql tf hcl nix dockerfile json jsonl ndjson json5 yaml yml toml ini cfg conf config properties "
        + "xml xsd xsl xslt svg plist csv tsv desktop service socket timer rules spec diff patch ipynb cu cuh cl glsl hlsl vert frag wgsl sol dart vala gd "
        + "csproj fsproj props targets sln slnx editorconfig gitignore gitattributes env example sample dist template tmpl j2 el coffee litcoffee";

    private const string ImageExtensions = "jpg jpeg jpe jfif png webp gif bmp dib";

    private static readonly Dictionary<string, FileType> Extensions = Table();

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> CodeNames =
        new HashSet<string>(
            ["makefile", "gnumakefile", "dockerfile", "rakefile", "gemfile", "vagrantfile", "jenkinsfile", "kconfig", "justfile"], StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly Dictionary<string, FileType>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Extensions.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What the name says, in any case of letters; null when it says nothing.</summary>
    /// <param name="name">The file's own name. An ending of compression (<c>.gz</c>) is looked through.</param>
    public static FileType? OfName(ReadOnlySpan<byte> name)
    {
        Span<char> lower = stackalloc char[LongestExtension];
        if (EndsWithGz(name))
        {
            name = name[..^3];
        }

        int dot = name.LastIndexOf((byte)'.');
        if (dot < 0)
        {
            return TryLower(name, lower, out int whole) && CodeNames.Contains(lower[..whole]) ? FileType.Code : null;
        }

        return TryLower(name[(dot + 1)..], lower, out int length) && Lookup.TryGetValue(lower[..length], out FileType type) ? type : null;
    }

    /// <summary>Whether a name ends in <c>.gz</c>, in any case of letters, and is more than that.</summary>
    public static bool EndsWithGz(ReadOnlySpan<byte> name) => name.Length > 3 && Ascii.EqualsIgnoreCase(name[^3..], ".gz"u8);

    /// <summary>What the first bytes say: <see cref="FileType.Text"/> when they are text of any kind; null when they are neither text nor known.</summary>
    /// <param name="head">The first bytes, <see cref="HeadBytes"/> of a file that has so many.</param>
    public static FileType? OfContent(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("%PDF-"u8))
        {
            return FileType.Pdf;
        }

        if (IsImage(head))
        {
            return FileType.Image;
        }

        return !LooksLikeText(head) ? null : IsScript(head) ? FileType.Code : FileType.Text;
    }

    /// <summary>The ending of a name without the dot, in lower case; empty when there is none or it is long.</summary>
    public static string ExtensionOf(ReadOnlySpan<byte> name)
    {
        name = EndsWithGz(name) ? name[..^3] : name;
        Span<char> lower = stackalloc char[LongestExtension];
        int dot = name.LastIndexOf((byte)'.');
        return dot >= 0 && TryLower(name[(dot + 1)..], lower, out int length) ? lower[..length].ToString() : "";
    }

    private static bool IsImage(ReadOnlySpan<byte> head) =>
        head is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..]
        || head is [0xFF, 0xD8, 0xFF, ..] || head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)
        || (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
        // A bitmap's header says four zero bytes at 6.
        || (head.Length >= 14 && head.StartsWith("BM"u8) && head[6..10].IndexOfAnyExcept((byte)0) < 0);

    private static bool IsScript(ReadOnlySpan<byte> head) => head.StartsWith("#!"u8);

    /// <summary>Whether there are no bytes that text never has; UTF-16 has zeros, and is known by its mark or by where they are.</summary>
    private static bool LooksLikeText(ReadOnlySpan<byte> head)
    {
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return true;
        }

        int odd = 0;
        int even = 0;
        int controls = 0;
        for (int i = 0; i < head.Length; i++)
        {
            byte value = head[i];
            if (value == 0)
            {
                _ = (i & 1) == 0 ? even++ : odd++;
            }
            else if (value is < 0x09 or 0x0B or (> 0x0D and < 0x1B) or (> 0x1B and < 0x20))
            {
                controls++;
            }
        }

        // Every second byte zero, nearly: UTF-16 of a text in Latin letters.
        bool utf16 = Math.Max(odd, even) * 10 >= head.Length * 4 && Math.Min(odd, even) * 50 <= head.Length;
        // Overstruck letters of printers and stray form feeds: a percent of controls is still text.
        return (odd + even == 0 || utf16) && controls * 100 <= head.Length;
    }

    private static bool TryLower(ReadOnlySpan<byte> name, Span<char> lower, out int length)
    {
        length = name.Length;
        if (name.Length > lower.Length)
        {
            return false;
        }

        for (int i = 0; i < name.Length; i++)
        {
            lower[i] = char.ToLowerInvariant((char)name[i]);
        }

        return true;
    }

    private static Dictionary<string, FileType> Table()
    {
        var table = new Dictionary<string, FileType>(StringComparer.Ordinal) { ["pdf"] = FileType.Pdf };
        foreach ((string list, FileType type) in new[] { (CodeExtensions, FileType.Code), (TextExtensions, FileType.Text), (ImageExtensions, FileType.Image) })
        {
            foreach (string extension in list.Split(' '))
            {
                table[extension] = type;
            }
        }

        return table;
    }
}
