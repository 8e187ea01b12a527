namespace Portolan.Graph.Backends.Flows;

/// <summary>A backend that a flow names.</summary>
/// <param name="Name">What the flow's steps call it.</param>
/// <param name="Settings">How to open it. <see cref="BackendSettings.Provider"/> may be one that only the program knows which runs the flow.</param>
/// <param name="Price">Its price as the flow states it, or null to look it up.</param>
/// <param name="Options">Settings for a provider of the program, which Portolan's own providers do not have.</param>
public sealed record FlowBackend(string Name, BackendSettings Settings, ModelPrice? Price, IReadOnlyDictionary<string, string> Options);
