using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Portolan.Tensors;

namespace Portolan.Bench.Tensors;

/// <summary>One query against rows larger than every cache, beside the speed at which the machine reads memory at all, and NumPy.</summary>
public sealed unsafe class ScanBenchmark : IBenchmark
{
    private const int Dimensions = 512;
    private const long Bytes = 1L << 30;
    private const int Runs = 7;

    public string Name => "scan";

    public string Description => "exact scan of 1 GiB of vectors by element type, 1 and 2 threads (processor time), beside plain reading and NumPy";

    public void Run(string[] args)
    {
        byte* data = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, 1 << 21);
        try
        {
            Fill(data);
            float[] vector = [.. Enumerable.Range(0, Dimensions).Select(i => MathF.Sin(i))];
            foreach (int threads in (int[])[1, 2])
            {
                // Reading and scanning take turns, so that a busy neighbour slows both.
                var read = new double[Runs];
                var scans = new Dictionary<string, double[]>();
                for (int run = 0; run < Runs; run++)
                {
                    read[run] = Time(threads, (start, length) => _ = Sum(data + start, length));
                    foreach (Similarity similarity in Enum.GetValues<Similarity>())
                    {
                        var query = new VectorQuery(vector, similarity);
                        Note(scans, $"float32 {similarity}", run, Time(threads, (start, length) => ScanSingle(query, data + start, length)));
                        Note(scans, $"bfloat16 {similarity}", run, Time(threads, (start, length) => ScanBFloat16(query, data + start, length)));
                        Note(scans, $"int8 {similarity}", run, Time(threads, (start, length) => ScanInt8(query, data + start, length)));
                        Note(scans, $"float16 {similarity}", run, Time(threads, (start, length) => ScanHalf(query, data + start, length)));
                    }
                }

                double limit = read.Min();
                Console.WriteLine($"{threads} thread{(threads > 1 ? "s" : "")}: plain reading {Bytes / limit / 1e9:F1} GB/s");
                foreach ((string name, double[] seconds) in scans)
                {
                    Console.WriteLine($"  {name,-20} {Bytes / seconds.Min() / 1e9,6:F1} GB/s  {limit / seconds.Min(),5:P0} of reading");
                }
            }
        }
        finally
        {
            NativeMemory.AlignedFree(data);
        }

        Numpy();
    }

    private static void Note(Dictionary<string, double[]> scans, string name, int run, double seconds)
    {
        if (!scans.TryGetValue(name, out double[]? times))
        {
            scans[name] = times = new double[Runs];
        }

        times[run] = seconds;
    }

    private delegate void Pass(long start, long length);

    /// <summary>Processor seconds of each thread: a thread that waits for memory is charged for it, one that a neighbour displaces is not.</summary>
    private static double Time(int threads, Pass pass)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        if (threads == 1)
        {
            pass(0, Bytes);
        }
        else
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => pass(i * (Bytes / threads), Bytes / threads));
        }

        return (Environment.CpuUsage.TotalTime - before).TotalSeconds / threads;
    }

    private static void Fill(byte* data)
    {
        // Finite in every element type: small floats whose bytes are small integers.
        for (long i = 0; i < Bytes / 4; i++)
        {
            ((float*)data)[i] = ((i * 2654435761 % 1000) / 1000f) - 0.5f;
        }

        for (long i = 1; i < Bytes; i += 4)
        {
            data[i] = 0x2F;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Sum(byte* data, long length)
    {
        Vector512<ulong> a = default, b = default, c = default, d = default;
        for (byte* end = data + length; data < end; data += 256)
        {
            a += Vector512.Load((ulong*)data);
            b += Vector512.Load((ulong*)(data + 64));
            c += Vector512.Load((ulong*)(data + 128));
            d += Vector512.Load((ulong*)(data + 192));
        }

        return Vector512.Sum(a + b + c + d);
    }

    private static void ScanSingle(VectorQuery query, byte* data, long length) => Blocks<float>(data, length, (rows, scores) => query.Score(rows, scores));

    private static void ScanHalf(VectorQuery query, byte* data, long length) => Blocks<Half>(data, length, (rows, scores) => query.Score(rows, scores));

    private static void ScanBFloat16(VectorQuery query, byte* data, long length) => Blocks<ushort>(data, length, query.ScoreBFloat16);

    private static void ScanInt8(VectorQuery query, byte* data, long length)
    {
        float[] scales = new float[1024];
        scales.AsSpan().Fill(0.01f);
        Blocks<sbyte>(data, length, (rows, scores) => query.Score(rows, scales.AsSpan(0, scores.Length), scores));
    }

    private delegate void Scorer<T>(ReadOnlySpan<T> rows, Span<float> scores);

    /// <summary>As a search does it: a block of scores, then the best of them.</summary>
    private static void Blocks<T>(byte* data, long length, Scorer<T> score)
        where T : unmanaged
    {
        float[] scores = new float[1024];
        var best = new TopK(10);
        long rows = length / (Dimensions * sizeof(T));
        for (long row = 0; row < rows; row += scores.Length)
        {
            int count = (int)Math.Min(scores.Length, rows - row);
            score(new ReadOnlySpan<T>(data + (row * Dimensions * sizeof(T)), count * Dimensions), scores.AsSpan(0, count));
            best.Offer(scores.AsSpan(0, count), row);
        }
    }

    private static void Numpy()
    {
        const string script = "import os; os.environ['OPENBLAS_NUM_THREADS'] = '1'; import numpy, time; a = numpy.random.rand(2**18 * 2, 512).astype('f4'); q = numpy.random.rand(512).astype('f4'); a @ q; "
            + "ts = []\nfor i in range(9):\n t = time.process_time(); a @ q; ts.append(time.process_time() - t)\nprint(f'  NumPy {numpy.__version__} float32 a @ q, 1 thread {a.nbytes / min(ts) / 1e9:6.1f} GB/s')";
        try
        {
            using var python = System.Diagnostics.Process.Start("/usr/bin/python3", ["-c", script]);
            python.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("NumPy is not installed");
        }
    }
}
