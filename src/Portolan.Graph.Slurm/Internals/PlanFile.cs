using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portolan.Storage;

namespace Portolan.Graph.Slurm.Internals;

/// <summary>A node as the plan names it; tasks name it by its stage and its place there.</summary>
internal sealed record PlannedNode(string Key, string Label);

/// <summary>Nodes of one operation with equally many steps before them.</summary>
/// <param name="Name">Last part of the operation's name.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Version">Its version.</param>
/// <param name="After">The stages whose results it needs.</param>
/// <param name="Nodes">The nodes, in graph order.</param>
internal sealed record PlannedStage(string Name, string Operation, int Version, IReadOnlyList<int> After, IReadOnlyList<PlannedNode> Nodes);

/// <summary>What tasks are handed; see docs/formats/slurm-run.md.</summary>
internal sealed record PlanFile(
    string Format, int FormatVersion, string Program, string Run, string Kind, JsonElement Settings, string Results, IReadOnlyList<PlannedStage> Stages)
{
    public const string FormatName = "portolan-slurm-plan";
    public const int CurrentVersion = 1;

    // A plan of a whole snapshot has some 200,000 nodes and as many inputs in its settings.
    private const long MaxBytes = 1L << 30;

    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Defaults are left out of the tasks' small reports, but a plan has all of its fields.
    private static readonly JsonSerializerOptions WholeJson = new(Json) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    /// <summary>A short name for a run: equal when a run is started again in the same directory, different for anything else.</summary>
    public static string RunNameOf(string directory, string kind, IReadOnlyList<PlannedStage> stages)
    {
        var text = new StringBuilder(directory).Append('\n').Append(kind).Append('\n');
        foreach (PlannedNode node in stages.SelectMany(stage => stage.Nodes))
        {
            text.Append(node.Key).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..12];
    }

    public void Write(string path) => AtomicFile.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, WholeJson));

    /// <exception cref="SlurmException">It is missing, too large, or not a plan of this version.</exception>
    public static PlanFile Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return !file.Exists ? throw new SlurmException($"there is no plan {path}", "it is removed when its build is finished")
                : file.Length > MaxBytes ? throw new SlurmException($"the plan {path} has {file.Length} bytes, expected at most {MaxBytes}")
                : Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SlurmException($"the plan {path} cannot be read: {e.Message}", "check that this node has mounted the file system of the build", e);
        }
    }

    /// <summary>Reads bytes as a plan; whatever they are, only a <see cref="SlurmException"/> comes of it.</summary>
    internal static PlanFile Parse(ReadOnlySpan<byte> bytes, string path)
    {
        try
        {
            PlanFile plan = JsonSerializer.Deserialize<PlanFile>(bytes, WholeJson) ?? throw new JsonException("it is null");
            if (plan.Format != FormatName || plan.FormatVersion != CurrentVersion)
            {
                throw new SlurmException(
                    $"the plan {path} has format {plan.Format} {plan.FormatVersion}, expected {FormatName} {CurrentVersion}", "run the tasks with the version of Portolan that submitted them");
            }

            bool isSound = plan.Stages.All(stage => stage is not null && stage.Nodes.All(node => node is not null && IsKey(node.Key))
                && stage.After.All(after => after >= 0 && after < plan.Stages.Count));
            return isSound ? plan : throw new SlurmException($"the plan {path} names stages or nodes that cannot be", "start the build again");
        }
        catch (JsonException e)
        {
            throw new SlurmException($"the plan {path} is damaged: {e.Message}", "start the build again", e);
        }
    }

    private static bool IsKey(string key) => key.Length == NodeKey.ByteCount * 2 && key.All(char.IsAsciiHexDigitLower);
}
