using System.Diagnostics;
using System.Globalization;
using System.Text;
using Portolan.Text.SentencePiece;
using Portolan.Text.SentencePiece.Training;

namespace Portolan.Bench.SentencePieceTraining;

/// <summary>Training a unigram model against Debian's <c>spm_train</c>: the same text, size and number of threads.</summary>
/// <remarks>
/// Nine lines of ten are trained on, the tenth is held out. Quality is the log-likelihood of the held-out text per byte under the best
/// segmentation, for both models by the same code; it is negative, so a ratio below 1 is better than the peer. Times are of
/// whole runs, files read and written, ours within this process.
/// </remarks>
public sealed class SentencePieceTrainBenchmark : IBenchmark
{
    public string Name => "sentencepiece-train";

    public string Description => "training SentencePiece models against spm_train: sentencepiece-train FILE [SIZE [THREADS]]";

    public void Run(string[] args)
    {
        if (args.Length == 0)
        {
            Console.WriteLine("give a text, one sentence or paragraph a line");
            return;
        }

        string size = args.Length > 1 ? args[1] : "8000";
        string threads = args.Length > 2 ? args[2] : "2";
        string folder = Directory.CreateTempSubdirectory("portolan-bench-").FullName;
        try
        {
            string text = Path.Combine(folder, "train.txt");
            List<byte[]> heldOut = Divide(args[0], text);
            string ours = Path.Combine(folder, "ours.model");
            string theirs = Path.Combine(folder, "theirs.model");
            double seconds = Measure.Seconds(() => Train(text, ours, int.Parse(size, CultureInfo.InvariantCulture), int.Parse(threads, CultureInfo.InvariantCulture)), runs: 3);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Portolan, {size} pieces, {threads} threads: {seconds:F2} s"));
            double likelihood = LikelihoodPerByte(ours, heldOut);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Portolan: held-out log-likelihood per byte {likelihood:F5}"));
            double? peer = Measure.ProcessSeconds(
                "spm_train", $"--input='{text}' --model_prefix='{theirs[..^".model".Length]}' --vocab_size={size} --num_threads={threads} --minloglevel=2 2> /dev/null");
            if (peer is not { } peerSeconds)
            {
                Console.WriteLine("spm_train is not installed, no comparison");
                return;
            }

            double peerLikelihood = LikelihoodPerByte(theirs, heldOut);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"spm_train: {peerSeconds:F2} s, held-out log-likelihood per byte {peerLikelihood:F5}\nratio: {peerSeconds / seconds:F2} times as fast, log-likelihood {likelihood / peerLikelihood:F4} of the peer's (less is better)"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<byte[]> Divide(string source, string training)
    {
        var heldOut = new List<byte[]>();
        using var writer = new StreamWriter(training, append: false, new UTF8Encoding(false));
        int number = 0;
        foreach (string line in File.ReadLines(source))
        {
            if (++number % 10 == 0)
            {
                heldOut.Add(Encoding.UTF8.GetBytes(line));
            }
            else
            {
                writer.Write(line + "\n");
            }
        }

        return heldOut;
    }

    private static void Train(string text, string model, int size, int threads)
    {
        using var trainer = new SentencePieceTrainer(new SentencePieceTrainerOptions { VocabularySize = size, ThreadCount = threads });
        trainer.AddFile(text);
        trainer.Train().SaveModel(model);
    }

    private static double LikelihoodPerByte(string path, List<byte[]> lines)
    {
        SentencePieceModel model = SentencePieceModel.Load(path);
        float worst = Enumerable.Range(0, model.VocabularySize).Min(model.Score);
        using var encoder = new SentencePieceEncoder(model);
        double sum = 0;
        long bytes = 0;
        foreach (byte[] line in lines)
        {
            bytes += line.Length;
            foreach (int id in encoder.Encode(line))
            {
                // An unknown stretch costs 10 more than the worst piece, as in the segmentation itself.
                sum += id == model.UnknownId ? worst - 10 : model.Score(id);
            }
        }

        return sum / bytes;
    }
}
