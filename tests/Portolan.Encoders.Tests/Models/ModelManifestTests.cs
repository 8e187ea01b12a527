using System.Collections.Immutable;
using System.Text;
using Portolan.Encoders.Models;

namespace Portolan.Encoders.Tests.Models;

public sealed class ModelManifestTests
{
    public const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private const string Text = """
        {
          "format": "portolan-model-pack",
          "format_version": 1,
          "name": "minilm",
          "version": "3",
          "kind": "onnx-text",
          "dimensions": 384,
          "license": "Apache-2.0",
          "source": "https://example.org/o/n@3",
          "modalities": [
            "text"
          ],
          "files": [
            {
              "path": "config.json",
              "size": 4,
              "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
            },
            {
              "path": "onnx/model.onnx",
              "size": 5000000000,
              "sha256": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
            }
          ],
          "settings": {
            "pooling": "mean",
            "prefix": "query: "
          }
        }

        """;

    [Fact]
    public void Manifest_is_written_as_the_format_page_shows_it_and_read_back()
    {
        var manifest = ModelManifest.Parse(Encoding.UTF8.GetBytes(Text));
        Encoding.UTF8.GetString(manifest.ToJson()).ShouldBe(Text);
        manifest.Name.ShouldBe("minilm");
        manifest.Kind.ShouldBe("onnx-text");
        manifest.Files[1].ShouldBe(new ModelFile("onnx/model.onnx", 5_000_000_000, "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"));
        manifest.Settings["prefix"].ShouldBe("query: ");
    }

    [Fact]
    public void Order_of_fields_files_and_settings_does_not_matter()
    {
        string other = """
            {"settings": {"prefix": "query: ", "pooling": "mean"}, "modalities": ["text"], "name": "minilm", "version": "3", "license": "Apache-2.0",
             "files": [{"sha256": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752", "size": 5000000000, "path": "onnx\/model.onnx"},
                       {"path": "config.json", "size": 4, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}],
             "dimensions": 384, "source": "https://example.org/o/n@3", "kind": "onnx-text", "format_version": 1, "format": "portolan-model-pack"}
            """;
        Encoding.UTF8.GetString(ModelManifest.Parse(Encoding.UTF8.GetBytes(other)).ToJson()).ShouldBe(Text);
    }

    [Theory]
    [InlineData("\"portolan-model-pack\"", "\"zip\"", "format 'zip'")]
    [InlineData("\"format_version\": 1", "\"format_version\": 2", "format_version 2, expected 1")]
    [InlineData("\"minilm\"", "\"../x\"", "name '../x'")]
    [InlineData("\"minilm\"", "\"MiniLM\"", "name 'MiniLM'")]
    [InlineData("\"minilm\"", "7", "Number, expected a string as name")]
    [InlineData("\"onnx-text\"", "\"pickle\"", "kind 'pickle', expected one of use-lite")]
    [InlineData("384", "0", "dimensions 0, expected 1 to 65536")]
    [InlineData("384", "65537", "dimensions 65537")]
    [InlineData("384", "384.5", "no whole number of 64 bits as dimensions")]
    [InlineData("384", "1e999", "no whole number of 64 bits as dimensions")]
    [InlineData("\"Apache-2.0\"", "\"\"", "license ''")]
    [InlineData("\"Apache-2.0\"", "\"a\\nb\"", "license 'a?b'")]
    [InlineData("\"text\"\n", "\"image\"\n", "modalities [image], expected [text] for the kind onnx-text")]
    [InlineData("\"text\"\n", "\"text\", \"text\"\n", "modalities [text, text]")]
    [InlineData("\"text\"\n", "\"text\", \"text\", \"text\"\n", "more than 2 entries in modalities")]
    [InlineData("\"text\"\n", "\n", "modalities []")]
    [InlineData("\"config.json\"", "\"../config.json\"", "path '../config.json', expected a path inside the pack")]
    [InlineData("\"config.json\"", "\"/etc/passwd\"", "path '/etc/passwd'")]
    [InlineData("\"config.json\"", "\"a/./b\"", "path 'a/./b'")]
    [InlineData("\"config.json\"", "\"a//b\"", "path 'a//b'")]
    [InlineData("\"config.json\"", "\"a\\\\b\"", "path 'a\\b'")]
    [InlineData("\"config.json\"", "\"C:x\"", "path 'C:x'")]
    [InlineData("\"config.json\"", "\"a\\u0000b\"", "path 'a?b'")]
    [InlineData("\"config.json\"", "\"manifest.json\"", "which is the manifest itself")]
    [InlineData("\"config.json\"", "\"ONNX/model.onnx\"", "the path 'onnx/model.onnx' twice")]
    [InlineData("\"size\": 4", "\"size\": -1", "size -1")]
    [InlineData("\"size\": 4", "\"size\": 1099511627777", "size 1099511627777")]
    [InlineData("\"9f86d081", "\"9F86d081", "sha256 '9F86d081")]
    [InlineData("\"9f86d081", "\"f86d081", "expected 64 lower-case hexadecimal digits")]
    [InlineData("\"pooling\"", "\"Pooling\"", "the setting 'Pooling'")]
    [InlineData("\"mean\"", "true", "True, expected a string as settings.pooling")]
    [InlineData("\"prefix\"", "\"pooling\"", "the field 'pooling' of settings twice")]
    [InlineData("\"version\": \"3\"", "\"kind\": \"onnx-text\"", "the field 'kind' of the manifest twice")]
    [InlineData("\"version\": \"3\",", "", "no field 'version'")]
    [InlineData("\"version\": \"3\"", "\"version\": \"3\", \"author\": \"me\"", "the field 'author', which format version 1 does not have")]
    [InlineData("\"size\": 4", "\"size\": 4, \"mode\": 7", "the field 'mode' in a file")]
    [InlineData("\"size\": 4,", "", "a file without path, size or sha256")]
    [InlineData("\"query: \"", "\"\\ud800\"", "a string that is no Unicode")]
    [InlineData("\"query: \"", "[[[[[]]]]]", "StartArray, expected a string as settings.prefix")]
    [InlineData("\"version\": \"3\"", "\"version\": {\"a\":{\"a\":{\"a\":{\"a\":{}}}}}", "StartObject, expected a string as version")]
    public void What_is_wrong_is_named_with_its_place(string what, string by, string problem)
    {
        string broken = Text.Replace(what, by, StringComparison.Ordinal);
        broken.ShouldNotBe(Text);
        EncoderException exception = Should.Throw<EncoderException>(() => ModelManifest.Parse(Encoding.UTF8.GetBytes(broken), "p/manifest.json"));
        exception.Message.ShouldContain(problem);
        exception.Path.ShouldBe("p/manifest.json");
        exception.Offset.ShouldBeInRange(0, broken.Length);
    }

    [Fact]
    public void Offset_is_that_of_the_value()
    {
        byte[] broken = Encoding.UTF8.GetBytes(Text.Replace("384", "-384", StringComparison.Ordinal));
        EncoderException exception = Should.Throw<EncoderException>(() => ModelManifest.Parse(broken));
        exception.Offset.ShouldBe(broken.AsSpan().IndexOf("-384"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{} {}")]
    [InlineData("nonsense")]
    [InlineData("\uFEFF{}")]
    public void Other_things_are_refused(string text) =>
        Should.Throw<EncoderException>(() => ModelManifest.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Nothing_may_follow_the_object() =>
        Should.Throw<EncoderException>(() => ModelManifest.Parse(Encoding.UTF8.GetBytes(Text + "{}"))).Message.ShouldContain("is no manifest");

    [Fact]
    public void Deep_nesting_and_size_are_bounded()
    {
        Should.Throw<EncoderException>(() => ModelManifest.Parse(Encoding.UTF8.GetBytes(new string('[', 100_000))));
        Should.Throw<EncoderException>(() => ModelManifest.Parse(Encoding.UTF8.GetBytes("{\"format\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)))));
        Should.Throw<EncoderException>(() => ModelManifest.Parse(new byte[(1 << 20) + 1])).Message.ShouldContain("expected at most 1048576");
        string files = string.Join(',', Enumerable.Range(0, 4097).Select(i => $$"""{"path":"{{i}}","size":0,"sha256":"{{Digest}}"}"""));
        Should.Throw<EncoderException>(() => ModelManifest.Parse(Encoding.UTF8.GetBytes($$"""{"files":[{{files}}]}"""))).Message.ShouldContain("more than 4096 files");
    }

    [Fact]
    public void What_could_not_be_read_is_not_written()
    {
        var good = ModelManifest.Parse(Encoding.UTF8.GetBytes(Text));
        foreach ((ModelManifest bad, string problem) in new (ModelManifest, string)[]
            {
                (good with { Name = "A" }, "name"), (good with { Kind = "x" }, "kind"), (good with { Dimensions = 0 }, "dimensions"), (good with { License = "" }, "license"),
                (good with { Modalities = [] }, "modalities"), (good with { Modalities = default }, "modalities"), (good with { Files = default }, "files"),
                (good with { Files = [new("..", 0, Digest)] }, "path"), (good with { Files = [new("a", -1, Digest)] }, "size"), (good with { Files = [new("a", 1, "")] }, "sha256"),
                (good with { Files = [new("a", 1, Digest), new("A", 1, Digest)] }, "twice"),
                (good with { Settings = ImmutableSortedDictionary<string, string>.Empty.Add("a b", "") }, "settings"),
                (good with { Settings = ImmutableSortedDictionary<string, string>.Empty.Add("a", "\ud800") }, "settings.a"),
            })
        {
            Should.Throw<ArgumentException>(bad.ToJson).Message.ShouldContain(problem);
        }
    }

    [Fact]
    public void Any_bytes_are_a_manifest_or_an_error()
    {
        byte[] seed = Encoding.UTF8.GetBytes(Text);
        var random = new Random(20261122);
        for (int round = 0; round < 4000; round++)
        {
            byte[] mutated = [.. seed];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                int at = random.Next(mutated.Length);
                switch (random.Next(3))
                {
                    case 0:
                        mutated[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        mutated = [.. mutated[..at], .. mutated[Math.Min(mutated.Length, at + random.Next(20))..]];
                        break;
                    default:
                        mutated = [.. mutated[..at], .. seed.AsSpan(random.Next(seed.Length - 20), 20), .. mutated[at..]];
                        break;
                }
            }

            ModelManifest.Fuzz(mutated);
        }
    }
}
