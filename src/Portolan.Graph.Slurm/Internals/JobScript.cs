using System.Globalization;
using System.Text;

namespace Portolan.Graph.Slurm.Internals;

/// <summary>The shell script of a job array.</summary>
internal static class JobScript
{
    public static string Of(SlurmOptions options, string planPath, int submission)
    {
        var script = new StringBuilder("#!/bin/sh\n");

        // sbatch stops looking for its options at the first command, so they come first.
        foreach (string line in options.ScriptLines.Where(IsOption))
        {
            script.Append(line.StartsWith('#') ? line : "#SBATCH " + line).Append('\n');
        }

        foreach (string line in options.ScriptLines.Where(line => !IsOption(line)))
        {
            script.Append(line).Append('\n');
        }

        script.Append("exec");
        foreach (string word in options.TaskCommand)
        {
            script.Append(' ').Append(Quoted(word));
        }

        script.Append(" --plan ").Append(Quoted(planPath)).Append(" --submission ").Append(submission.ToString(CultureInfo.InvariantCulture)).Append(" --index \"$SLURM_ARRAY_TASK_ID\"");
        if (options.ScratchDirectory is { } scratch)
        {
            // In double quotes, so that a name such as /scratch/$SLURM_JOB_ID is one of the node.
            script.Append(" --scratch \"").Append(scratch.Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return script.Append('\n').ToString();
    }

    private static bool IsOption(string line) => line.StartsWith('-') || line.StartsWith("#SBATCH", StringComparison.Ordinal);

    private static string Quoted(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
