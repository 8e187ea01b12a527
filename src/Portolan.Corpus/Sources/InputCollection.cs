namespace Portolan.Corpus.Sources;

/// <summary>Gathers local files and addresses in the order in which they are named, each once.</summary>
internal sealed class InputCollection
{
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<InputFile?> files = [];
    private readonly List<Uri> remote = [];
    private readonly List<HttpValidators?> known = [];

    /// <summary>The addresses in order.</summary>
    public IReadOnlyList<Uri> Remote => remote;

    /// <summary>What a listing said about each of them, or null.</summary>
    public IReadOnlyList<HttpValidators?> Known => known;

    public void Add(InputFile file)
    {
        if (seen.Add(file.LocalPath!))
        {
            files.Add(file);
        }
    }

    public void Add(Uri address, HttpValidators? validators = null)
    {
        if (seen.Add(address.AbsoluteUri))
        {
            files.Add(null);
            remote.Add(address);
            known.Add(validators);
        }
    }

    /// <summary>The list, with a file made for each address and its place in <see cref="Remote"/>.</summary>
    public IReadOnlyList<InputFile> Complete(Func<Uri, int, InputFile> create)
    {
        var complete = new InputFile[files.Count];
        int next = 0;
        for (int i = 0; i < complete.Length; i++)
        {
            complete[i] = files[i] ?? create(remote[next], next++);
        }

        return complete;
    }
}
