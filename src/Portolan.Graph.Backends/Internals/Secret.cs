namespace Portolan.Graph.Backends.Internals;

/// <summary>A key that was read from the environment; it never prints itself.</summary>
internal sealed class Secret(string variable, string value)
{
    private const string Hidden = "***";

    /// <summary>The name of the variable, which may be shown.</summary>
    public string Variable => variable;

    /// <summary>The key itself, for the header alone.</summary>
    public string Reveal() => value;

    /// <summary>Foreign text with the key in it made harmless; servers do repeat keys in their messages.</summary>
    public string Redact(string text) => text.Replace(value, Hidden, StringComparison.Ordinal);

    public override string ToString() => Hidden;

    /// <summary>The key in a variable.</summary>
    /// <exception cref="BackendException">The variable is not set, or holds what no header can carry.</exception>
    public static Secret FromEnvironment(string variable, string backend)
    {
        string? value = Environment.GetEnvironmentVariable(variable)?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            throw new BackendException($"backend {backend} needs a key, and the environment variable {variable} is not set", $"export {variable}=…, or name another variable");
        }

        foreach (char character in value)
        {
            if (character is < '!' or > '~')
            {
                throw new BackendException($"the environment variable {variable} holds characters that no key has", $"look for quotes or line breaks in {variable}");
            }
        }

        return new Secret(variable, value);
    }
}
