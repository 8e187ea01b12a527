using Portolan.Encoders.Models.Internals;
using Portolan.Storage;

namespace Portolan.Encoders.Models;

/// <summary>A directory of installed models: one directory each, named as the model, with its manifest and files.</summary>
/// <remarks>
/// A model is prepared in a hidden directory of the store and renamed: it is there as a whole or not at all, and what a killed process
/// left is removed by the next change. Any number of processes may read and change a store at once. Thread-safe.
/// </remarks>
/// <param name="directory">The store; created by the first change.</param>
public sealed partial class ModelStore(string directory)
{
    /// <summary>The environment variable that names the user's store.</summary>
    public const string DirectoryVariable = "PORTOLAN_MODELS";

    /// <summary>The store's directory.</summary>
    public string Directory { get; } = directory ?? throw new ArgumentNullException(nameof(directory));

    /// <summary>
    /// The user's store: what <see cref="DirectoryVariable"/> names, else <c>portolan/models</c> in <c>$XDG_DATA_HOME</c>, else
    /// <c>~/.local/share/portolan/models</c>.
    /// </summary>
    public static string DefaultDirectory() => DefaultDirectory(
        Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify));

    internal static string DefaultDirectory(Func<string, string?> variable, string home)
    {
        if (variable(DirectoryVariable) is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        // The XDG specification says that a relative path there is to be ignored.
        string data = variable("XDG_DATA_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg) ? xdg
            : Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), ".local", "share");
        return Path.Combine(data, "portolan", "models");
    }

    /// <summary>The installed models, in ordinal order of their names; only manifests are read.</summary>
    /// <param name="unusable">Receives those whose manifest is missing or wrong.</param>
    /// <exception cref="UnauthorizedAccessException">The store cannot be read.</exception>
    public IReadOnlyList<ModelPack> List(out IReadOnlyList<UnusableModel> unusable)
    {
        var packs = new List<ModelPack>();
        var problems = new List<UnusableModel>();
        unusable = problems;
        if (!System.IO.Directory.Exists(Directory))
        {
            return packs;
        }

        foreach (string path in System.IO.Directory.GetDirectories(Directory).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            if (!EmbeddingSpace.IsName(name))
            {
                continue;
            }

            try
            {
                ModelPack pack = ModelPack.Open(path);
                packs.Add(pack.Manifest.Name == name ? pack : throw new EncoderException(
                    $"{Path.Combine(path, ModelManifest.FileName)} has the name {pack.Manifest.Name}, expected {name} as its directory", path));
            }
            catch (EncoderException exception)
            {
                problems.Add(new UnusableModel(name, path, exception));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                problems.Add(new UnusableModel(name, path, new EncoderException($"{path} cannot be read: {exception.Message}", path, innerException: exception)));
            }
        }

        return packs;
    }

    /// <summary>Installs a model from a directory: one with a manifest, or one as Hugging Face's ONNX exports are laid out.</summary>
    /// <param name="source">The directory. Files are copied, and hashed on the way; it is not needed afterwards.</param>
    /// <param name="options">Name, variant and so on; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left of it.</param>
    /// <returns>The installed pack.</returns>
    /// <exception cref="EncoderException">
    /// The source holds no model, a file is not what its manifest says, or there is a model of that name and
    /// <see cref="ModelAddOptions.Replace"/> is false.
    /// </exception>
    /// <exception cref="StorageException">Another process is adding a model of that name.</exception>
    public ModelPack Add(string source, ModelAddOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        options ??= new ModelAddOptions();
        ModelSource model = ModelSource.Open(source, options);
        RequireFree(model.Name, options.Replace);
        using StoreWork work = StoreWork.OfModel(Directory, model.Name, cancellationToken);
        ModelManifest manifest = model.CopyTo(work.Pack, options.Copied, cancellationToken);
        return Install(work, manifest, options, cancellationToken);
    }

    /// <summary>Removes an installed model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends waiting for another process; what has begun is finished.</param>
    /// <exception cref="EncoderException">There is none in this store.</exception>
    /// <exception cref="StorageException">Another process is adding a model of that name.</exception>
    public void Remove(string name, CancellationToken cancellationToken = default)
    {
        string path = EmbeddingSpace.IsName(name) ? Path.Combine(Directory, name) : "";
        if (!System.IO.Directory.Exists(path))
        {
            throw new EncoderException($"no model named {ManifestRules.Shown(name)} is installed in {Directory}", Directory, hint: "portolan models list shows what is");
        }

        using StoreWork work = StoreWork.OfModel(Directory, name, cancellationToken);
        using DirectoryLock whole = StoreWork.LockStore(Directory, cancellationToken);
        System.IO.Directory.Move(path, work.Old);
    }

    private ModelPack Install(StoreWork work, ModelManifest manifest, ModelAddOptions options, CancellationToken cancellationToken)
    {
        manifest = options.License is { } license ? manifest with { License = license } : manifest;
        if (ManifestRules.ProblemOf(manifest) is { } problem)
        {
            throw new EncoderException($"the model {ManifestRules.Shown(manifest.Name)} cannot be installed: its {problem}");
        }

        AtomicFile.WriteAllBytes(Path.Combine(work.Pack, ModelManifest.FileName), manifest.ToJson());
        string path = Path.Combine(Directory, manifest.Name);
        using DirectoryLock whole = StoreWork.LockStore(Directory, cancellationToken);
        RequireFree(manifest.Name, options.Replace);
        if (System.IO.Directory.Exists(path))
        {
            DirectoryExchange.Replace(path, work.Pack, work.Old);
        }
        else
        {
            System.IO.Directory.Move(work.Pack, path);
        }

        return new ModelPack(path, manifest);
    }

    private void RequireFree(string name, bool replace)
    {
        if (name is BuiltInModels.Text or BuiltInModels.Image)
        {
            throw new EncoderException($"{name} is the name of a built-in model", hint: "choose another name with --name");
        }

        string path = Path.Combine(Directory, name);
        if (!replace && System.IO.Directory.Exists(path))
        {
            throw new EncoderException($"a model named {name} is installed already, in {path}", path, hint: "choose another name with --name, or replace it with --replace");
        }
    }
}
