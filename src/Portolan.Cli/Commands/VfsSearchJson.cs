namespace Portolan.Cli.Commands;

/// <summary>What searches print with <c>--json</c>.</summary>
internal static class VfsSearchJson
{
    public static IReadOnlyList<JsonShape> Shapes { get; } =
    [
        new("result", ["path", "score", "space", "passage", "offset", "length"], "for each file found, best first, space after space; `passage` is null for pictures; `offset` and `length` count UTF-16 units of the file's text; `path_base64` is there where a path is not UTF-8"),
        new("summary", ["files", "fresh", "touched", "stale", "missing", "broken", "unreadable", "unknown", "spared", "problems", "seconds"], "at the end; of the files, how many had a vector made from their content as it is, from one of the same size and another time, from another content, none, a damaged one, one that could not be read, one that does not say; `spared` records were ruled out by their sketch"),
    ];
}
