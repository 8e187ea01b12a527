namespace Portolan.Corpus.Sources;

/// <summary>Turns what a user names as input (files, directories, globs, lists, addresses, a crawl) into the files to read.</summary>
/// <remarks>
/// The order of the specifications is kept; within a directory or glob files come in ordinal order of their names, within a list in the
/// list's order. A file that is named twice is read once, at its first place. Thread-safe.
/// </remarks>
public sealed partial class InputResolver
{
    private static readonly InputKind[] KindOrder = [InputKind.Wet, InputKind.Warc, InputKind.Json, InputKind.Wat];

    private readonly InputResolverOptions options;
    private readonly DownloadCache? cache;

    /// <summary>Creates a resolver; nothing is read or sent.</summary>
    /// <param name="options">Null for the defaults.</param>
    public InputResolver(InputResolverOptions? options = null)
    {
        this.options = options ?? new InputResolverOptions();
        cache = this.options.Http.NoCache ? null : new DownloadCache(this.options.Http);
    }

    /// <summary>Finds the files that are meant.</summary>
    /// <param name="specifications">Paths, globs, <c>*.paths(.gz)</c> lists and http(s) addresses, in order.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>At least one file for each specification, duplicates removed.</returns>
    /// <exception cref="CorpusException">A specification names nothing that can be read; the message and hint say what was looked for.</exception>
    public async Task<IReadOnlyList<InputFile>> ResolveAsync(
        IReadOnlyList<string> specifications, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(specifications);
        if (specifications.Count == 0)
        {
            throw new CorpusException("no input is named", hint: "name files, directories, globs, *.paths lists or http(s) addresses");
        }

        var found = new InputCollection();
        foreach (string specification in specifications)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ResolveAsync(specification, found, cancellationToken).ConfigureAwait(false);
        }

        return await CompleteAsync(found, probe: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the files of a part of a crawl through the crawl's own list.</summary>
    /// <param name="selection">The crawl and the part of it.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>At least one file, in the list's order.</returns>
    /// <exception cref="CorpusException">The selection is wrong, or the list cannot be fetched or read.</exception>
    public async Task<IReadOnlyList<InputFile>> ResolveAsync(CrawlSelection selection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        selection.Validate();
        string listPath = $"crawl-data/{selection.Crawl}/{selection.Kind.ToString().ToLowerInvariant()}.paths.gz";
        var found = new InputCollection();
        InputFile list;
        if (RemoteBase() is { } address)
        {
            list = InputFile.FromAddress(NewFile(new Uri(address, listPath)), cache, null);
        }
        else
        {
            string local = Path.Combine(BaseAddress(), listPath);
            list = File.Exists(local) ? InputFile.FromPath(local) : throw MissingPath(local);
        }

        IReadOnlyList<PathsList.Line> lines = selection.Select(
            await ReadListAsync(list, cancellationToken).ConfigureAwait(false), list.Name);
        foreach (PathsList.Line line in lines)
        {
            AddFromBase(line, list.Name, found);
        }

        return await CompleteAsync(found, probe: false, cancellationToken).ConfigureAwait(false);
    }

    private async Task ResolveAsync(string specification, InputCollection found, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(specification))
        {
            throw new CorpusException("an input is named by an empty text", hint: "check the quotes and variables of the command");
        }

        if (TryParseAddress(specification, out Uri? address))
        {
            if (InputEndings.IsPathsList(address.AbsolutePath))
            {
                await AddListAsync(InputFile.FromAddress(NewFile(address), cache, null), null, address, found, cancellationToken)
                    .ConfigureAwait(false);
            }
            else if (!HttpFile.IsHttp(address) && address.AbsolutePath.EndsWith('/'))
            {
                await AddFolderAsync(specification, address, found, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                found.Add(address);
            }
        }
        else if (Directory.Exists(specification))
        {
            AddChosen(specification, DirectoryWalk.Find(specification, cancellationToken), AddPath(found), "directory");
        }
        else if (File.Exists(specification) || new FileInfo(specification).LinkTarget is not null)
        {
            await AddNamedFileAsync(specification, found, cancellationToken).ConfigureAwait(false);
        }
        else if (GlobPattern.HasWildcards(specification))
        {
            await AddGlobAsync(specification, found, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            throw MissingPath(specification);
        }
    }

    private async Task AddNamedFileAsync(string path, InputCollection found, CancellationToken cancellationToken)
    {
        InputFile file = InputFile.FromPath(path);
        if (InputEndings.IsPathsList(path))
        {
            await AddListAsync(file, Path.GetDirectoryName(file.LocalPath), null, found, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            found.Add(file);
        }
    }

    private async Task AddGlobAsync(string specification, InputCollection found, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> matches = new GlobPattern(specification).Expand(cancellationToken);
        if (matches.Count == 0)
        {
            throw new CorpusException(
                $"nothing matches {specification}",
                specification,
                hint: $"{ClosestParent(specification[..specification.AsSpan().IndexOfAny('*', '?', '[')])}; ** stands for any number of directories");
        }

        if (InputEndings.IsPathsList(specification))
        {
            foreach (string list in matches)
            {
                await AddNamedFileAsync(list, found, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        // Directories count as if they were named, files by their endings; files with other endings are read only when there is nothing else.
        var known = new SortedSet<string>(StringComparer.Ordinal);
        var others = new List<string>();
        foreach (string match in matches)
        {
            if (Directory.Exists(match))
            {
                known.UnionWith(DirectoryWalk.Find(match, cancellationToken));
            }
            else if (InputEndings.KindOf(match) is not null)
            {
                known.Add(match);
            }
            else if (!InputEndings.IsPathsList(match))
            {
                others.Add(match);
            }
        }

        if (known.Count > 0)
        {
            AddChosen(specification, [.. known], AddPath(found), "glob");
        }
        else if (others.Count > 0)
        {
            others.ForEach(other => found.Add(InputFile.FromPath(other)));
        }
        else
        {
            throw NothingKnown(specification, "glob");
        }
    }

    private void AddChosen(string specification, IReadOnlyList<string> files, Action<string> add, string what)
    {
        if (files.Count == 0)
        {
            throw NothingKnown(specification, what);
        }

        ILookup<InputKind, string> byKind = files.ToLookup(static file => InputEndings.KindOf(file)!.Value);
        InputKind chosen = options.Kind ?? KindOrder.Prepend(options.PreferredKind).FirstOrDefault(byKind.Contains, InputKind.Any);
        if (chosen == InputKind.Any)
        {
            Add(files, add);
            return;
        }

        if (!byKind.Contains(chosen))
        {
            string there = string.Join(", ", KindOrder.Where(byKind.Contains).Select(kind => $"{byKind[kind].Count()} {Word(kind)}"));
            throw new CorpusException(
                $"{what} {specification} holds no {Word(chosen)} files",
                specification,
                hint: $"there are {there} files: choose that kind");
        }

        foreach (InputKind kind in KindOrder)
        {
            if (kind != chosen && byKind.Contains(kind))
            {
                options.Skipped?.Report(new SkippedInputs(specification, kind, byKind[kind].Count(), chosen));
            }
        }

        Add(byKind[chosen], add);
    }

    private static Action<string> AddPath(InputCollection found) => file => found.Add(InputFile.FromPath(file));

    private static void Add(IEnumerable<string> files, Action<string> add)
    {
        foreach (string file in files)
        {
            add(file);
        }
    }

    private async Task<IReadOnlyList<InputFile>> CompleteAsync(InputCollection found, bool probe, CancellationToken cancellationToken)
    {
        HttpValidators?[] validators = [.. found.Known];
        if (!probe || found.Remote.Count > options.ProbeLimit)
        {
            return found.Complete((address, i) => InputFile.FromAddress(NewFile(address, validators[i]), cache, validators[i]));
        }

        // Eight at once: enough to hide the round trips, few enough for a server not to mind.
        await Parallel.ForAsync(
            0,
            validators.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (i, token) => validators[i] ??= await NewFile(found.Remote[i]).ProbeAsync(token).ConfigureAwait(false))
            .ConfigureAwait(false);
        return found.Complete((address, i) => InputFile.FromAddress(NewFile(address, validators[i]), cache, validators[i]));
    }

    private HttpFile NewFile(Uri address, HttpValidators? probed = null) => new(address, options.Http) { Probed = probed };

    private static string Word(InputKind kind) => kind.ToString().ToLowerInvariant();
}
