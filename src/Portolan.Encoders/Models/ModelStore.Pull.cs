using System.Globalization;
using Portolan.Encoders.Models.Hub;
using Portolan.Encoders.Models.Internals;
using Portolan.Storage;

namespace Portolan.Encoders.Models;

/// <content>Models from Hugging Face's hub.</content>
public sealed partial class ModelStore
{
    /// <summary>Installs a model from a repository: the files that an encoder needs, of one commit, each compared with the hash that the hub lists.</summary>
    /// <param name="address">The repository.</param>
    /// <param name="options">Name, variant, token and so on; null for the defaults.</param>
    /// <param name="cancellationToken">Stops. What was fetched is kept, as after a kill, and the next call for the repository goes on there.</param>
    /// <returns>The installed pack; its manifest's source names the commit.</returns>
    /// <exception cref="EncoderException">
    /// The repository or the network cannot be reached, holds no model of a known shape or too large a one, a file is not what the hub
    /// lists, or there is a model of that name and <see cref="ModelAddOptions.Replace"/> is false.
    /// </exception>
    /// <exception cref="StorageException">Another process is fetching the same repository.</exception>
    public async Task<ModelPack> PullAsync(HubAddress address, ModelPullOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new ModelPullOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1, nameof(options));
        string repositoryName = address.Repository[(address.Repository.IndexOf('/', StringComparison.Ordinal) + 1)..];
        string name = ModelSource.CheckedName(options.Model.Name ?? ModelSource.NameFrom(repositoryName));
        RequireFree(name, options.Model.Replace);
        using StoreWork work = StoreWork.OfDownload(Directory, address.Repository, cancellationToken);
        work.KeepParts = true;
        var client = new HubClient(address, options);
        HubListing listing;
        List<ModelFile> files;
        try
        {
            listing = await ListAsync(client, options, cancellationToken).ConfigureAwait(false);
            files = await FetchAsync(client, options, listing, work, cancellationToken).ConfigureAwait(false);
        }
        catch (HubFault fault)
        {
            throw fault.ToEncoderException();
        }

        // From here on a failure is one of the model, not of the network: another attempt would not need the parts.
        work.KeepParts = false;
        ModelManifest manifest = HuggingFaceLayout.Describe(work.Pack, name, files, $"{address.Endpoint}{address.Repository}@{listing.Commit}");
        manifest = listing.License is { } license ? manifest with { License = license } : manifest;
        return Install(work, manifest, options.Model, cancellationToken);
    }

    private static async Task<HubListing> ListAsync(HubClient client, ModelPullOptions options, CancellationToken cancellationToken)
    {
        var retry = new HubRetry(options);
        while (true)
        {
            try
            {
                return await client.ListAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (HubFault fault)
            {
                await retry.WaitAsync(fault, trouble => options.Progress?.Report(new ModelPullProgress("", 0, 0, trouble)), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<List<ModelFile>> FetchAsync(
        HubClient client, ModelPullOptions options, HubListing listing, StoreWork work, CancellationToken cancellationToken)
    {
        var byPath = new Dictionary<string, HubFile>(StringComparer.Ordinal);
        foreach (HubFile file in listing.Files)
        {
            byPath.TryAdd(file.Path, file);
        }

        // Small files first: a wrong name is noticed before gigabytes are fetched.
        List<HubFile> wanted = [.. HuggingFaceLayout.Select(byPath.Keys, options.Model.Variant).Select(path => byPath[path]).OrderBy(file => file.Size)];
        long total = wanted.Sum(file => Math.Max(0, file.Size));
        if (total > options.MaxBytes)
        {
            throw new HubFault(
                string.Create(CultureInfo.InvariantCulture, $"the model {client.Address} has {total} bytes, and {options.MaxBytes} are allowed"), false,
                "allow more with --max-size, or choose a smaller --variant");
        }

        System.IO.Directory.CreateDirectory(work.Parts);
        HubDownload[] downloads = [.. wanted.Select(file => new HubDownload(client, options, listing.Commit, file, work.Parts))];
        TakeBack(work, wanted, downloads);
        var files = new List<ModelFile>();
        long done = 0, finished = 0;
        for (int i = 0; i < downloads.Length; i++)
        {
            string path = wanted[i].Path;
            ModelFile file = await downloads[i].RunAsync(
                options.MaxBytes - finished,
                count => options.Progress?.Report(new ModelPullProgress(path, done += count, total)),
                trouble => options.Progress?.Report(new ModelPullProgress(path, done, total, trouble)),
                cancellationToken).ConfigureAwait(false);
            finished += file.Size;
            files.Add(file);
        }

        for (int i = 0; i < downloads.Length; i++)
        {
            string target = Path.Combine(work.Pack, wanted[i].Path);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(downloads[i].Part, target);
        }

        return files;
    }

    /// <summary>A process that was killed while it put the pack together has moved complete parts away: they are taken back, to be checked again.</summary>
    private static void TakeBack(StoreWork work, List<HubFile> wanted, HubDownload[] downloads)
    {
        if (!System.IO.Directory.Exists(work.Pack))
        {
            return;
        }

        for (int i = 0; i < downloads.Length; i++)
        {
            string moved = Path.Combine(work.Pack, wanted[i].Path);
            if (File.Exists(moved) && !File.Exists(downloads[i].Part))
            {
                File.Move(moved, downloads[i].Part);
            }
        }

        System.IO.Directory.Delete(work.Pack, recursive: true);
    }
}
