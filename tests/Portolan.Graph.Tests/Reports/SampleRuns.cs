using Portolan.Graph.Reports;

namespace Portolan.Graph.Tests.Reports;

/// <summary>Events of runs that never were, by a clock that is moved by hand.</summary>
internal sealed class SampleRuns
{
    private static readonly Resource Model = new("openai/gpt-4o-mini");

    private readonly ManualTime time = new();
    private readonly RunRecorder recorder;

    private SampleRuns(string title, int maxItems)
    {
        recorder = new RunRecorder(new RunRecorderOptions { Title = title, TimeProvider = time, MaxTimelineItems = maxItems });
    }

    /// <summary>A reader, two prompts in a batch of which one fails and is tried again alone after a wait, and a writer.</summary>
    public static RunReport Small() => new SampleRuns("five nodes", 1000).RunSmall();

    /// <summary>So many completions in batches of 32 on four connections, with waits, retries and failures now and then.</summary>
    public static RunReport Large(int count) => new SampleRuns($"{count} prompts", 1000).RunLarge(count);

    private RunReport RunSmall()
    {
        var graph = new TaskGraph();
        Node<string> read = graph.Call(new Step<string, string>("flow/read", (input, _) => input) { On = Resource.Disk }, "lines.jsonl", "read lines.jsonl");
        var complete = new Step<(Node<string>, int), string>("chat/complete", (_, _) => "") { On = Model };
        Node<string> one = graph.Call(complete, (read, 1), "first"), two = graph.Call(complete, (read, 2), "<second> & \"best\"");
        Node<string> stored = graph.Call(complete, (read, 3), "third");
        Node<string> write = graph.Call(new Step<Node<string>[], string>("flow/write", (_, _) => "") { On = Resource.Disk }, [one, two, stored], "write out.jsonl");

        recorder.Add(new RunStarted(6, 5, 1, 4));
        recorder.Add(new NodeCompleted(stored, TimeSpan.Zero, FromStore: true));
        recorder.Add(new StoredResultRejected(two, "payload has 10 bytes, expected 12"));
        Run(read, 120);
        recorder.Add(new NodeStarted(one, 1));
        recorder.Add(new NodeStarted(two, 1));
        recorder.Add(new BatchStarted(1, [one, two], BatchTrigger.Complete));
        Pass(300);
        Meter(one, 812, 240, 0.00047);
        recorder.Add(new BatchCompleted(1, 1, TimeSpan.FromMilliseconds(300)));
        recorder.Add(new NodeCompleted(one, TimeSpan.FromMilliseconds(300), FromStore: false));
        recorder.Add(new NodeRetried(two, 1, new HttpRequestException("429 Too Many Requests"), TimeSpan.FromMilliseconds(100)));
        Pass(100);
        recorder.Add(new NodeStarted(two, 2));
        recorder.Add(new NodeWaited(two, "429 with Retry-After", TimeSpan.FromMilliseconds(250)));
        Pass(450);
        Meter(two, 90, 13, 0.0001);
        recorder.Add(new NodeFailed(new NodeFailure(two, 2, new FormatException("the reply is no JSON: '<html>'"))));
        recorder.Add(new NodeSkipped(write, two));
        recorder.Add(new RunCompleted(RunOutcome.Failed, 2, 1, 1, 1, TimeSpan.FromMilliseconds(970)));
        return recorder.ToReport();
    }

    private RunReport RunLarge(int count)
    {
        var random = new Random(7);
        var graph = new TaskGraph();
        var prompt = new Step<int, string>("prompt/render", (_, _) => "");
        var complete = new Step<Node<string>, string>("chat/complete", (_, _) => "") { On = Model };
        Node<string>[] prompts = [.. Enumerable.Range(0, count).Select(i => graph.Call(prompt, i, $"line {i}"))];
        Node<string>[] calls = [.. prompts.Select(node => graph.Call(complete, node))];
        recorder.Add(new RunStarted(2 * count, 2 * count, 0, 2 * count));
        int failed = 0, batch = 0;
        var flying = new PriorityQueue<(int Number, Node[] Nodes, double Start), double>();
        double now = 0;
        void Until(double second)
        {
            Pass((second - now) * 1000);
            now = Math.Max(now, second);
        }

        void Land()
        {
            flying.TryDequeue(out (int Number, Node[] Nodes, double Start) landed, out double end);
            Until(end);
            bool isBad = random.Next(40) == 0;
            recorder.Add(new BatchCompleted(landed.Number, isBad ? 1 : 0, TimeSpan.FromSeconds(end - landed.Start)));
            foreach (Node node in landed.Nodes)
            {
                if (isBad && node == landed.Nodes[0])
                {
                    failed++;
                    recorder.Add(new NodeFailed(new NodeFailure(node, 3, new TimeoutException("no answer within 30 s"))));
                }
                else
                {
                    recorder.Add(new NodeCompleted(node, TimeSpan.FromSeconds(end - landed.Start), FromStore: false));
                }
            }

            Meter(landed.Nodes[0], 31.5 * landed.Nodes.Length, 12 * landed.Nodes.Length, 0.0004 * landed.Nodes.Length);
        }

        foreach (Node<string>[] chunk in calls.Chunk(32))
        {
            if (flying.Count == 4)
            {
                Land();
            }

            foreach (Node<string> call in chunk)
            {
                recorder.Add(new NodeStarted(call.Inputs[0], 1));
                recorder.Add(new NodeCompleted(call.Inputs[0], TimeSpan.FromMilliseconds(0.02), FromStore: false));
                recorder.Add(new NodeStarted(call, 1));
            }

            recorder.Add(new BatchStarted(++batch, [.. chunk], chunk.Length == 32 ? BatchTrigger.Full : BatchTrigger.Idle));
            double took = 0.05 + (random.NextDouble() * 0.1);
            if (random.Next(30) == 0)
            {
                recorder.Add(new NodeWaited(chunk[0], "429 with Retry-After", TimeSpan.FromSeconds(1)));
                took += 1;
            }

            flying.Enqueue((batch, [.. chunk], now), now + took);
        }

        while (flying.Count > 0)
        {
            Land();
        }

        recorder.Add(new RunCompleted(RunOutcome.Failed, (2 * count) - failed, 0, failed, 0, TimeSpan.FromSeconds(now)));
        return recorder.ToReport();
    }

    private void Run(Node node, int milliseconds)
    {
        recorder.Add(new NodeStarted(node, 1));
        Pass(milliseconds);
        recorder.Add(new NodeCompleted(node, TimeSpan.FromMilliseconds(milliseconds), FromStore: false));
    }

    private void Meter(Node node, double tokensIn, double tokensOut, double cost)
    {
        recorder.Add(new NodeMetered(node, "requests", 1));
        recorder.Add(new NodeMetered(node, "tokens_in", tokensIn));
        recorder.Add(new NodeMetered(node, "tokens_out", tokensOut));
        recorder.Add(new NodeMetered(node, "cost", cost));
    }

    private void Pass(double milliseconds) => time.Advance(TimeSpan.FromMilliseconds(Math.Max(0, milliseconds)));
}
