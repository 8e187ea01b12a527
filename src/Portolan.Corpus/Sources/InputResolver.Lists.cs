using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Portolan.Corpus.Sources;

/// <content>Lists of paths, addresses, and the messages about what is not there.</content>
public sealed partial class InputResolver
{
    // Where Common Crawl's own lists keep their files; such lines mean the crawl's host wherever the list was copied to.
    private const string CrawlDataPrefix = "crawl-data/";

    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    private async Task AddListAsync(
        InputFile list, string? directory, Uri? address, InputCollection found, CancellationToken cancellationToken)
    {
        IReadOnlyList<PathsList.Line> lines = await ReadListAsync(list, cancellationToken).ConfigureAwait(false);
        foreach (PathsList.Line line in lines)
        {
            if (TryParseAddress(line.Text, out Uri? direct))
            {
                found.Add(direct);
            }
            else if (directory is not null && Path.Combine(directory, line.Text) is var local && File.Exists(local))
            {
                found.Add(InputFile.FromPath(local));
            }
            else if (options.BaseAddress is not null || line.Text.StartsWith(CrawlDataPrefix, StringComparison.Ordinal))
            {
                // A mirror that serves a list serves the files beside it, unless the user says otherwise.
                if (options.BaseAddress is null && address is not null && MirrorBase(address) is { } mirror)
                {
                    found.Add(Join(mirror, line, list.Name));
                }
                else
                {
                    AddFromBase(line, list.Name, found);
                }
            }
            else if (address is not null)
            {
                found.Add(Join(address, line, list.Name));
            }
            else
            {
                throw new CorpusException(
                    $"line {line.Number} of {list.Name} names '{line.Text}', which is not in {directory}",
                    list.Name,
                    hint: "put the list beside its files, or give the base address that its lines belong to");
            }
        }
    }

    private async Task AddFolderAsync(string specification, Uri folder, InputCollection found, CancellationToken cancellationToken)
    {
        _ = AddressSchemes.TryFind(folder.Scheme, out IAddressScheme? scheme);
        var known = new Dictionary<string, ListedFile>(StringComparer.Ordinal);
        foreach (ListedFile file in await scheme!.ListAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            string path = file.Address.AbsolutePath;
            bool hidden = path.AsSpan(folder.AbsolutePath.Length - 1).Contains("/.", StringComparison.Ordinal);
            if (!hidden && InputEndings.KindOf(path) is not null)
            {
                known.Add(file.Address.AbsoluteUri, file);
            }
        }

        AddChosen(
            specification,
            [.. known.Keys],
            address => found.Add(known[address].Address, new HttpValidators(known[address].ETag, null, known[address].Length)),
            "folder");
    }

    private static async Task<IReadOnlyList<PathsList.Line>> ReadListAsync(InputFile list, CancellationToken cancellationToken)
    {
        Stream stream = await list.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            IReadOnlyList<PathsList.Line> lines = PathsList.Read(stream, list.Name, cancellationToken);
            return lines.Count > 0
                ? lines
                : throw new CorpusException($"{list.Name} names no files", list.Name, hint: "a list has one path or address a line");
        }
    }

    private void AddFromBase(PathsList.Line line, string listName, InputCollection found)
    {
        if (TryParseAddress(line.Text, out Uri? direct))
        {
            found.Add(direct);
        }
        else if (RemoteBase() is { } remote)
        {
            found.Add(Join(remote, line, listName));
        }
        else
        {
            // The list came with the mirror, so its lines must stay inside it.
            string root = Path.GetFullPath(BaseAddress());
            string path = Path.GetFullPath(Path.Combine(root, line.Text));
            if (!path.StartsWith(root.TrimEnd('/') + '/', StringComparison.Ordinal))
            {
                throw new CorpusException($"line {line.Number} of {listName} leaves {root}: '{line.Text}'", listName, hint: "check the list");
            }

            found.Add(File.Exists(path) ? InputFile.FromPath(path) : throw MissingPath(path));
        }
    }

    private static Uri Join(Uri address, PathsList.Line line, string listName) =>
        Uri.TryCreate(address, line.Text, out Uri? joined) && HttpFile.IsSupported(joined)
            ? joined
            : throw new CorpusException(
                $"line {line.Number} of {listName} is neither a path nor an address: '{line.Text}'", listName, hint: "check the list");

    private static Uri? MirrorBase(Uri list)
    {
        int at = list.AbsolutePath.IndexOf("/" + CrawlDataPrefix, StringComparison.Ordinal);
        return at < 0 ? null : new Uri(list, list.AbsolutePath[..(at + 1)]);
    }

    private string BaseAddress()
    {
        string? named = options.BaseAddress ?? Environment.GetEnvironmentVariable("PORTOLAN_COMMONCRAWL");
        return string.IsNullOrEmpty(named) ? InputResolverOptions.CommonCrawlAddress : named;
    }

    private Uri? RemoteBase()
    {
        string named = BaseAddress();
        return TryParseAddress(named.EndsWith('/') ? named : named + "/", out Uri? address) ? address : null;
    }

    internal static bool TryParseAddress(string text, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0 || text.AsSpan(0, scheme).ContainsAnyExcept(SchemeCharacters))
        {
            return false;
        }

        if (AddressSchemes.TryFind(text[..scheme], out IAddressScheme? known))
        {
            address = known.Parse(text);
            return true;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out address) && HttpFile.IsHttp(address))
        {
            return true;
        }

        const string Bucket = "s3://commoncrawl/";
        string[] schemes = ["http", "https", .. AddressSchemes.Names];
        string hint = text.StartsWith(Bucket, StringComparison.OrdinalIgnoreCase)
            ? $"use {InputResolverOptions.CommonCrawlAddress}{text[Bucket.Length..]}"
            : text.StartsWith("file://", StringComparison.OrdinalIgnoreCase)
                ? "name the path without file://"
                : $"only {string.Join(", ", schemes[..^1])} and {schemes[^1]} addresses are read";
        throw new CorpusException($"'{text}' is not an http or https address", text, hint: hint);
    }

    private static CorpusException MissingPath(string path) =>
        new($"{path} does not exist", path, hint: ClosestParent(path));

    private static string ClosestParent(string path)
    {
        string full = Path.GetFullPath(path.Length == 0 ? "." : path);
        string closest = full;
        while (!Directory.Exists(closest) && Path.GetDirectoryName(closest) is { } parent)
        {
            closest = parent;
        }

        return $"the closest directory that exists is {closest}";
    }

    private static CorpusException NothingKnown(string specification, string what) => new(
        $"{what} {specification} holds no file that can be read", specification, hint: $"known endings are {InputEndings.Known}");
}
