using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.Tokenizers;

namespace Portolan.Text.Tests.Tokenizers;

public sealed class TextTokenizerTests
{
    public static TheoryData<string> Names => [.. TokenizerGolden.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Numbers_are_those_of_Hugging_Faces_tokenizers(string name)
    {
        TextTokenizer tokenizer = TokenizerGolden.Open(name);
        var wrong = new List<string>();
        foreach ((string text, int[] expected) in TokenizerGolden.Cases(name))
        {
            // The peer calls each of several words that the first character becomes the first word; here only the first of them is.
            if (name == "words" && text.Length > 0 && "½…ﷺ".Contains(text[0]))
            {
                continue;
            }

            int[] found = TokenizerGolden.Encode(tokenizer, text);
            if (!found.SequenceEqual(expected))
            {
                wrong.Add($"{JsonSerializer.Serialize(text)}: {string.Join(' ', found)} instead of {string.Join(' ', expected)}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void A_SentencePiece_model_has_the_numbers_of_XLM_R()
    {
        using var folder = new TemporaryFolder();
        File.Copy(TokenizerGolden.PathOf("xlmr.sentencepiece.bpe.model"), Path.Combine(folder.Path, "sentencepiece.bpe.model"));
        File.WriteAllText(Path.Combine(folder.Path, "tokenizer_config.json"), """{"tokenizer_class":"XLMRobertaTokenizer"}""");
        TextTokenizer tokenizer = TextTokenizer.Load(folder.Path);
        foreach ((string text, int[] expected) in TokenizerGolden.Cases("fairseq"))
        {
            TokenizerGolden.Encode(tokenizer, text).ShouldBe(expected, text);
        }

        tokenizer.PadId.ShouldBe(1);
        TokenizerGolden.Encode(tokenizer, "a</s>b").ShouldContain(2);
    }

    [Fact]
    public void A_SentencePiece_model_of_another_kind_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.Copy(TokenizerGolden.PathOf("xlmr.sentencepiece.bpe.model"), Path.Combine(folder.Path, "sentencepiece.bpe.model"));
        Should.Throw<StorageException>(() => TextTokenizer.Load(folder.Path)).Message.ShouldContain("tokenizer_class");
        File.WriteAllText(Path.Combine(folder.Path, "tokenizer_config.json"), """{"tokenizer_class":"CamembertTokenizer"}""");
        Should.Throw<StorageException>(() => TextTokenizer.Load(folder.Path)).Message.ShouldContain("CamembertTokenizer");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cutting_keeps_the_start_and_the_special_tokens(string name)
    {
        TextTokenizer tokenizer = TokenizerGolden.Open(name);
        const string Text = "The old harbour lies at the mouth of the river, and ships come in with the tide.";
        var whole = new List<int>();
        tokenizer.Encode(Text, whole);
        whole.Count.ShouldBe(tokenizer.CountTokens(Text) + tokenizer.SpecialTokenCount);
        int before = tokenizer.SpecialTokenCount / 2;
        for (int most = tokenizer.SpecialTokenCount; most < whole.Count + 2; most++)
        {
            var cut = new List<int>();
            tokenizer.Encode(Text, cut, most).ShouldBe(Math.Min(most, whole.Count));
            int content = cut.Count - tokenizer.SpecialTokenCount;
            cut.Take(before + content).ShouldBe(whole.Take(before + content));
            cut.Skip(before + content).ShouldBe(whole.TakeLast(tokenizer.SpecialTokenCount - before));
        }

        Should.Throw<ArgumentOutOfRangeException>(() => tokenizer.Encode(Text, [], tokenizer.SpecialTokenCount - 1));
    }

    [Fact]
    public void A_list_of_words_is_the_same_tokeniser_as_its_json()
    {
        using var folder = new TemporaryFolder();
        JsonObject vocabulary = JsonNode.Parse(TokenizerGolden.Json("bert"))!["model"]!["vocab"]!.AsObject();
        File.WriteAllText(Path.Combine(folder.Path, "vocab.txt"), string.Concat(vocabulary.OrderBy(entry => (int)entry.Value!).Select(entry => entry.Key + "\n")));
        AssertSame("bert", folder.Path, 48);
    }

    [Fact]
    public void A_cased_list_of_words_says_so_in_its_configuration()
    {
        using var folder = new TemporaryFolder();
        JsonObject vocabulary = JsonNode.Parse(TokenizerGolden.Json("bert-cased"))!["model"]!["vocab"]!.AsObject();
        File.WriteAllText(Path.Combine(folder.Path, "vocab.txt"), string.Join("\r\n", vocabulary.OrderBy(entry => (int)entry.Value!).Select(entry => entry.Key)));
        File.WriteAllText(Path.Combine(folder.Path, "tokenizer_config.json"), """{"do_lower_case":false,"cls_token":{"content":"[CLS]"}}""");
        AssertSame("bert-cased", folder.Path, 48);
    }

    [Theory]
    [InlineData("clip")]
    [InlineData("roberta")]
    public void Vocabulary_and_merges_are_the_same_tokeniser_as_their_json(string name)
    {
        using var folder = new TemporaryFolder();
        JsonNode model = JsonNode.Parse(TokenizerGolden.Json(name))!["model"]!;
        File.WriteAllText(Path.Combine(folder.Path, "vocab.json"), model["vocab"]!.ToJsonString());
        IEnumerable<string> merges = model["merges"]!.AsArray().Select(merge => merge is JsonArray pair ? $"{pair[0]} {pair[1]}" : (string)merge!);
        File.WriteAllText(Path.Combine(folder.Path, "merges.txt"), "#version: 0.2\n" + string.Concat(merges.Select(merge => merge + "\n")));

        // The json of the fixtures looks for the begin mark of CLIP in lower-cased text, which the older files do not.
        AssertSame(name, folder.Path, int.MaxValue, text => !text.Contains("<|STARTOFTEXT|>", StringComparison.Ordinal));
    }

    [Fact]
    public void Threads_share_a_tokeniser()
    {
        TextTokenizer tokenizer = TokenizerGolden.Open("xlmr");
        (string Text, int[] Ids)[] cases = [.. TokenizerGolden.Cases("xlmr")];
        Parallel.For(0, 4 * cases.Length, i => TokenizerGolden.Encode(tokenizer, cases[i % cases.Length].Text).ShouldBe(cases[i % cases.Length].Ids));
    }

    [Fact]
    public void Merging_by_a_queue_gives_what_merging_by_hand_gives()
    {
        TextTokenizer tokenizer = TokenizerGolden.Open("roberta");
        JsonNode model = JsonNode.Parse(TokenizerGolden.Json("roberta"))!["model"]!;
        Dictionary<string, int> ids = model["vocab"]!.AsObject().ToDictionary(entry => entry.Key, entry => (int)entry.Value!);
        Dictionary<(string, string), int> ranks = model["merges"]!.AsArray().Select((pair, rank) => (((string)pair![0]!, (string)pair[1]!), rank)).ToDictionary();
        var random = new Random(6);
        const string Letters = "theraoinsldgk";
        for (int round = 0; round < 300; round++)
        {
            string word = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Letters[random.Next(Letters.Length)]));
            List<string> symbols = [.. word.Select(letter => letter.ToString())];
            while (true)
            {
                int best = -1;
                int bestRank = int.MaxValue;
                for (int i = 0; i + 1 < symbols.Count; i++)
                {
                    if (ranks.TryGetValue((symbols[i], symbols[i + 1]), out int rank) && rank < bestRank)
                    {
                        (best, bestRank) = (i, rank);
                    }
                }

                if (best < 0)
                {
                    break;
                }

                symbols[best] += symbols[best + 1];
                symbols.RemoveAt(best + 1);
            }

            TokenizerGolden.Encode(tokenizer, word)[1..^1].ShouldBe(symbols.Select(symbol => ids[symbol]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Long_words_and_runs_of_marks_are_encoded(string name)
    {
        // Quadratic work would take minutes for these.
        TextTokenizer tokenizer = TokenizerGolden.Open(name);
        foreach (string unit in new[] { "a", "th", " ", "\u0301", "a\u0323\u0301", "<", "'", "▁", "[MASK]", "\n", "古" })
        {
            string text = string.Concat(Enumerable.Repeat(unit, 400_000 / unit.Length));
            tokenizer.CountTokens(text).ShouldBeGreaterThanOrEqualTo(0);
        }
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("{}", "no model")]
    [InlineData("""{"model":[]}""", "expected an object")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{}}}""", "WordLevel")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":0}}}""", "[UNK]")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":-1}}}""", "has no number")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":99999999}}}""", "has no number")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0,"a":1,"a":2}}}""", "twice")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b"]}}""", "ab")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b c"]}}""", "merge 0")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":[["a"]]}}""", "merge 0")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a",0]]}}""", "unk_id")]
    [InlineData("""{"model":{"type":"Unigram","unk_id":0,"vocab":[["a"]]}}""", "piece 0")]
    [InlineData("""{"model":{"type":"Unigram","unk_id":0,"vocab":[["a",1e999]]}}""", "score")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"normalizer":{"type":"Nmt"}}""", "Nmt")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"normalizer":{"type":"Replace","pattern":{"Regex":"(a+)+$"}}}""", "(a+)+$")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"normalizer":{"type":"Precompiled","precompiled_charsmap":"AAAA!"}}""", "base64")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"normalizer":{"type":"Precompiled","precompiled_charsmap":"/////w=="}}""", "character map")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"pre_tokenizer":{"type":"Digits"}}""", "Digits")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"pre_tokenizer":{"type":"Split","pattern":{"Regex":"x"},"behavior":"Removed","invert":false}}""", "\"x\"")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"X"}}]}}""", "special token X")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"added_tokens":[{"content":"x"}]}""", "added token 0")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"truncation":{"direction":"Left","max_length":4}}""", "left")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"\ud800":0}}}""", "JSON")]
    public void What_cannot_be_used_is_refused_with_a_reason(string json, string reason)
    {
        StorageException error = Should.Throw<StorageException>(() => TextTokenizer.Load(name => name == "tokenizer.json" ? Encoding.UTF8.GetBytes(json) : null, "folder"));
        error.Message.ShouldContain(reason);
        error.Message.ShouldContain("tokenizer.json");
        error.Hint.ShouldNotBeNull();
    }

    [Fact]
    public void Json_that_is_nested_too_deep_is_refused()
    {
        string nested = string.Concat(Enumerable.Repeat("""{"type":"Sequence","normalizers":[""", 5000));
        Should.Throw<StorageException>(() => TextTokenizer.Load(_ => Encoding.UTF8.GetBytes("""{"normalizer":""" + nested), "folder")).Message.ShouldContain("JSON");
        string many = string.Join(',', Enumerable.Repeat("""{"type":"NFC"}""", 300));
        string json = """{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"normalizer":{"type":"Sequence","normalizers":[""" + many + "]}}";
        Should.Throw<StorageException>(() => TextTokenizer.Load(name => name == "tokenizer.json" ? Encoding.UTF8.GetBytes(json) : null, "folder")).Message.ShouldContain("steps");
    }

    [Fact]
    public void A_directory_without_a_tokeniser_is_told()
    {
        using var folder = new TemporaryFolder();
        StorageException error = Should.Throw<StorageException>(() => TextTokenizer.Load(folder.Path));
        error.Message.ShouldContain("vocab.txt");
        error.Message.ShouldContain(folder.Path);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_files_are_refused_or_read_but_never_break_anything(string name)
    {
        byte[] whole = TokenizerGolden.Json(name);
        var random = new Random(whole.Length);
        int read = 0;
        for (int round = 0; round < 150; round++)
        {
            byte[] damaged = whole[..(round % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int i = 0; i < 1 + (round % 4) && damaged.Length > 0; i++)
            {
                int at = random.Next(damaged.Length);
                damaged[at] = round % 2 == 0 ? (byte)random.Next(256) : (byte)"0123456789,:[]{}\"-eE tfn"[random.Next(24)];
            }

            read += TextTokenizer.Fuzz(damaged) ? 1 : 0;
        }

        read.ShouldBeGreaterThan(0, "mutations should not all be syntax errors");
        TextTokenizer.Fuzz(whole).ShouldBeTrue(name.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("bert", "vocab.txt")]
    [InlineData("clip", "vocab.json")]
    [InlineData("clip", "merges.txt")]
    [InlineData("clip", "tokenizer_config.json")]
    [InlineData("xlmr", "sentencepiece.bpe.model")]
    public void Damaged_older_files_are_refused_or_read_but_never_break_anything(string name, string damagedFile)
    {
        JsonNode model = JsonNode.Parse(TokenizerGolden.Json(name))!["model"]!;
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["tokenizer_config.json"] = Encoding.UTF8.GetBytes(name == "xlmr" ? """{"tokenizer_class":"XLMRobertaTokenizer"}""" : """{"do_lower_case":true,"pad_token":{"content":"!"}}"""),
        };
        switch (name)
        {
            case "bert":
                files["vocab.txt"] = Encoding.UTF8.GetBytes(string.Join('\n', model["vocab"]!.AsObject().Select(entry => entry.Key)));
                break;
            case "clip":
                files["vocab.json"] = Encoding.UTF8.GetBytes(model["vocab"]!.ToJsonString());
                files["merges.txt"] = Encoding.UTF8.GetBytes(string.Join('\n', model["merges"]!.AsArray().Select(merge => (string)merge!)));
                break;
            default:
                files["sentencepiece.bpe.model"] = File.ReadAllBytes(TokenizerGolden.PathOf("xlmr.sentencepiece.bpe.model"));
                break;
        }

        TextTokenizer.Load(file => files.GetValueOrDefault(file), "whole").CountTokens("The quick brown fox").ShouldBeGreaterThan(3);
        byte[] whole = files[damagedFile];
        var random = new Random(whole.Length);
        for (int round = 0; round < 150; round++)
        {
            byte[] damaged = whole[..(round % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int i = 0; i < 1 + (round % 3) && damaged.Length > 0; i++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(round % 2 == 0 ? 256 : 128);
            }

            files[damagedFile] = damaged;
            try
            {
                TextTokenizer.Load(file => files.GetValueOrDefault(file), "damaged").CountTokens("The quick brown fox vaut 3½ 你好 <|endoftext|>");
            }
            catch (StorageException exception)
            {
                exception.Message.ShouldContain("damaged");
            }
        }
    }

    private static void AssertSame(string name, string folder, int maxTokens, Func<string, bool>? isComparable = null)
    {
        TextTokenizer tokenizer = TextTokenizer.Load(folder);
        foreach ((string text, int[] expected) in TokenizerGolden.Cases(name).Where(entry => isComparable?.Invoke(entry.Text) ?? true))
        {
            var ids = new List<int>();
            tokenizer.Encode(text, ids, maxTokens);
            ids.ToArray().ShouldBe(expected, text);
        }
    }
}
