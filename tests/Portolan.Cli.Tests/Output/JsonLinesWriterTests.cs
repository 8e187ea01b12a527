using Portolan.Testing;
using System.Text;
using Portolan.Cli.Output;

namespace Portolan.Cli.Tests.Output;

public sealed class JsonLinesWriterTests
{
    [Fact]
    public void Each_line_starts_with_its_type_and_keeps_letters_readable()
    {
        var stream = new MemoryStream();
        using var json = new JsonLinesWriter(stream);
        json.Begin("document").WriteString("text", "Grüße, 世界 <b>\"quoted\"</b>\n");
        json.End();
        json.BeginSummary().WriteNumber("documents", 1);
        json.End();
        Encoding.UTF8.GetString(stream.ToArray()).ShouldBe(
            "{\"type\":\"document\",\"text\":\"Grüße, 世界 <b>\\\"quoted\\\"</b>\\n\"}\n{\"type\":\"summary\",\"documents\":1}\n");
    }

    [Fact]
    public void Nothing_follows_the_summary()
    {
        using var json = new JsonLinesWriter(Stream.Null);
        json.BeginSummary();
        json.End();
        Should.Throw<InvalidOperationException>(() => json.Begin("document"));
    }

    [Fact]
    public void Lines_cost_no_garbage()
    {
        using var json = new JsonLinesWriter(Stream.Null);
        Write(json, 10);
        Allocations.Least(() => Write(json, 1000)).ShouldBe(0);
    }

    private static void Write(JsonLinesWriter json, int count)
    {
        for (int i = 0; i < count; i++)
        {
            json.Begin("language").WriteNumber("line"u8, i);
            json.End();
        }
    }
}
