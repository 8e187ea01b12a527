using System.Security.Cryptography;
using System.Text;
using Portolan.Encoders.Models.Internals;
using Portolan.Storage;

namespace Portolan.Encoders.Models;

/// <summary>A manifest and the directory with its files.</summary>
/// <remarks>A file is given out only after its size and SHA-256 were found to be the manifest's. Immutable and thread-safe.</remarks>
public sealed class ModelPack
{
    /// <summary>Joins a manifest and a directory; reads nothing.</summary>
    /// <param name="directory">The directory with the files.</param>
    /// <param name="manifest">What should be there.</param>
    public ModelPack(string directory, ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(manifest);
        Directory = directory;
        Manifest = manifest;
        Space = new EmbeddingSpace(manifest.Name, DigestOf(manifest), manifest.Dimensions);
    }

    /// <summary>The directory with the files.</summary>
    public string Directory { get; }

    /// <summary>What the pack is.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The space of its vectors; the digest covers kind, dimensions, settings and the files' hashes, not name, licence or source.</summary>
    public EmbeddingSpace Space { get; }

    /// <summary>Opens a directory with a manifest; the other files are not touched.</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="EncoderException">The manifest is missing or wrong.</exception>
    public static ModelPack Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new ModelPack(directory, ModelManifest.Read(Path.Combine(directory, ModelManifest.FileName)));
    }

    /// <summary>The bytes of a file, checked.</summary>
    /// <param name="path">The path as the manifest has it.</param>
    /// <exception cref="EncoderException">The file is not listed or missing, leads out of the pack, is over 2 GB, or its size or SHA-256 is another one.</exception>
    public byte[] ReadFile(string path)
    {
        long size = SizeOf(path);
        if (size > Array.MaxLength)
        {
            throw new EncoderException($"{path} of the model {Manifest.Name} has {size} bytes, expected at most {Array.MaxLength}", Directory);
        }

        // The file's own length before the allocation: a manifest may promise anything.
        Locate(path);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)size);
        ReadFile(path, bytes);
        return bytes;
    }

    /// <summary>Reads a file into a buffer of its size and checks it.</summary>
    /// <param name="path">The path as the manifest has it.</param>
    /// <param name="bytes">Receives <see cref="SizeOf"/> bytes; of no use after an exception.</param>
    /// <exception cref="EncoderException">The file is not listed or missing, leads out of the pack, or its size or SHA-256 is another one.</exception>
    /// <exception cref="ArgumentException">The buffer has another size.</exception>
    public void ReadFile(string path, Span<byte> bytes)
    {
        (ModelFile file, string full) = Locate(path);
        if (bytes.Length != file.Size)
        {
            throw new ArgumentException($"a buffer of {bytes.Length} bytes for {file.Size}", nameof(bytes));
        }

        if (file.Size > 0)
        {
            using FileStream stream = new(full, new FileStreamOptions { BufferSize = 0 });
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length < bytes.Length)
            {
                throw Wrong(full, $"{length} bytes", $"{file.Size}");
            }
        }

        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (digest != file.Sha256)
        {
            throw Wrong(full, $"SHA-256 {digest}", file.Sha256);
        }
    }

    /// <summary>The size of a file as the manifest has it; the file itself is not looked at.</summary>
    /// <param name="path">The path as the manifest has it.</param>
    /// <exception cref="EncoderException">The manifest lists no such file.</exception>
    public long SizeOf(string path) => Find(path).Size;

    /// <summary>A file of any size, checked and mapped into memory; for what is too large to be held twice.</summary>
    /// <param name="path">The path as the manifest has it.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>A mapping, read-only, that the caller disposes of.</returns>
    /// <remarks>Whoever can write the file can change it after the check; the directory is the user's own.</remarks>
    /// <exception cref="EncoderException">As for <see cref="ReadFile(string)"/>, but for the size.</exception>
    public MappedFile MapFile(string path, CancellationToken cancellationToken = default)
    {
        (ModelFile file, string full) = Locate(path);
        MappedFile mapped = MappedFile.Open(full);
        try
        {
            if (mapped.Length != file.Size)
            {
                throw Wrong(full, $"{mapped.Length} bytes", $"{file.Size}");
            }

            string digest = FileDigest.Sha256Of(mapped, cancellationToken);
            return digest == file.Sha256 ? mapped : throw Wrong(full, $"SHA-256 {digest}", file.Sha256);
        }
        catch
        {
            mapped.Dispose();
            throw;
        }
    }

    /// <summary>Checks a file without keeping its bytes.</summary>
    /// <param name="path">The path as the manifest has it.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="EncoderException">The file is not listed or missing, leads out of the pack, or its size or SHA-256 is another one.</exception>
    public void VerifyFile(string path, CancellationToken cancellationToken = default)
    {
        (ModelFile file, string full) = Locate(path);
        string digest = file.Size == 0 ? FileDigest.Sha256OfNothing : FileDigest.Sha256Of(full, cancellationToken);
        if (digest != file.Sha256)
        {
            throw Wrong(full, $"SHA-256 {digest}", file.Sha256);
        }
    }

    /// <summary>SHA-256 over the text that docs/formats/model-pack.md specifies.</summary>
    private static byte[] DigestOf(ModelManifest manifest)
    {
        var text = new StringBuilder();
        text.Append(manifest.Kind).Append('\n').Append(manifest.Dimensions).Append('\n');
        foreach ((string key, string value) in manifest.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            // A line feed in a value must not look like the end of the setting.
            string line = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(key).Append('=').Append(line).Append('\n');
        }

        foreach (ModelFile file in manifest.Files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            text.Append(file.Sha256).Append(' ').Append(file.Path).Append('\n');
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private (ModelFile File, string Full) Locate(string path)
    {
        ModelFile file = Find(path);

        // The length before the file is opened: a named pipe has none, and opening it would wait.
        string full = PackPath.Resolve(Directory, file.Path);
        var info = new FileInfo(full);
        return !info.Exists ? throw new EncoderException($"{full} of the model {Manifest.Name} is missing", full, hint: "install the model again")
            : info.Length != file.Size ? throw Wrong(full, $"{info.Length} bytes", $"{file.Size}")
            : (file, full);
    }

    private ModelFile Find(string path) =>
        Manifest.Files.FirstOrDefault(file => file.Path == path)
        ?? throw new EncoderException(
            $"the manifest of the model {Manifest.Name} lists no file {path}, which its kind {Manifest.Kind} needs", Path.Combine(Directory, ModelManifest.FileName));

    private static EncoderException Wrong(string path, string found, string expected) =>
        new($"{path} has {found}, expected {expected}", path, hint: "the file is not the one the model was published with; install the model again");
}
