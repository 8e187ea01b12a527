using Portolan.Storage;

namespace Portolan.Encoders.Models.Internals;

/// <summary>A directory that a model is installed from.</summary>
internal sealed class ModelSource
{
    // A repository with checkpoints has hundreds; who names a home directory by mistake should not wait for all of it.
    private const int MaxListedFiles = 20_000;

    // onnx/model.onnx and 1_Pooling/config.json are the deepest that a layout asks for.
    private const int MaxListedDepth = 2;

    private readonly string directory;
    private readonly string root;
    private readonly ModelManifest? manifest;
    private readonly IReadOnlyList<string> paths;

    private ModelSource(string directory, string root, string name, ModelManifest? manifest, IReadOnlyList<string> paths)
    {
        this.directory = directory;
        this.root = root;
        this.manifest = manifest;
        this.paths = paths;
        Name = name;
    }

    /// <summary>The name that the model will have.</summary>
    public string Name { get; }

    public static ModelSource Open(string directory, ModelAddOptions options)
    {
        string full = Path.GetFullPath(directory);
        if (!Directory.Exists(full))
        {
            throw new EncoderException(
                $"{directory} is {(File.Exists(full) ? "a file" : "not there")}, expected the directory of a model", directory,
                hint: "name the directory that holds manifest.json or config.json; portolan models pull fetches one from Hugging Face");
        }

        if (File.Exists(Path.Combine(full, ModelManifest.FileName)))
        {
            if (options.Variant.Length > 0)
            {
                throw new EncoderException($"{directory} has a {ModelManifest.FileName}, and such packs have no variants", directory, hint: "leave --variant out");
            }

            ModelManifest manifest = ModelManifest.Read(Path.Combine(full, ModelManifest.FileName));
            return new ModelSource(full, full, CheckedName(options.Name ?? manifest.Name), manifest, [.. manifest.Files.Select(file => file.Path)]);
        }

        IReadOnlyList<string> chosen = HuggingFaceLayout.Select(Listing(full), options.Variant);
        foreach (string path in chosen)
        {
            if (PackPath.ProblemOf(path) is { } problem)
            {
                throw new EncoderException($"{directory} has a file {problem}", directory);
            }
        }

        return new ModelSource(full, LinkRoot(full), CheckedName(options.Name ?? NameFrom(Path.GetFileName(Path.TrimEndingDirectorySeparator(full)))), null, chosen);
    }

    /// <summary>A name made of a directory's or repository's, or null where too little is left of it.</summary>
    public static string NameFrom(string text)
    {
        var name = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? char.ToLowerInvariant(c) : '-')).TrimStart('-', '_', '.');
        return name.Length > EmbeddingSpace.MaxNameLength ? name[..EmbeddingSpace.MaxNameLength] : name;
    }

    /// <summary>The name, if it is one.</summary>
    /// <exception cref="EncoderException">It is none.</exception>
    public static string CheckedName(string name) => ManifestRules.Name(name) is { } problem
        ? throw new EncoderException($"the model's name is {problem}", hint: "choose another one with --name")
        : name;

    /// <summary>Copies the files and gives the manifest; a file that is not what a manifest says is an error.</summary>
    public ModelManifest CopyTo(string target, IProgress<long>? copied, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(target);
        var files = new List<ModelFile>();
        foreach (string path in paths)
        {
            string from = PackPath.Resolve(directory, path, root);
            ModelFile? expected = manifest?.Files.First(file => file.Path == path);
            long length = new FileInfo(from) is { Exists: true } info ? info.Length
                : throw new EncoderException($"{Path.Combine(directory, path)} is missing", from, hint: "the model is not complete; get it again");

            // A named pipe has no length: it would wait for a writer.
            ModelFile file = length == 0 ? CreateEmpty(target, path) : Copy(from, target, path, copied, cancellationToken);
            if (expected is not null && expected != file)
            {
                string found = file.Size != expected.Size ? $"{file.Size} bytes, expected {expected.Size}" : $"SHA-256 {file.Sha256}, expected {expected.Sha256}";
                throw new EncoderException($"{from} has {found}", from, hint: "the file is not the one that the manifest was written for; get the model again");
            }

            files.Add(file);
        }

        // What follows an '@' would be taken for the version; in a directory's name it is none.
        return manifest is not null
            ? manifest with { Name = Name }
            : HuggingFaceLayout.Describe(target, Name, files, directory.Replace('@', '_')) with { Source = directory };
    }

    private static ModelFile Copy(string from, string target, string path, IProgress<long>? copied, CancellationToken cancellationToken)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using FileStream destination = Create(target, path);
        (long length, string sha256) = FileDigest.Copy(source, destination, copied, cancellationToken);
        destination.Flush(flushToDisk: true);
        return new ModelFile(path, length, sha256);
    }

    private static ModelFile CreateEmpty(string target, string path)
    {
        Create(target, path).Dispose();
        return new ModelFile(path, 0, FileDigest.Sha256OfNothing);
    }

    private static FileStream Create(string target, string path)
    {
        string full = Path.Combine(target, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return new FileStream(full, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    private static List<string> Listing(string directory)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaxListedDepth, AttributesToSkip = 0, IgnoreInaccessible = true };
        var paths = new List<string>();
        foreach (string path in Directory.EnumerateFiles(directory, "*", options))
        {
            if (paths.Count == MaxListedFiles)
            {
                throw new EncoderException($"{directory} has more than {MaxListedFiles} files", directory, hint: "name the directory of the model alone");
            }

            paths.Add(Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/'));
        }

        return paths;
    }

    // The field's own cache keeps models--owner--name/snapshots/COMMIT/file as links to models--owner--name/blobs/DIGEST.
    private static string LinkRoot(string directory)
    {
        string? snapshots = Path.GetDirectoryName(directory);
        string? repository = Path.GetDirectoryName(snapshots);
        return Path.GetFileName(snapshots) == "snapshots" && Path.GetFileName(repository)!.StartsWith("models--", StringComparison.Ordinal) ? repository! : directory;
    }
}
