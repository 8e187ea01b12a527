using System.CommandLine;

namespace Portolan.Cli.Commands;

/// <summary>A command that only groups others: <c>portolan</c> itself and each room.</summary>
internal sealed class Room(string name, string summary, string details = "") : Command(name, summary)
{
    public string Details { get; } = details;
}
