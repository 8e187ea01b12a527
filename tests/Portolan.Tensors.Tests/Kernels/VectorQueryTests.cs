using Portolan.Tensors.Kernels;

namespace Portolan.Tensors.Tests.Kernels;

public sealed class VectorQueryTests
{
    public static TheoryData<int, Similarity> Cases()
    {
        var cases = new TheoryData<int, Similarity>();
        foreach (int dimensions in (int[])[1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 384, 512, 1000])
        {
            foreach (Similarity similarity in Enum.GetValues<Similarity>())
            {
                cases.Add(dimensions, similarity);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_of_every_type_score_as_in_double_precision(int dimensions, Similarity similarity)
    {
        const int count = 9;
        float[] query = RandomVectors.Create(1, dimensions, seed: 1);
        float[] rows = RandomVectors.Create(count, dimensions, seed: 2);
        var half = new Half[rows.Length];
        ushort[] brain = new ushort[rows.Length];
        ElementConversion.ToHalf(rows, half);
        ElementConversion.ToBFloat16(rows, brain);
        float[] fromHalf = new float[rows.Length];
        float[] fromBrain = new float[rows.Length];
        ElementConversion.FromHalf(half, fromHalf);
        ElementConversion.FromBFloat16(brain, fromBrain);
        var prepared = new VectorQuery(query, similarity);
        float[] scores = new float[count];

        prepared.Score(rows, scores);
        ShouldAgree(scores, query, rows, similarity, 2e-6);
        prepared.Score(half, scores);
        ShouldAgree(scores, query, fromHalf, similarity, 2e-6);
        prepared.ScoreBFloat16(brain, scores);
        ShouldAgree(scores, query, fromBrain, similarity, 2e-6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_of_integers_score_within_the_query_s_rounding(int dimensions, Similarity similarity)
    {
        const int count = 9;
        float[] query = RandomVectors.Create(1, dimensions, seed: 3);
        float[] rows = RandomVectors.Create(count, dimensions, seed: 4);
        sbyte[] integers = new sbyte[rows.Length];
        float[] scales = new float[count];
        float[] restored = new float[rows.Length];
        for (int i = 0; i < count; i++)
        {
            Range row = (i * dimensions)..((i + 1) * dimensions);
            scales[i] = ElementConversion.ToInt8(rows.AsSpan(row), integers.AsSpan(row));
            ElementConversion.FromInt8(integers.AsSpan(row), scales[i], restored.AsSpan(row));
        }

        float[] scores = new float[count];
        new VectorQuery(query, similarity).Score(integers, scales, scores);
        ShouldAgree(scores, query, restored, similarity, 5e-4);
    }

    [Fact]
    public void Sums_of_the_largest_integers_do_not_overflow()
    {
        short[] query = new short[100_003];
        sbyte[] row = new sbyte[query.Length];
        Array.Fill(query, (short)IntegerScan.QueryRange);
        Array.Fill(row, sbyte.MinValue);
        IntegerScan.Sums(query, row, needsNorm: true, ahead: 0, out long dot, out long squares);
        dot.ShouldBe(-128L * IntegerScan.QueryRange * query.Length);
        squares.ShouldBe(128L * 128 * query.Length);
    }

    [Fact]
    public void Integer_sums_are_those_of_the_scalar_twin()
    {
        var random = new Random(5);
        for (int length = 0; length < 300; length++)
        {
            short[] query = [.. Enumerable.Range(0, length).Select(_ => (short)random.Next(-IntegerScan.QueryRange, IntegerScan.QueryRange + 1))];
            sbyte[] row = new sbyte[length];
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row.AsSpan()));
            IntegerScan.SumsScalar(query, row, out long dot, out long squares);
            IntegerScan.Sums(query, row, needsNorm: true, ahead: 0, out long dotFound, out long squaresFound);
            (dotFound, squaresFound).ShouldBe((dot, squares));
            IntegerScan.Sums(query, row, needsNorm: false, ahead: 4096, out dotFound, out _);
            dotFound.ShouldBe(dot);
        }
    }

    [Fact]
    public void Float_kernels_agree_with_their_scalar_twin()
    {
        for (int dimensions = 1; dimensions < 200; dimensions++)
        {
            float[] query = RandomVectors.Create(1, dimensions, seed: 6);
            float[] rows = RandomVectors.Create(3, dimensions, seed: 7);
            float[] fast = new float[3];
            float[] slow = new float[3];
            RowScan.Score<float, SingleLoader, SquaredL2Metric>(query, 0, rows, fast);
            RowScan.ScoreScalar<float, SingleLoader, SquaredL2Metric>(query, 0, rows, slow);
            for (int i = 0; i < 3; i++)
            {
                fast[i].ShouldBe(slow[i], 1e-5 * dimensions);
            }
        }
    }

    [Fact]
    public void Several_queries_score_as_each_alone()
    {
        const int count = 1000, dimensions = 48;
        float[] rows = RandomVectors.Create(count, dimensions, seed: 8);
        VectorQuery[] queries = [.. Enumerable.Range(0, 5).Select(i => new VectorQuery(RandomVectors.Create(1, dimensions, seed: 20 + i), (Similarity)(i % 3)))];
        float[] together = new float[queries.Length * count];
        VectorQuery.ScoreMany(queries, rows, together);
        float[] alone = new float[count];
        for (int i = 0; i < queries.Length; i++)
        {
            queries[i].Score(rows, alone);
            together.AsSpan(i * count, count).SequenceEqual(alone).ShouldBeTrue();
        }
    }

    [Fact]
    public void Zeros_have_no_direction()
    {
        float[] zeros = new float[70];
        float[] ones = new float[70];
        Array.Fill(ones, 1f);
        VectorMath.Cosine(zeros, ones).ShouldBe(0);
        new VectorQuery(zeros, Similarity.Cosine).Score(ones).ShouldBe(0);
        float[] scores = new float[1];
        new VectorQuery(zeros, Similarity.Cosine).Score(new sbyte[70], [0f], scores);
        scores[0].ShouldBe(0);
        VectorMath.Normalize(zeros).ShouldBe(0);
        zeros.ShouldAllBe(x => x == 0);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Should.Throw<ArgumentException>(() => new VectorQuery([], Similarity.Dot));
        Should.Throw<ArgumentException>(() => new VectorQuery([1, float.NaN], Similarity.Dot)).Message.ShouldContain("NaN");
        Should.Throw<ArgumentException>(() => new VectorQuery([1, float.NegativeInfinity], Similarity.Dot));
        Should.Throw<ArgumentOutOfRangeException>(() => new VectorQuery([1], (Similarity)7));
        var query = new VectorQuery([1, 2], Similarity.Dot);
        Should.Throw<ArgumentException>(() => query.Score([1f, 2f, 3f], new float[1])).Message.ShouldContain("3 elements for 1 rows of 2");
        Should.Throw<ArgumentException>(() => query.Score(new sbyte[2], new float[2], new float[1]));
        Should.Throw<ArgumentException>(() => VectorQuery.ScoreMany([query, new VectorQuery([1], Similarity.Dot)], [1f, 2f], new float[2]));
        Should.Throw<ArgumentException>(() => VectorMath.Dot([1f], [1f, 2f]));
    }

    private static void ShouldAgree(float[] scores, float[] query, float[] rows, Similarity similarity, double tolerance)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            double dot = 0, squares = 0, own = 0, distance = 0, magnitude = 0;
            for (int j = 0; j < query.Length; j++)
            {
                double x = rows[(i * query.Length) + j];
                dot += query[j] * x;
                magnitude += Math.Abs(query[j] * x) + (x * x) + (query[j] * query[j]);
                squares += x * x;
                own += query[j] * query[j];
                distance += (query[j] - x) * (query[j] - x);
            }

            double expected = similarity switch
            {
                Similarity.Dot => dot,
                Similarity.Cosine => dot / Math.Sqrt(squares * own),
                _ => distance,
            };
            double scale = similarity == Similarity.Cosine ? 1 : magnitude;
            Math.Abs(scores[i] - expected).ShouldBeLessThanOrEqualTo(tolerance * scale, $"row {i}");
        }
    }
}
