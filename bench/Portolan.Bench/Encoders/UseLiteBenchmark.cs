using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Portolan.Encoders.Models;
using Portolan.Encoders.UseLite;

namespace Portolan.Bench.Encoders;

/// <summary>The packaged text encoder beside the processor's limit of fused multiply-adds, and beside TensorFlow.js.</summary>
public sealed class UseLiteBenchmark : IBenchmark
{
    private const int Batch = 256;
    private const int Runs = 7;

    // Multiplications that a token and a text take, as the network does them; attention comes on top.
    private const long PerToken = (256 * 512) + (256 * 768) + (256 * 512) + (2 * 512 * 1536) + (512 * 1536) + (512 * 512) + (512 * 1536);
    private const long PerText = (1536 * 512) + (512 * 512);

    public string Name => "embed";

    public string Description => "texts to vectors: sentences/s at 1 and 2 threads and share of the processor's limit, beside TensorFlow.js (--tfjs DIRECTORY)";

    public void Run(string[] args)
    {
        ModelPack pack = BuiltInModels.TextPack();
        double load = Measure.Seconds(() => UseLiteEncoder.Open(pack).Dispose());
        using UseLiteEncoder encoder = UseLiteEncoder.Open(pack);
        using UseLiteEncoder two = UseLiteEncoder.Open(pack, threads: 2);
        Console.WriteLine($"open, warm: {load * 1e3:F1} ms");

        float[] vectors = new float[Batch * 512];
        string[] one = [Sentence(encoder, 20)];
        // What neighbours take of the processor is not counted; limit and encoder take turns.
        double limit = 0;
        double single = double.MaxValue;
        var batches = new Dictionary<int, double> { [8] = double.MaxValue, [20] = double.MaxValue, [60] = double.MaxValue, [128] = double.MaxValue };
        for (int run = 0; run < Runs; run++)
        {
            limit = Math.Max(limit, Peak.Flops());
            single = Math.Min(single, ProcessorSeconds(() => encoder.Encode(one, vectors), 20));
            foreach (int tokens in batches.Keys)
            {
                string[] texts = [.. Enumerable.Repeat(Sentence(encoder, tokens), Batch)];
                batches[tokens] = Math.Min(batches[tokens], ProcessorSeconds(() => encoder.Encode(texts, vectors), 1) / Batch);
            }
        }

        Console.WriteLine($"limit of one core (fused multiply-adds of independent registers): {limit / 1e9:F1} GFLOP/s");
        Print("one text of 20 tokens", single, 20, limit);
        foreach ((int tokens, double seconds) in batches)
        {
            Print($"{Batch} texts of {tokens} tokens", seconds, tokens, limit);
        }

        string[] sentences = [.. Enumerable.Repeat(Sentence(encoder, 20), Batch)];
        double threads1 = Measure.Seconds(() => encoder.Encode(sentences, vectors), Runs);
        double threads2 = Measure.Seconds(() => two.Encode(sentences, vectors), Runs);
        Console.WriteLine($"wall clock, texts of 20 tokens: 1 thread {Batch / threads1:F0}/s, 2 threads {Batch / threads2:F0}/s ({threads1 / threads2:F2} times)");
        double counting = Measure.Seconds(() =>
        {
            foreach (string sentence in sentences)
            {
                encoder.CountTokens(sentence);
            }
        });
        Console.WriteLine($"tokenising alone: {counting / Batch * 1e6:F1} µs a text");
        int peer = Array.IndexOf(args, "--tfjs");
        if (peer >= 0 && peer + 1 < args.Length)
        {
            TensorFlowJs.Run(args[peer + 1], sentences[0], single);
        }
    }

    private static void Print(string what, double seconds, int tokens, double limit)
    {
        double flops = 2.0 * ((PerToken * tokens) + PerText + (2 * 768 * tokens * tokens)) / seconds;
        Console.WriteLine($"  {what,-26} {seconds * 1e3,7:F3} ms  {1 / seconds,6:F0}/s  {flops / 1e9,6:F1} GFLOP/s  {flops / limit,5:P0} of the limit");
    }

    /// <summary>Processor seconds of one call.</summary>
    private static double ProcessorSeconds(Action work, int calls)
    {
        work();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < calls; i++)
        {
            work();
        }

        return (Environment.CpuUsage.TotalTime - before).TotalSeconds / calls;
    }

    /// <summary>A sentence of a number of tokens.</summary>
    private static string Sentence(UseLiteEncoder encoder, int tokens)
    {
        string[] words = "the network card of this old machine is not found after the kernel was updated and I do not know how to configure it".Split(' ');
        string sentence = words[0];
        for (int i = 1; encoder.CountTokens(sentence) < tokens; i++)
        {
            sentence += " " + words[i % words.Length];
        }

        return sentence;
    }

    /// <summary>How many operations a core does at most.</summary>
    private static class Peak
    {
        private const int Rounds = 4_000_000;

        public static double Flops()
        {
            long lanes = Vector512.IsHardwareAccelerated ? 16 : 8;
            TimeSpan before = Environment.CpuUsage.TotalTime;
            float sum = Vector512.IsHardwareAccelerated ? Loop512(0.5f) : Loop256(0.5f);
            double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            return float.IsNaN(sum) ? 0 : Rounds * 8 * lanes * 2 / seconds;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static float Loop512(float start)
        {
            Vector512<float> x = Vector512.Create(start), y = Vector512.Create(1 - start);
            Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x;
            for (int i = 0; i < Rounds; i++)
            {
                a = Vector512.FusedMultiplyAdd(a, x, y);
                b = Vector512.FusedMultiplyAdd(b, x, y);
                c = Vector512.FusedMultiplyAdd(c, x, y);
                d = Vector512.FusedMultiplyAdd(d, x, y);
                e = Vector512.FusedMultiplyAdd(e, x, y);
                f = Vector512.FusedMultiplyAdd(f, x, y);
                g = Vector512.FusedMultiplyAdd(g, x, y);
                h = Vector512.FusedMultiplyAdd(h, x, y);
            }

            return Vector512.Sum(a + b + c + d + e + f + g + h);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static float Loop256(float start)
        {
            Vector256<float> x = Vector256.Create(start), y = Vector256.Create(1 - start);
            Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x;
            for (int i = 0; i < Rounds; i++)
            {
                a = Vector256.FusedMultiplyAdd(a, x, y);
                b = Vector256.FusedMultiplyAdd(b, x, y);
                c = Vector256.FusedMultiplyAdd(c, x, y);
                d = Vector256.FusedMultiplyAdd(d, x, y);
                e = Vector256.FusedMultiplyAdd(e, x, y);
                f = Vector256.FusedMultiplyAdd(f, x, y);
                g = Vector256.FusedMultiplyAdd(g, x, y);
                h = Vector256.FusedMultiplyAdd(h, x, y);
            }

            return Vector256.Sum(a + b + c + d + e + f + g + h);
        }
    }
}
