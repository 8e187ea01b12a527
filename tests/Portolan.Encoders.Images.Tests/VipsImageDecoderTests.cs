namespace Portolan.Encoders.Images.Tests;

public sealed class VipsImageDecoderTests
{
    private readonly VipsImageDecoder decoder = new();

    [Fact]
    public void Pixels_are_those_that_Pillow_reads()
    {
        Samples.All.Count.ShouldBeGreaterThan(45);
        var differences = new List<string>();
        foreach (Sample sample in Samples.All)
        {
            decoder.Recognises(sample.File.AsSpan(0, 16)).ShouldBeTrue(sample.Name);
            PixelImage picture = decoder.Decode(sample.File, ImageLimits.Default, sample.Name);
            (picture.Width, picture.Height).ShouldBe((sample.Width, sample.Height), sample.Name);
            int worst = picture.Pixels.Span.ToArray().Zip(sample.Pixels, (ours, theirs) => Math.Abs(ours - theirs)).Max();
            if (worst > sample.Tolerance)
            {
                differences.Add($"{sample.Name} differs by {worst}, allowed {sample.Tolerance}");
            }
        }

        differences.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("jpeg-444", 9, 9)]
    [InlineData("jpeg-progressive", 4, 4)]
    [InlineData("webp-lossy", 6, 6)]
    [InlineData("png-RGBA", 6, 6)]
    [InlineData("gif", 5, 6)]
    [InlineData("jpeg-orientation-6", 5, 6)]
    public void A_sufficient_side_gives_a_smaller_picture_of_the_same_colours(string name, int side, int least)
    {
        Sample sample = Samples.Named(name);
        PixelImage picture = decoder.Decode(sample.File, new ImageLimits { SufficientSide = side });
        Math.Min(picture.Width, picture.Height).ShouldBeInRange(least, 17);
        (picture.Width > picture.Height).ShouldBe(sample.Width > sample.Height);
        for (int channel = 0; channel < 3; channel++)
        {
            Mean(picture.Pixels.Span, channel).ShouldBe(Mean(sample.Pixels, channel), 15, $"channel {channel}");
        }
    }

    [Fact]
    public void A_side_that_the_picture_does_not_have_changes_nothing()
    {
        foreach (Sample sample in Samples.OneOfEach())
        {
            decoder.Decode(sample.File, new ImageLimits { SufficientSide = 18 }).Pixels.Span
                .SequenceEqual(decoder.Decode(sample.File, ImageLimits.Default).Pixels.Span).ShouldBeTrue(sample.Name);
        }
    }

    [Fact]
    public void Threads_decode_side_by_side()
    {
        Sample[] samples = [.. Samples.All];
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            Sample sample = samples[i % samples.Length];
            if (i % 3 == 0)
            {
                // Its own words, though others fail beside it.
                EncoderException failure = Should.Throw<EncoderException>(() => decoder.Decode(sample.File.AsSpan(0, sample.File.Length / 3), ImageLimits.Default, $"file {i}"));
                failure.Message.ShouldStartWith($"file {i}: the ");
            }
            else
            {
                decoder.Decode(sample.File, ImageLimits.Default, sample.Name).Width.ShouldBe(sample.Width);
            }
        });
    }

    [Fact]
    public void Failures_have_their_own_words_for_any_number_of_threads()
    {
        Sample[] samples = [.. Samples.OneOfEach()];
        string[] alone = [.. samples.Select(Words)];
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Words(samples[i % samples.Length]).ShouldBe(alone[i % samples.Length]));

        string Words(Sample sample) =>
            Should.Throw<EncoderException>(() => decoder.Decode(sample.File.AsSpan(0, sample.File.Length / 2), ImageLimits.Default, sample.Name)).Message;
    }

    [Fact]
    public void The_extension_does_not_count()
    {
        Sample sample = Samples.Named("png-RGB");
        decoder.Decode(sample.File, ImageLimits.Default, "photo.jpg").Pixels.Span.SequenceEqual(sample.Pixels).ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "begins with nothing")]
    [InlineData("BM", "424D")]
    [InlineData("BMW cars are sold in many places", "424D5720")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture that can be read")]
    [InlineData("RIFF1234WAVEfmt ", "52494646")]
    [InlineData("II*\0 and no TIFF", "expected JPEG, PNG, WebP, GIF or BMP")]
    public void What_is_no_picture_is_refused(string text, string words)
    {
        byte[] file = [.. text.Select(c => (byte)c)];
        decoder.Recognises(file.AsSpan(0, Math.Min(16, file.Length))).ShouldBeFalse();
        EncoderException failure = Should.Throw<EncoderException>(() => decoder.Decode(file, ImageLimits.Default, "a/b.png"));
        failure.Message.ShouldStartWith("a/b.png ");
        failure.Message.ShouldContain(words);
        failure.Path.ShouldBe("a/b.png");
    }

    private static double Mean(ReadOnlySpan<byte> pixels, int channel)
    {
        double sum = 0;
        for (int i = channel; i < pixels.Length; i += 3)
        {
            sum += pixels[i];
        }

        return sum / (pixels.Length / 3);
    }
}
