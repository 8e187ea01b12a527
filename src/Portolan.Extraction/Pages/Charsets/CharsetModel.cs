using System.IO.Compression;
using System.Text;

namespace Portolan.Extraction.Pages.Charsets;

/// <summary>How often characters and pairs of characters occur in languages: what tells encodings apart that all bytes are valid in.</summary>
/// <remarks>Learned from labelled sentences; the layout is in <c>docs/formats/charset-indexes.md</c>. Costs are in eighths of a bit.</remarks>
internal sealed class CharsetModel
{
    /// <summary>Cost of a character that the language does not have: 15 bits.</summary>
    public const int UnknownCharacterCost = 120;

    /// <summary>Cost of what the encoding has no meaning for: 24 bits.</summary>
    public const int ErrorCost = 192;

    private const string ResourceName = "Portolan.Extraction.CharsetModel.zlib";

    private static readonly Lazy<CharsetModel> Loaded = new(Load);

    private readonly Dictionary<string, Language> languages = new(StringComparer.Ordinal);

    public static CharsetModel Instance => Loaded.Value;

    public Language this[string code] => languages[code];

    /// <summary>What of a character the model sees: letters in lower case, no digits, of ASCII nothing but letters.</summary>
    public static char ClassOf(char character)
    {
        if (character >= 0x80)
        {
            return char.ToLowerInvariant(character);
        }

        return char.IsAsciiLetter(character) ? (char)(character | 0x20) : char.IsAsciiDigit(character) ? '0' : ' ';
    }

    private static CharsetModel Load()
    {
        using Stream resource = typeof(CharsetModel).Assembly.GetManifestResourceStream(ResourceName)!;
        using var zlib = new ZLibStream(resource, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        zlib.CopyTo(memory);
        byte[] data = memory.ToArray();
        var model = new CharsetModel();
        int at = 0;
        int count = ReadNumber(data, ref at);
        for (int i = 0; i < count; i++)
        {
            int length = ReadNumber(data, ref at);
            string code = Encoding.ASCII.GetString(data, at, length);
            at += length;
            model.languages.Add(code, new Language(ReadTable(data, ref at), ReadTable(data, ref at)));
        }

        return model;
    }

    private static Dictionary<uint, byte> ReadTable(byte[] data, ref int at)
    {
        uint[] keys = new uint[ReadNumber(data, ref at)];
        uint previous = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = previous += (uint)ReadNumber(data, ref at);
        }

        var table = new Dictionary<uint, byte>(keys.Length);
        foreach (uint key in keys)
        {
            table.Add(key, data[at++]);
        }

        return table;
    }

    private static int ReadNumber(byte[] data, ref int at)
    {
        uint value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = data[at++];
            value |= (next & 0x7Fu) << shift;
            if (next < 0x80)
            {
                return (int)value;
            }
        }
    }

    /// <summary>One language.</summary>
    internal sealed class Language(Dictionary<uint, byte> characters, Dictionary<uint, byte> pairs)
    {
        /// <summary>Cost of a character on its own.</summary>
        public int CostOf(char character) => characters.TryGetValue(character, out byte cost) ? cost : UnknownCharacterCost;

        /// <summary>Cost of a class after another; a pair that was never seen costs what its second part does alone.</summary>
        public int CostOf(char first, char second) => pairs.TryGetValue(((uint)first << 16) | second, out byte cost) ? cost : CostOf(second);
    }
}
