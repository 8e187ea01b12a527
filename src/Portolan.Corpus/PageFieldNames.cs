using System.Text.Json;

namespace Portolan.Corpus;

/// <summary>The names of <see cref="PageField"/> in JSON, in the order of the enumeration.</summary>
internal static class PageFieldNames
{
    private static readonly JsonEncodedText[] Names =
    [
        JsonEncodedText.Encode("author"),
        JsonEncodedText.Encode("date"),
        JsonEncodedText.Encode("description"),
        JsonEncodedText.Encode("site_name"),
        JsonEncodedText.Encode("canonical_url"),
        JsonEncodedText.Encode("language_hint"),
        JsonEncodedText.Encode("comments"),
        JsonEncodedText.Encode("content_type"),
    ];

    public static int Count => Names.Length;

    public static JsonEncodedText Of(PageField field) => Names[(int)field];

    /// <summary>The field that the reader's property name stands for.</summary>
    public static bool TryFind(ref Utf8JsonReader reader, out PageField field)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (reader.ValueTextEquals(Names[i].EncodedUtf8Bytes))
            {
                field = (PageField)i;
                return true;
            }
        }

        field = default;
        return false;
    }
}
