using System.Diagnostics;
using System.Text;
using Portolan.Encoders.Models;
using Portolan.Testing;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Tests.Indexing;

/// <summary>A folder that tests index with <see cref="WordEncoder"/>, with the tools that people handle files with.</summary>
internal sealed class IndexedFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public IndexedFolder(string? root = null)
    {
        Root = root ?? folder.Path;
        Model = WordEncoder.Model(Encoder);
        Store = new RecordStore(Model.Space);
    }

    public string Root { get; }

    public WordEncoder Encoder { get; } = new();

    public EmbeddingModel Model { get; }

    public RecordStore Store { get; }

    public List<IndexedFile> Files { get; } = [];

    public string PathOf(string name) => Path.Combine(Root, name);

    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), bytes);
    }

    /// <summary>Indexes the folder; <see cref="Files"/> and what the encoder saw are of this run alone.</summary>
    public async Task<IndexSummary> IndexAsync(Func<IndexOptions, IndexOptions>? change = null, CancellationToken cancellationToken = default)
    {
        Files.Clear();
        Encoder.Encoded.Clear();
        using var target = new IndexTarget(Model);
        var options = new IndexOptions { Targets = [target], Threads = 2 };
        return await new VfsIndexer(change?.Invoke(options) ?? options).RunAsync([new RawPath(Root)], Files.Add, cancellationToken);
    }

    /// <summary>What became of a file in the last run.</summary>
    public IndexedFile Result(string name) => Files.Single(file => file.Path == new RawPath(PathOf(name)));

    /// <summary>What a file's record says now: its state, and how many vectors it has.</summary>
    public (RecordState State, int Vectors) StateOf(string name)
    {
        RawFile.Open(new RawPath(PathOf(name)), follow: false, out RawFile? file).ShouldBe(SystemError.None);
        using (file)
        {
            byte[] buffer = new byte[AttributeCapacity.Max];
            if (file!.GetAttribute(Store.Name, buffer, out int length) != SystemError.None)
            {
                return (RecordState.Missing, 0);
            }

            RecordState state = Store.Judge(buffer.AsSpan(0, length), file.Status, out _);
            return (state, VectorRecord.TryRead(buffer.AsSpan(0, length), out VectorRecord record) == RecordFault.None ? record.Count : 0);
        }
    }

    public void SetAttribute(string name, string attribute, byte[] value)
    {
        RawFile.Open(new RawPath(PathOf(name)), follow: false, out RawFile? file).ShouldBe(SystemError.None);
        using (file)
        {
            file!.SetAttribute(new AttributeName(attribute), value).ShouldBe(SystemError.None);
        }
    }

    public void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Root, UseShellExecute = false })!;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }

    public void Dispose()
    {
        Model.Dispose();
        // Names that are not UTF-8 are none to the framework.
        Run("sh", "-c", $"rm -rf '{folder.Path}'/*");
        folder.Dispose();
    }
}
