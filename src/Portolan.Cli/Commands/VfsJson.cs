using System.Text.Json;
using System.Text.Unicode;
using Portolan.Vfs;

namespace Portolan.Cli.Commands;

/// <summary>Paths in JSON, which has no bytes.</summary>
internal static class VfsJson
{
    /// <summary>Writes <c>path</c>, and <c>path_base64</c> where the path is no UTF-8 and <c>path</c> can only resemble it.</summary>
    public static void WritePath(Utf8JsonWriter writer, RawPath path)
    {
        if (Utf8.IsValid(path.Bytes))
        {
            writer.WriteString("path"u8, path.Bytes);
            return;
        }

        writer.WriteString("path"u8, path.ToString());
        writer.WriteBase64String("path_base64"u8, path.Bytes);
    }
}
