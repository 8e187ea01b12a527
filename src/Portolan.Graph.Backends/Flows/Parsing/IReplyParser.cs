using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Finds a value in a text.</summary>
internal interface IReplyParser
{
    /// <summary>What it is and its settings, as something that can be part of a key.</summary>
    object Definition { get; }

    /// <exception cref="StepException">The text does not hold what is wanted.</exception>
    JsonElement Parse(string text);
}
