using System.Security.Cryptography;
using System.Text;

namespace Portolan.Encoders.Models;

/// <summary>A manifest and the directory with its files.</summary>
/// <remarks>A file is given out only after its size and SHA-256 were found to be the manifest's.</remarks>
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

    /// <summary>The bytes of a file, checked.</summary>
    /// <param name="path">The path as the manifest has it.</param>
    /// <exception cref="EncoderException">The file is missing, or its size or SHA-256 is another one.</exception>
    /// <exception cref="ArgumentException">The manifest has no such file.</exception>
    public byte[] ReadFile(string path)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)SizeOf(path)));
        ReadFile(path, bytes);
        return bytes;
    }

    /// <summary>Reads a file into a buffer of its size and checks it.</summary>
    /// <param name="path">The path as the manifest has it.</param>
    /// <param name="bytes">Receives <see cref="SizeOf"/> bytes; of no use after an exception.</param>
    /// <exception cref="EncoderException">The file is missing, or its size or SHA-256 is another one.</exception>
    /// <exception cref="ArgumentException">The manifest has no such file, or the buffer has another size.</exception>
    public void ReadFile(string path, Span<byte> bytes)
    {
        ModelFile file = Find(path);
        if (bytes.Length != file.Size)
        {
            throw new ArgumentException($"a buffer of {bytes.Length} bytes for {file.Size}", nameof(bytes));
        }

        string full = Path.Combine(Directory, file.Path);
        try
        {
            using FileStream stream = new(full, new FileStreamOptions { BufferSize = 0 });
            if (stream.Length != file.Size)
            {
                throw Wrong(full, $"{stream.Length} bytes", $"{file.Size}");
            }

            stream.ReadExactly(bytes);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EncoderException($"{full} of the model {Manifest.Name} is missing", full, hint: "install the model again", innerException: exception);
        }

        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (digest != file.Sha256)
        {
            throw Wrong(full, $"SHA-256 {digest}", file.Sha256);
        }
    }

    /// <summary>The size of a file as the manifest has it.</summary>
    /// <param name="path">The path as the manifest has it.</param>
    /// <exception cref="ArgumentException">The manifest has no such file.</exception>
    public long SizeOf(string path) => Find(path).Size;

    private ModelFile Find(string path) =>
        Manifest.Files.FirstOrDefault(file => file.Path == path)
        ?? throw new ArgumentException($"the pack {Manifest.Name} has no file {path}", nameof(path));

    private static byte[] DigestOf(ModelManifest manifest)
    {
        var text = new StringBuilder();
        text.Append(manifest.Kind).Append('\n').Append(manifest.Dimensions).Append('\n');
        foreach ((string key, string value) in manifest.Settings)
        {
            text.Append(key).Append('=').Append(value).Append('\n');
        }

        foreach (ModelFile file in manifest.Files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            text.Append(file.Sha256).Append(' ').Append(file.Path).Append('\n');
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static EncoderException Wrong(string path, string found, string expected) =>
        new($"{path} has {found}, expected {expected}", path, hint: "the file is not the one the model was published with; install the model again");
}
