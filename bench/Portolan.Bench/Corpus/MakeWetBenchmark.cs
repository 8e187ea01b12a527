using Portolan.Corpus.Recipes;
using Portolan.Storage;

namespace Portolan.Bench.Corpus;

/// <summary>Makes the input of the other corpus benchmarks.</summary>
public sealed class MakeWetBenchmark : IBenchmark
{
    public string Name => "make-wet";

    public string Description => "makes benchmark input: make-wet SHARED OUTPUT SIZE [FILES] [plain] [texts]";

    public void Run(string[] args)
    {
        if (args.Length < 3 || !ByteSize.TryParse(args[2], out long size))
        {
            throw new ArgumentException("usage: make-wet SHARED OUTPUT SIZE [FILES] [plain] [texts]");
        }

        int files = args.Length > 3 ? int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture) : 16;
        long bytes = WetGenerator.Generate(args[0], args[1], size, files, gzip: !args.Contains("plain"), withTexts: args.Contains("texts"));
        Console.WriteLine($"{bytes} bytes of text in {files} files");
    }
}
