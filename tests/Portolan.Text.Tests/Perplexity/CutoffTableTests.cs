using System.Text;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.Perplexity;

namespace Portolan.Text.Tests.Perplexity;

public class CutoffTableTests
{
    [Fact]
    public void A_table_in_ccnets_format_is_read()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("cutoff.csv", "\uFEFF,de,en,zh-Hant\r\n0,10,9.5,\r\n30,370,340,nan\r\n60.0,590,520.5,\"1e3\"\r\n100,99999.9,8,7\r\n");

        CutoffTable table = CutoffTable.Read(path);

        table.Languages.ShouldBe(["de", "en", "zh-Hant"]);
        (table["de", 30], table["de", 60], table["en", 60]).ShouldBe((370, 590, 520.5));
        table["zh-Hant", 60].ShouldBe(1000);
        double.IsNaN(table["zh-Hant", 30]).ShouldBeTrue();
        double.IsNaN(table["de", 31]).ShouldBeTrue();
        double.IsNaN(table["fr", 30]).ShouldBeTrue();
        Should.Throw<ArgumentOutOfRangeException>(() => table["de", 101]);
        Should.Throw<ArgumentOutOfRangeException>(() => table["de", -1]);
    }

    [Theory]
    [InlineData("", "line 1: expected an empty name and then language codes")]
    [InlineData(",de,../etc\n", "line 1: expected an empty name")]
    [InlineData(",de,de\n0,1,1", "line 1: language de occurs twice")]
    [InlineData(",de\n0,1,2", "line 2: found 3 cells, expected 2")]
    [InlineData(",de\n0,1\n0,2", "line 3: found '0'")]
    [InlineData(",de\n101,1", "line 2: found '101', expected a percentile from 0 to 100")]
    [InlineData(",de\n-1,1", "line 2: found '-1'")]
    [InlineData(",de\n0.5,1", "line 2: found '0.5'")]
    [InlineData(",de\n0,high", "line 2: found 'high', expected a perplexity")]
    [InlineData(",de\n0,-1", "line 2: found '-1', expected a perplexity")]
    [InlineData(",de\n0,Infinity", "line 2: found 'Infinity'")]
    public void What_is_no_table_is_refused_with_its_line(string text, string message)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("bad.csv", text);
        StorageException error = Should.Throw<StorageException>(() => CutoffTable.Read(path));
        error.Message.ShouldStartWith(path);
        error.Message.ShouldContain(message);
        error.Hint!.ShouldContain("cutoff.csv");
    }

    [Fact]
    public void A_missing_or_huge_file_is_refused()
    {
        using TemporaryFolder folder = new();
        Should.Throw<StorageException>(() => CutoffTable.Read(folder.File("none.csv"))).Message.ShouldContain("there is no table of cut-offs");
        using (FileStream file = File.Create(folder.File("huge.csv")))
        {
            file.SetLength((1 << 24) + 1);
        }

        Should.Throw<StorageException>(() => CutoffTable.Read(folder.File("huge.csv"))).Message.ShouldContain("16777217 bytes");
    }

    [Fact]
    public void A_measured_table_is_written_and_read_back()
    {
        using TemporaryFolder folder = new();
        double[] english = [.. Enumerable.Range(0, 101).Select(p => 10 + p / 10.0)], german = [.. english.Select(v => v * 7.3)];
        german[5] = double.NaN;
        var table = new CutoffTable(new Dictionary<string, IReadOnlyList<double>> { ["en"] = english, ["de"] = german });

        table.Write(folder.File("cutoff.csv"));

        string[] lines = File.ReadAllLines(folder.File("cutoff.csv"));
        lines.Length.ShouldBe(102);
        lines[0].ShouldBe(",de,en");
        lines[1].ShouldBe("0,73.0,10.0");
        lines[6].ShouldBe("5,,10.5");
        CutoffTable again = CutoffTable.Read(folder.File("cutoff.csv"));
        for (int p = 0; p <= 100; p++)
        {
            again["en", p].ShouldBe(english[p]);
            again["de", p].ShouldBe(german[p]);
        }
    }

    [Fact]
    public void A_table_needs_a_value_for_each_percentile()
    {
        Should.Throw<ArgumentException>(() => new CutoffTable(new Dictionary<string, IReadOnlyList<double>> { ["en"] = new double[100] })).Message.ShouldContain("'en' has 100 percentiles");
        Should.Throw<ArgumentException>(() => new CutoffTable(new Dictionary<string, IReadOnlyList<double>> { ["../x"] = new double[101] })).Message.ShouldContain("'../x'");
    }

    [Fact]
    public void Whatever_the_bytes_only_a_storage_exception_comes_of_it()
    {
        byte[] good = Encoding.UTF8.GetBytes(",de,en\n0,10.5,9\n30,370,340\n60,590,520\n100,99999.9,nan\n");
        CutoffTable.Fuzz(good).ShouldBeTrue();
        var random = new Random(11);
        int accepted = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] bytes = [.. good];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(i % 2 == 0 ? 256 : 128);
            }

            accepted += CutoffTable.Fuzz(bytes.AsSpan(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length))) ? 1 : 0;
        }

        accepted.ShouldBeInRange(1, 3999);
    }
}
