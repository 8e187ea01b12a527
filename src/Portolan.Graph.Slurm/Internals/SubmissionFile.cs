using System.Text.Json;
using Portolan.Storage;

namespace Portolan.Graph.Slurm.Internals;

/// <summary>What the tasks of one job array are to do, written before it is submitted.</summary>
/// <param name="Number">Number of the submission in the run, counted from 1.</param>
/// <param name="Stage">The stage of all its nodes.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="Tasks">For each index of the array the nodes, by their places in the stage.</param>
internal sealed record SubmissionFile(int Number, int Stage, string JobName, IReadOnlyList<IReadOnlyList<int>> Tasks)
{
    private static readonly JsonSerializerOptions WholeJson = new(PlanFile.Json) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never };

    public void Write(string path) => AtomicFile.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, WholeJson));

    /// <exception cref="SlurmException">It is missing, damaged, or names what the plan does not have.</exception>
    public static SubmissionFile Read(string path, PlanFile plan)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), plan, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SlurmException($"the submission {path} cannot be read: {e.Message}", "check that this node has mounted the file system of the build", e);
        }
    }

    /// <summary>Reads bytes as a submission; whatever they are, only a <see cref="SlurmException"/> comes of it.</summary>
    internal static SubmissionFile Parse(ReadOnlySpan<byte> bytes, PlanFile plan, string path)
    {
        try
        {
            SubmissionFile read = JsonSerializer.Deserialize<SubmissionFile>(bytes, WholeJson) ?? throw new JsonException("it is null");
            bool isSound = read.Stage >= 0 && read.Stage < plan.Stages.Count
                && read.Tasks.All(nodes => nodes is not null && nodes.All(node => node >= 0 && node < plan.Stages[read.Stage].Nodes.Count));
            return isSound ? read : throw new SlurmException($"the submission {path} names nodes that the plan does not have", "start the build again");
        }
        catch (JsonException e)
        {
            throw new SlurmException($"the submission {path} is damaged: {e.Message}", "start the build again", e);
        }
    }
}
