using Portolan.Encoders.Tests.Windows;
using Portolan.Graph;

namespace Portolan.Encoders.Tests;

public sealed class EmbedTextsTests
{
    [Fact]
    public async Task Each_call_gets_its_own_vector_whatever_the_batches()
    {
        var encoder = new CountingEncoder(8);
        var operation = new EmbedTexts(encoder);
        var graph = new TaskGraph();
        string[] texts = [.. Enumerable.Range(0, 21).Select(i => new string((char)('a' + i), (i * 7 % 13) + 1)), "again", "again"];
        Node<float[]>[] nodes = Array.ConvertAll(texts, text => graph.Call(operation, text));
        GraphResult result = await new GraphRunner().Start(graph, nodes).Completion;
        result.ThrowIfFailed();
        for (int i = 0; i < texts.Length; i++)
        {
            result.Get(nodes[i]).ShouldBe([texts[i].Length, texts[i].Sum(character => (float)character), 0]);
        }

        // Equal texts are one call, and batches are as large as the encoder likes them.
        encoder.Batches.Sum().ShouldBe(22);
        encoder.Batches.Max().ShouldBe(4);
    }

    [Fact]
    public void Keys_name_text_and_space()
    {
        var graph = new TaskGraph();
        var one = new EmbedTexts(new CountingEncoder(8));
        graph.Call(one, "a").Key.ShouldBe(graph.Call(new EmbedTexts(new CountingEncoder(99)), "a").Key);
        graph.Call(one, "a").Key.ShouldNotBe(graph.Call(one, "b").Key);
    }
}
