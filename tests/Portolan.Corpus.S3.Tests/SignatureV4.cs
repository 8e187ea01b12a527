using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portolan.Testing;

namespace Portolan.Corpus.S3.Tests;

/// <summary>The server's side of Signature Version 4 for requests without a body, from the description in the S3 documentation.</summary>
internal static class SignatureV4
{
    /// <summary>Whether a request that came over the wire is signed with a secret, by header or by query.</summary>
    public static bool IsSignedWith(LoopbackRequest request, string secret)
    {
        string[] target = request.Path.Split('?', 2);
        (string Name, string Value)[] query = target.Length < 2 ? [] : [.. target[1].Split('&').Select(static pair => Pair(pair))];
        string? inQuery = query.FirstOrDefault(static pair => pair.Name == "X-Amz-Signature").Value;
        Dictionary<string, string> fields = inQuery is not null ? query.ToDictionary(static pair => pair.Name, static pair => pair.Value) : Authorization(request);
        string credential = fields[inQuery is not null ? "X-Amz-Credential" : "Credential"];
        string[] signedHeaders = fields[inQuery is not null ? "X-Amz-SignedHeaders" : "SignedHeaders"].Split(';');
        string date = inQuery is not null ? fields["X-Amz-Date"] : request["X-Amz-Date"]!;
        string given = inQuery ?? fields["Signature"];

        var canonical = new StringBuilder();
        canonical.Append(CultureInfo.InvariantCulture, $"{request.Method}\n");
        canonical.Append(string.Join('/', target[0].Split('/').Select(static part => Uri.EscapeDataString(Uri.UnescapeDataString(part))))).Append('\n');
        canonical.AppendJoin('&', query.Where(static pair => pair.Name != "X-Amz-Signature")
            .Select(static pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}").Order(StringComparer.Ordinal)).Append('\n');
        foreach (string name in signedHeaders)
        {
            canonical.Append(CultureInfo.InvariantCulture, $"{name}:{request[name]?.Trim()}\n");
        }

        canonical.Append(CultureInfo.InvariantCulture, $"\n{string.Join(';', signedHeaders)}\n{(inQuery is not null ? "UNSIGNED-PAYLOAD" : request["x-amz-content-sha256"])}");
        string[] scope = credential.Split('/')[1..];
        string text = $"AWS4-HMAC-SHA256\n{date}\n{string.Join('/', scope)}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string step in scope)
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) == given;
    }

    private static (string Name, string Value) Pair(string pair)
    {
        string[] parts = pair.Split('=', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length < 2 ? "" : Uri.UnescapeDataString(parts[1]));
    }

    private static Dictionary<string, string> Authorization(LoopbackRequest request) =>
        request["Authorization"]!["AWS4-HMAC-SHA256 ".Length..].Split(',').Select(static field => field.Trim().Split('=', 2))
            .ToDictionary(static field => field[0], static field => field[1]);
}
