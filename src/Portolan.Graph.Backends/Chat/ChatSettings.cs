namespace Portolan.Graph.Backends;

/// <summary>What is asked of a model beside the prompt. All of it is part of keys.</summary>
public sealed record ChatSettings
{
    /// <summary>Instructions that stand before the prompt.</summary>
    /// <value>Default null.</value>
    public string? System { get; init; }

    /// <summary>How freely tokens are drawn; 0 takes the likeliest.</summary>
    /// <value>Default null: the provider's default.</value>
    public double? Temperature { get; init; }

    /// <summary>The share of probability from which tokens are drawn.</summary>
    /// <value>Default null: the provider's default.</value>
    public double? TopP { get; init; }

    /// <summary>Tokens of the reply at most.</summary>
    /// <value>Default null: the provider's default. Set it where a cost ceiling is to be kept strictly.</value>
    public int? MaxTokens { get; init; }

    /// <summary>Seed of the drawing, where the provider has one.</summary>
    /// <value>Default null.</value>
    public long? Seed { get; init; }

    /// <summary>Texts before which the reply ends.</summary>
    /// <value>Default empty.</value>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>What the reply must fit; it is sent to the provider where that can use it, and checked here in any case.</summary>
    /// <value>Default null: any text.</value>
    public JsonSchema? JsonSchema { get; init; }

    /// <summary>How often in all a reply is asked for that fits <see cref="JsonSchema"/>; each time the model is told what was wrong.</summary>
    /// <value>Default 3; at least 1.</value>
    public int SchemaAttempts { get; init; } = 3;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Stop);
        ArgumentOutOfRangeException.ThrowIfLessThan(SchemaAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTokens ?? 1, 1, nameof(MaxTokens));
        if (Temperature is { } temperature && !(temperature >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(Temperature), temperature, "must be 0 or more");
        }

        if (TopP is { } topP && !(topP is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(TopP), topP, "must be above 0 and at most 1");
        }
    }
}
