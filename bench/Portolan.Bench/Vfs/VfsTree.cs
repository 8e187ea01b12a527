using System.Text;
using Portolan.Encoders;
using Portolan.Tensors;
using Portolan.Vfs;
using Portolan.Vfs.Records;

namespace Portolan.Bench.Vfs;

/// <summary>A tree of small files with records of about 1 KiB and sketches, made once in a directory.</summary>
internal static class VfsTree
{
    private const int FilesInDirectory = 1000;

    // A question has some files that answer it, and many that do not: one of a thousand has a cosine of 0.5 to 0.9 with the query.
    private const int FilesForAnswer = 1000;

    /// <summary>The query that some files are near.</summary>
    public static float[] Query(EmbeddingSpace space)
    {
        float[] query = new float[space.Dimensions];
        query[0] = 1;
        return query;
    }

    /// <summary>Makes the files unless they are there already.</summary>
    public static void Make(string root, int files, EmbeddingSpace space)
    {
        string marker = $"{root}.made";
        string state = $"2 {files} {Convert.ToHexStringLower(space.Digest.AsSpan())}";
        if (File.Exists(marker) && File.ReadAllText(marker) == state)
        {
            return;
        }

        var random = new Random(1);
        var store = new RecordStore(space, new RecordOptions { Precision = ElementType.BFloat16 });
        float[] vector = new float[space.Dimensions];
        for (int i = 0; i < files; i++)
        {
            string directory = Path.Combine(root, $"{i / FilesInDirectory:000}");
            Directory.CreateDirectory(directory);
            string path = Path.Combine(directory, $"document-{i:000000}.txt");
            File.WriteAllText(path, $"file {i}\n");
            for (int j = 0; j < vector.Length; j++)
            {
                vector[j] = (float)((random.NextDouble() * 2) - 1);
            }

            VectorMath.Normalize(vector);
            if (i % FilesForAnswer == 0)
            {
                double cosine = 0.5 + (0.4 * random.NextDouble());
                vector[0] = (float)(cosine / Math.Sqrt(1 - (cosine * cosine)));
                VectorMath.Normalize(vector);
            }

            RawFile.Open(new RawPath(Encoding.UTF8.GetBytes(path)), follow: false, out RawFile? file);
            using (file)
            {
                var fingerprint = new FileFingerprint(file!.Status.Size, file.Status.ModifiedNanoseconds, 0);
                SaveOutcome outcome = store.Save(file, new FileVectors(space, fingerprint, vector, new VectorWindow[1]));
                if (outcome.Error != SystemError.None)
                {
                    throw new InvalidOperationException($"{path}: {outcome.Error}");
                }
            }
        }

        File.WriteAllText(marker, state);
    }
}
