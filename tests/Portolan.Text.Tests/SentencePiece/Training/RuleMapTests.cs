using System.Security.Cryptography;
using System.Text;
using Portolan.Testing;
using Portolan.Text.SentencePiece.Internals;
using Portolan.Text.SentencePiece.Training;
using Portolan.Text.SentencePiece.Training.CharacterMaps;

namespace Portolan.Text.Tests.SentencePiece.Training;

public sealed class RuleMapTests
{
    // SHA-256 of all entries, "key TAB replacement LF" in code point order, of the compiled maps in models that spm_train 0.1.97
    // (Debian 12) wrote with each rule, read back by walking their double arrays.
    [Theory]
    [InlineData(NormalizationRule.NmtNfkc, 224725, "e1cb330aa358a5d8265d834fa8844e561e58f43caf9afccce07c91054ff3687a")]
    [InlineData(NormalizationRule.Nfkc, 224682, "8090f800f7121ef201c8a1bbda4577e0f4212594b07f30b500b2522da031fe82")]
    [InlineData(NormalizationRule.NmtNfkcCaseFold, 226038, "74b07f89d663ce768fa2387ba5b91c87bfea38220af69ccd1015df634e10a8d0")]
    [InlineData(NormalizationRule.NfkcCaseFold, 225995, "b24f282d9d2eed1a8c4f9dc637c0f2fc3b0b9fd24206eb23a6bf1c7829f09e0f")]
    public void A_rule_has_the_entries_of_the_peers_map(NormalizationRule rule, int count, string digest)
    {
        RuleMap map = RuleMap.Of(rule);

        map.Entries.Count.ShouldBe(count);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string key, string value) in map.Entries)
        {
            sha.AppendData(Encoding.UTF8.GetBytes($"{key}\t{value}\n"));
        }

        Convert.ToHexStringLower(sha.GetHashAndReset()).ShouldBe(digest);
    }

    [Fact]
    public void The_compiled_map_gives_every_entry_and_nothing_else()
    {
        RuleMap map = RuleMap.Of(NormalizationRule.NmtNfkc);
        byte[] compiled = MapCompiler.Compile(map);
        CharacterMap read = CharacterMap.Read(new NormalizerDescription { CompiledMap = compiled }, "map")!;

        compiled.Length.ShouldBeLessThan(250_000);
        var single = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string key, string value) in map.Entries)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(key);
            if (read.LongestRule(bytes, out ReadOnlySpan<byte> replacement) != bytes.Length || Encoding.UTF8.GetString(replacement) != value)
            {
                Assert.Fail($"{key} gives {Encoding.UTF8.GetString(replacement)}, expected {value}");
            }

            single.Add(key);
        }

        for (int codePoint = 1; codePoint <= 0x10FFFF; codePoint++)
        {
            if (codePoint is < 0xD800 or >= 0xE000)
            {
                string text = char.ConvertFromUtf32(codePoint);
                if (read.LongestRule(Encoding.UTF8.GetBytes(text), out _) > 0 != single.Contains(text))
                {
                    Assert.Fail($"U+{codePoint:X4}");
                }
            }
        }
    }

    [SharedDataFact]
    public void Every_character_normalises_as_in_a_model_of_the_peer()
    {
        ModelDescription peer = ModelDescription.Parse(File.ReadAllBytes(SharedData.PathOf("oracles/sentencepiece/sp8000.model")), "sp8000.model");
        CharacterMap theirs = CharacterMap.Read(peer.Normalizer, "sp8000.model")!;
        CharacterMap ours = CharacterMap.Read(new NormalizerDescription { CompiledMap = MapCompiler.Compile(RuleMap.Of(NormalizationRule.NmtNfkc)) }, "map")!;
        Span<byte> pair = stackalloc byte[8];
        foreach (int second in (ReadOnlySpan<int>)[0x301, 0x327, 0x3099, 0xFF9E, 0x1161, 0x11A8])
        {
            for (int codePoint = 1; codePoint <= 0x10FFFF; codePoint++)
            {
                if (codePoint is >= 0xD800 and < 0xE000)
                {
                    continue;
                }

                int length = new Rune(codePoint).EncodeToUtf8(pair);
                length += new Rune(second).EncodeToUtf8(pair[length..]);
                int matched = theirs.LongestRule(pair[..length], out ReadOnlySpan<byte> wanted);
                if (ours.LongestRule(pair[..length], out ReadOnlySpan<byte> found) != matched || !found.SequenceEqual(wanted))
                {
                    Assert.Fail($"U+{codePoint:X4} U+{second:X4}");
                }
            }
        }
    }

    [Fact]
    public void Identity_has_no_map() => MapCompiler.Compile(RuleMap.Of(NormalizationRule.Identity)).ShouldBeEmpty();
}
