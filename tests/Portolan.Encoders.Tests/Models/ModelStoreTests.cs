using Portolan.Encoders.Models;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Encoders.Tests.Models;

public sealed class ModelStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ModelStore store;

    public ModelStoreTests() => store = new ModelStore(folder.File("store"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Default_directory_is_named_by_variables()
    {
        Of().ShouldBe("/home/me/.local/share/portolan/models");
        Of(("XDG_DATA_HOME", "/data")).ShouldBe("/data/portolan/models");
        Of(("XDG_DATA_HOME", "relative")).ShouldBe("/home/me/.local/share/portolan/models");
        Of(("XDG_DATA_HOME", "/data"), ("PORTOLAN_MODELS", "/models")).ShouldBe("/models");
        Of(("PORTOLAN_MODELS", "")).ShouldBe("/home/me/.local/share/portolan/models");

        static string Of(params (string Name, string Value)[] variables) =>
            ModelStore.DefaultDirectory(name => variables.FirstOrDefault(variable => variable.Name == name).Value, "/home/me");
    }

    [Fact]
    public void Store_that_is_not_there_is_empty()
    {
        store.List(out IReadOnlyList<UnusableModel> unusable).ShouldBeEmpty();
        unusable.ShouldBeEmpty();
        Directory.Exists(store.Directory).ShouldBeFalse();
    }

    [Fact]
    public void Pack_is_added_whole_and_listed()
    {
        string source = Pack("tiny", ("b/model.bin", [1, 2, 3]), ("a", []));
        folder.Write("tiny/not-listed", [9]);
        ModelPack added = store.Add(source);
        added.Directory.ShouldBe(folder.File("store/tiny"));
        added.ReadFile("b/model.bin").ShouldBe([1, 2, 3]);
        File.Exists(folder.File("store/tiny/not-listed")).ShouldBeFalse();
        ModelPack listed = store.List(out IReadOnlyList<UnusableModel> unusable).ShouldHaveSingleItem();
        unusable.ShouldBeEmpty();
        listed.Space.ShouldBe(added.Space);
        Remains().ShouldBeEmpty();
    }

    [Fact]
    public void Another_name_and_licence_can_be_given()
    {
        ModelPack added = store.Add(Pack("tiny", ("a", [1])), new ModelAddOptions { Name = "other", License = "CC0-1.0" });
        added.Manifest.Name.ShouldBe("other");
        ModelPack.Open(folder.File("store/other")).Manifest.License.ShouldBe("CC0-1.0");
        Should.Throw<EncoderException>(() => store.Add(folder.File("tiny"), new ModelAddOptions { Name = "Ö" })).Message.ShouldContain("the model's name is 'Ö'");
        Should.Throw<EncoderException>(() => store.Add(folder.File("tiny"), new ModelAddOptions { Name = "use-lite" })).Message.ShouldContain("built-in");
        Should.Throw<EncoderException>(() => store.Add(folder.File("tiny"), new ModelAddOptions { License = "\n" })).Message.ShouldContain("license");
    }

    [Fact]
    public void Name_that_is_taken_is_refused_unless_the_model_makes_way()
    {
        store.Add(Pack("tiny", ("a", [1])));
        string next = Pack("tiny", ("a", [2]));
        Should.Throw<EncoderException>(() => store.Add(next)).Message.ShouldContain("a model named tiny is installed already");
        ModelPack.Open(folder.File("store/tiny")).ReadFile("a").ShouldBe([1]);
        store.Add(next, new ModelAddOptions { Replace = true });
        ModelPack.Open(folder.File("store/tiny")).ReadFile("a").ShouldBe([2]);
        Remains().ShouldBeEmpty();
    }

    [Fact]
    public void Mapped_file_of_a_model_that_made_way_stays_readable()
    {
        using MappedFile mapped = store.Add(Pack("tiny", ("a", [1]))).MapFile("a");
        store.Add(Pack("tiny", ("a", [2])), new ModelAddOptions { Replace = true });
        mapped.Span(0, 1)[0].ShouldBe((byte)1);
    }

    [Theory]
    [InlineData("other", "has SHA-256")]
    [InlineData("longer", "2 bytes, expected 1")]
    [InlineData("missing", "is missing")]
    [InlineData("link", "leads out of the pack")]
    [InlineData("manifest", "has the field 'x'")]
    public void Model_that_is_not_as_its_manifest_says_leaves_nothing(string what, string problem)
    {
        string source = Pack("tiny", ("a", [1]), ("b", [2]));
        string path = folder.File("tiny/b");
        switch (what)
        {
            case "other":
                File.WriteAllBytes(path, [3]);
                break;
            case "longer":
                File.WriteAllBytes(path, [2, 2]);
                break;
            case "manifest":
                folder.Write("tiny/manifest.json", "{\"x\":1}");
                break;
            default:
                File.Delete(path);
                break;
        }

        if (what == "link")
        {
            File.CreateSymbolicLink(path, folder.Write("secret", [2]));
        }

        Should.Throw<EncoderException>(() => store.Add(source)).Message.ShouldContain(problem);
        store.List(out IReadOnlyList<UnusableModel> unusable).ShouldBeEmpty();
        unusable.ShouldBeEmpty();
        Remains().ShouldBeEmpty();
    }

    [Fact]
    public void Interrupted_add_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        string source = Pack("tiny", ("a", new byte[1 << 20]));
        var options = new ModelAddOptions { Copied = new Then(stop.Cancel) };
        Should.Throw<OperationCanceledException>(() => store.Add(source, options, stop.Token));
        store.List(out _).ShouldBeEmpty();
        Remains().ShouldBeEmpty();
    }

    [Fact]
    public void What_a_killed_add_left_is_removed_by_the_next_change()
    {
        folder.Write("store/.work/add-other/pack/a", [1]);
        folder.Write("store/.work/add-tiny/pack/zzz", [1]);
        store.List(out IReadOnlyList<UnusableModel> unusable).ShouldBeEmpty();
        unusable.ShouldBeEmpty();
        store.Add(Pack("tiny", ("a", [1])));
        File.Exists(folder.File("store/tiny/zzz")).ShouldBeFalse();
        Remains().ShouldBeEmpty();
    }

    [Fact]
    public void What_another_process_is_adding_is_left_alone()
    {
        folder.Write("store/.work/add-other/pack/a", [1]);
        using (DirectoryLock.Acquire(folder.File("store/.work/add-other")))
        {
            store.Add(Pack("tiny", ("a", [1])));
            File.Exists(folder.File("store/.work/add-other/pack/a")).ShouldBeTrue();
            Should.Throw<StorageException>(() => store.Add(Pack("other", ("a", [1]))));
        }
    }

    [Fact]
    public void Many_at_once_are_added_each_whole()
    {
        string[] sources = [.. Enumerable.Range(0, 12).Select(i => Pack($"model-{i}", ("a", [(byte)i]), ("b", new byte[100_000])))];
        Parallel.ForEach(sources, new ParallelOptions { MaxDegreeOfParallelism = 12 }, source => store.Add(source));
        IReadOnlyList<ModelPack> packs = store.List(out IReadOnlyList<UnusableModel> unusable);
        unusable.ShouldBeEmpty();
        packs.Count.ShouldBe(12);
        foreach (ModelPack pack in packs)
        {
            pack.VerifyFile("b");
            $"model-{pack.ReadFile("a")[0]}".ShouldBe(pack.Manifest.Name);
        }

        Remains().ShouldBeEmpty();
    }

    [Fact]
    public void Of_many_that_add_one_name_one_wins_and_the_others_are_told()
    {
        string source = Pack("tiny", ("a", new byte[300_000]));
        int added = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            try
            {
                store.Add(source);
                Interlocked.Increment(ref added);
            }
            catch (Exception exception) when (exception is EncoderException or StorageException)
            {
                exception.Message.ShouldMatch("is installed already|is in use by another");
            }
        });
        added.ShouldBe(1);
        ModelPack.Open(folder.File("store/tiny")).VerifyFile("a");
        Remains().ShouldBeEmpty();
    }

    [Fact]
    public async Task Readers_see_one_of_two_models_at_every_moment_of_a_replacement()
    {
        store.Add(Pack("tiny", ("a", [0])));
        string[] sources = [.. Enumerable.Range(0, 12).Select(i => Pack($"source-{i}", ("a", [(byte)i])))];
        bool isDone = false;
        Task writing = Task.Run(() =>
        {
            foreach (string source in sources)
            {
                store.Add(source, new ModelAddOptions { Name = "tiny", Replace = true });
            }

            Volatile.Write(ref isDone, true);
        });
        while (!Volatile.Read(ref isDone) && !writing.IsCompleted)
        {
            Directory.Exists(folder.File("store/tiny")).ShouldBeTrue();
        }

        await writing;
    }

    [Fact]
    public void Broken_models_are_listed_apart()
    {
        store.Add(Pack("tiny", ("a", [1])));
        folder.Write("store/empty-one/x", [1]);
        folder.Write("store/damaged/manifest.json", "{");
        Directory.Move(store.Add(Pack("moved", ("a", [1]))).Directory, folder.File("store/renamed"));
        folder.Write("store/Not a name/manifest.json", "{");
        store.List(out IReadOnlyList<UnusableModel> unusable).ShouldHaveSingleItem().Manifest.Name.ShouldBe("tiny");
        unusable.Select(model => model.Name).ShouldBe(["damaged", "empty-one", "renamed"]);
        unusable[2].Problem.Message.ShouldContain("has the name moved, expected renamed");
        var catalog = new ModelCatalog([], []) { Unusable = unusable };
        Should.Throw<EncoderException>(() => catalog.Find("damaged")).ShouldBeSameAs(unusable[0].Problem);
        Should.Throw<EncoderException>(() => catalog.Find("other")).Message.ShouldContain("no model named other");
    }

    [Fact]
    public void Models_are_removed()
    {
        store.Add(Pack("tiny", ("a", [1])));
        store.Remove("tiny");
        store.List(out _).ShouldBeEmpty();
        Remains().ShouldBeEmpty();
        Should.Throw<EncoderException>(() => store.Remove("tiny")).Message.ShouldContain("no model named tiny is installed");
        Should.Throw<EncoderException>(() => store.Remove("../tiny"));
        Should.Throw<EncoderException>(() => store.Remove(".work"));
    }

    [Fact]
    public void Export_is_added_as_it_is()
    {
        WriteExport("All-MiniLM L6", EncoderExport.OfTexts());
        ModelPack added = store.Add(folder.File("All-MiniLM L6"));
        added.Manifest.Name.ShouldBe("all-minilm-l6");
        added.Manifest.Kind.ShouldBe("onnx-text");
        added.Manifest.Dimensions.ShouldBe(32);
        added.Manifest.License.ShouldBe("mit");
        added.Manifest.Files.Select(file => file.Path).ShouldBe(["1_Pooling/config.json", "README.md", "config.json", "onnx/model.onnx", "tokenizer.json"]);
        foreach (ModelFile file in ModelPack.Open(added.Directory).Manifest.Files)
        {
            added.VerifyFile(file.Path);
        }

        ModelPack quantized = store.Add(folder.File("All-MiniLM L6"), new ModelAddOptions { Name = "q8", Variant = "quantized" });
        quantized.Manifest.Files.ShouldContain(file => file.Path == "onnx/model_quantized.onnx");
        quantized.Space.Digest.ShouldNotBe(added.Space.Digest);
    }

    [Fact]
    public void Snapshot_of_the_fields_own_cache_is_added_over_its_links()
    {
        foreach ((string path, byte[] content) in EncoderExport.OfTexts())
        {
            string blob = folder.Write($"models--o--n/blobs/{path.Replace('/', '-')}", content);
            string link = folder.File($"models--o--n/snapshots/5c9b/{path}");
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, blob));
        }

        ModelPack added = store.Add(folder.File("models--o--n/snapshots/5c9b"), new ModelAddOptions { Name = "n" });
        new FileInfo(Path.Combine(added.Directory, "onnx/model.onnx")).LinkTarget.ShouldBeNull();
        added.VerifyFile("onnx/model.onnx");
    }

    [Fact]
    public void Link_out_of_an_export_is_refused()
    {
        WriteExport("export", EncoderExport.OfTexts());
        File.Delete(folder.File("export/config.json"));
        File.CreateSymbolicLink(folder.File("export/config.json"), folder.Write("secret", "{}"));
        Should.Throw<EncoderException>(() => store.Add(folder.File("export"))).Message.ShouldContain("leads out of the pack");
        Remains().ShouldBeEmpty();
    }

    [Fact]
    public void What_is_no_model_is_refused()
    {
        Should.Throw<EncoderException>(() => store.Add(folder.File("nowhere"))).Message.ShouldContain("is not there");
        Should.Throw<EncoderException>(() => store.Add(folder.Write("file", "x"))).Message.ShouldContain("is a file");
        Directory.CreateDirectory(folder.File("nothing"));
        Should.Throw<EncoderException>(() => store.Add(folder.File("nothing")));
        Should.Throw<EncoderException>(() => store.Add(Pack("tiny", ("a", [1])), new ModelAddOptions { Variant = "fp16" })).Message.ShouldContain("have no variants");
    }

    private string Pack(string name, params (string Path, byte[] Content)[] files)
    {
        foreach ((string path, byte[] content) in files)
        {
            folder.Write($"{name}/{path}", content);
        }

        folder.Write($"{name}/manifest.json", ModelPackTests.ManifestOf(name, files).ToJson());
        return folder.File(name);
    }

    private void WriteExport(string name, Dictionary<string, byte[]> files)
    {
        foreach ((string path, byte[] content) in files)
        {
            folder.Write($"{name}/{path}", content);
        }
    }

    /// <summary>What lies in the store besides models and its lock.</summary>
    private string[] Remains() => Directory.Exists(store.Directory)
        ? [.. Directory.GetFileSystemEntries(store.Directory, ".*").Select(path => Path.GetFileName(path)!).Where(name => name != ".lock")]
        : [];

    private sealed class Then(Action action) : IProgress<long>
    {
        public void Report(long value) => action();
    }
}
