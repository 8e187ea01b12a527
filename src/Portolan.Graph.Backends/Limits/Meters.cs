namespace Portolan.Graph.Backends;

/// <summary>The names under which backends report what calls use up, as <see cref="NodeMetered.Meter"/>.</summary>
public static class Meters
{
    /// <summary>Requests sent, each try counted.</summary>
    public const string Requests = "requests";

    /// <summary>Of these, the ones that repeated a failed one.</summary>
    public const string Retries = "retries";

    /// <summary>Tokens of prompts.</summary>
    public const string TokensIn = "tokens_in";

    /// <summary>Tokens of replies.</summary>
    public const string TokensOut = "tokens_out";

    /// <summary>USD; not reported where the price of the model is unknown.</summary>
    public const string Cost = "cost";
}
