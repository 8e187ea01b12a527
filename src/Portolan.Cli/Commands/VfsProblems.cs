using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Vfs;
using Portolan.Vfs.Walking;

namespace Portolan.Cli.Commands;

/// <summary>Prints files and directories that could not be read.</summary>
internal static class VfsProblems
{
    /// <summary>A line with <c>--json</c>, and a warning always.</summary>
    public static void Write(CommandOutput output, WalkProblem problem)
    {
        if (output.IsJson)
        {
            Utf8JsonWriter writer = output.Json.Begin("problem");
            VfsJson.WritePath(writer, problem.Path);
            writer.WriteString("reason"u8, problem.Error.Describe());
            output.Json.End();
        }

        output.Warn($"{problem.Path}: {problem.Error.Describe()}");
    }
}
