namespace Portolan.Cli.Defaults;

/// <summary>A value in portolan.yaml.</summary>
/// <param name="Key">The nested keys joined with dots.</param>
/// <param name="Values">One value, or the items of a list.</param>
/// <param name="Line">Line in the file, from 1.</param>
internal sealed record ConfigurationEntry(string Key, IReadOnlyList<string> Values, long Line);
