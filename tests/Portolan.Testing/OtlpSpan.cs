namespace Portolan.Testing;

/// <summary>A span as it arrived; identifiers in hexadecimal, attributes as text.</summary>
public sealed record OtlpSpan(string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Attributes);
