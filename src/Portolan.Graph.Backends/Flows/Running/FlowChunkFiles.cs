namespace Portolan.Graph.Backends.Flows;

/// <summary>What lies where in the directory of a run in chunks.</summary>
internal sealed record FlowChunkFiles
{
    private const string Work = "work";

    public FlowChunkFiles(string directory) => Directory = Path.GetFullPath(directory);

    public string Directory { get; }

    /// <summary>Outlives the run: what was paid for.</summary>
    public string Replies => PathOf("replies");

    /// <summary>Everything that is of no use when the run is finished.</summary>
    public string WorkDirectory => PathOf(Work);

    public string Results => PathOf(Work + "/results");

    public string Slice(string digest) => PathOf($"{Work}/lines/{digest}.jsonl");

    public string PathOf(string relative) => Path.Combine(Directory, relative);

    /// <summary>Relative to <see cref="Directory"/>, as <see cref="ResultFile"/> wants it.</summary>
    public static string Rows(NodeKey key) => $"{Work}/rows/{key}.jsonl";

    /// <summary>As <see cref="Rows"/>.</summary>
    public static string Failures(NodeKey key) => $"{Work}/failures/{key}.jsonl";
}
