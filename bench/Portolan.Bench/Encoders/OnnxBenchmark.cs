using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portolan.Encoders.Models;
using Portolan.Encoders.Onnx;
using Portolan.Testing;
using Portolan.Text.Tokenizers;

namespace Portolan.Bench.Encoders;

/// <summary>Calls of ONNX Runtime from here, beside the runtime's own binding for Node.js on the same library and model.</summary>
public sealed class OnnxBenchmark : IBenchmark
{
    private const int Rounds = 7;
    private const int Rows = 32;
    private const int Length = 24;

    /// <summary>Prints microseconds a run, the least of some rounds: of a small convolution, then of a batch of a small BERT.</summary>
    private const string Peer = """
        const ort = require(process.argv[1] + '/onnxruntime-node');
        const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' };
        const least = async (count, run) => {
          let best = Infinity;
          for (let round = 0; round < 7; round++) {
            const start = process.hrtime.bigint();
            for (let i = 0; i < count; i++) await run();
            best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e3 / count);
          }
          return best;
        };
        (async () => {
          const resnet = await ort.InferenceSession.create(process.argv[2], options);
          const pixels = new Float32Array(3 * 32 * 32).fill(0.5);
          const first = await least(2000, () => resnet.run({ pixel_values: new ort.Tensor('float32', pixels, [1, 3, 32, 32]) }, ['pooler_output']));
          const bert = await ort.InferenceSession.create(process.argv[3], options);
          const [rows, length] = [32, 24];
          const ids = new BigInt64Array(rows * length).map((_, i) => BigInt(5 + i % 200));
          const second = await least(200, () => bert.run({
            input_ids: new ort.Tensor('int64', ids, [rows, length]), attention_mask: new ort.Tensor('int64', new BigInt64Array(rows * length).fill(1n), [rows, length]),
            token_type_ids: new ort.Tensor('int64', new BigInt64Array(rows * length), [rows, length]) }));
          console.log(first + ' ' + second);
        })();
        """;

    public string Name => "onnx";

    public string Description => "ONNX Runtime: overhead of a call, batches of a small BERT, and tokenisers; beside onnxruntime-node";

    public void Run(string[] args)
    {
        if (OnnxRuntime.Problem is string problem)
        {
            Console.WriteLine(problem);
            return;
        }

        string resnet = PathOf("resnet/onnx/model.onnx");
        string bert = PathOf("bert/onnx/model.onnx");
        double[]? peer = RunPeer(resnet, bert);
        Console.WriteLine($"ONNX Runtime {OnnxRuntime.Version}, one thread");
        (double call, double bytes) = SmallCall(resnet);
        Print("a run of a small convolution, outputs given", call, peer?[0]);
        Console.WriteLine($"{"",4}{bytes:F0} managed bytes a run");
        Print($"a batch of {Rows} × {Length} tokens through a small BERT", Batch(bert), peer?[1]);
        WholeEncoder();
        foreach (string name in (string[])["bert", "xlmr", "clip"])
        {
            Tokenise(name);
        }
    }

    private static string PathOf(string relative) => Repository.PathOf("tests/Portolan.Encoders.Onnx.Tests/Fixtures/" + relative);

    private static void Print(string label, double microseconds, double? peer) => Console.WriteLine(
        $"{label,-56} {microseconds,8:F1} us" + (peer is double other ? $"   onnxruntime-node {other,8:F1} us   ratio {other / microseconds:F2}" : ""));

    private static (double Microseconds, double Bytes) SmallCall(string path)
    {
        const int Count = 2000;
        using OnnxSession session = OnnxSession.Open(path);
        float[] pixels = new float[3 * 32 * 32];
        pixels.AsSpan().Fill(0.5f);
        float[] pooled = new float[12];
        OnnxTensor[] inputs = [OnnxTensor.Input<float>("pixel_values", pixels, 1, 3, 32, 32)];
        OnnxTensor[] outputs = [OnnxTensor.Output<float>("pooler_output", pooled, 1, 12, 1, 1)];
        double best = Least(Count, () => session.Run(inputs, outputs));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++)
        {
            session.Run(inputs, outputs);
        }

        return (best, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Count);
    }

    private static double Batch(string path)
    {
        using OnnxSession session = OnnxSession.Open(path);
        long[] ids = [.. Enumerable.Range(0, Rows * Length).Select(i => 5L + (i % 200))];
        return Least(200, () =>
        {
            long[] mask = new long[ids.Length];
            mask.AsSpan().Fill(1);
            using OnnxResult result = session.Run(
                [
                    OnnxTensor.Input<long>("input_ids", ids, Rows, Length), OnnxTensor.Input<long>("attention_mask", mask, Rows, Length),
                    OnnxTensor.Input<long>("token_type_ids", new long[ids.Length], Rows, Length),
                ],
                ["last_hidden_state"]);
        });
    }

    private static void WholeEncoder()
    {
        string directory = PathOf("bert");
        ModelFile[] files =
        [
            .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(path => new ModelFile(
                Path.GetRelativePath(directory, path).Replace('\\', '/'), new FileInfo(path).Length, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))))),
        ];
        var pack = new ModelPack(directory, HuggingFaceLayout.Describe(directory, "bench", files, directory));
        using EmbeddingModel model = new OnnxOpener("CPU").Open(pack, 1);
        string[] words = Sentence.Split(' ');
        string[] texts = [.. Enumerable.Range(0, 1024).Select(i => string.Join(' ', Enumerable.Range(0, 1 + (i * 37 % 30)).Select(j => words[(i + j) % words.Length])))];
        float[] vectors = new float[texts.Length * model.Space.Dimensions];
        double sorted = Least(1, () => model.Text!.Encode(texts, vectors));
        double single = Least(1, () =>
        {
            for (int i = 0; i < texts.Length; i++)
            {
                model.Text!.Encode(texts.AsSpan(i, 1), vectors);
            }
        });
        Console.WriteLine(
            $"{"whole encoder, 1024 texts of 1 to 30 words",-56} {texts.Length / sorted * 1e6,8:F0} texts/s   one by one {texts.Length / single * 1e6:F0}   ratio {single / sorted:F2}");
    }

    private const string Sentence =
        "The old harbour lies at the mouth of the river, and ships come in with the tide. Die alte Karte zeigt die Küste; in 1998 there were 3,417 of them.";

    private static void Tokenise(string name)
    {
        TextTokenizer tokenizer = TextTokenizer.Load(PathOf(name));
        string text = string.Concat(Enumerable.Repeat(Sentence + " ", 2000));
        int tokens = tokenizer.CountTokens(text);
        double best = Least(1, () => tokenizer.CountTokens(text));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"tokeniser of " + name,-56} {Encoding.UTF8.GetByteCount(text) / best,8:F1} MB/s   {tokens / best:F1} million tokens/s"));
    }

    /// <summary>Microseconds a call, the least of some rounds.</summary>
    private static double Least(int count, Action work)
    {
        double best = double.PositiveInfinity;
        for (int round = 0; round <= Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                work();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / count);
        }

        return best;
    }

    private static double[]? RunPeer(string resnet, string bert)
    {
        string modules = Repository.PathOf("assets/onnx/node_modules");
        try
        {
            var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, UseShellExecute = false };
            foreach (string argument in (string[])["-e", Peer, modules, resnet, bert])
            {
                start.ArgumentList.Add(argument);
            }

            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? [.. output.Trim().Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture))] : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("node is not installed: nothing to compare with");
            return null;
        }
    }
}
