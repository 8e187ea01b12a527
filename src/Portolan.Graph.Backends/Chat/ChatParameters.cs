namespace Portolan.Graph.Backends.Internals;

/// <summary>What of a model enters keys: everything that changes replies, and no key or exact address.</summary>
internal sealed class ChatParameters(Backend backend, ChatSettings settings)
{
    public string Backend { get; } = backend.Name;

    public string Provider { get; } = backend.Provider;

    public string Model { get; } = backend.Model;

    /// <summary><c>provider</c> or <c>own</c>.</summary>
    public string Address { get; } = backend.AddressKind;

    /// <summary>The template backend's template.</summary>
    public string? Template { get; } = backend.TemplateSource;

    public string? System { get; } = settings.System;

    public double? Temperature { get; } = settings.Temperature;

    public double? TopP { get; } = settings.TopP;

    public int? MaxTokens { get; } = settings.MaxTokens;

    public long? Seed { get; } = settings.Seed;

    public IReadOnlyList<string> Stop { get; } = settings.Stop;

    public string? JsonSchema { get; } = settings.JsonSchema?.ToString();

    public int SchemaAttempts { get; } = settings.JsonSchema is null ? 0 : settings.SchemaAttempts;
}
