using Portolan.Corpus.Sources;

namespace Portolan.Corpus.Tests.Sources;

public sealed class HttpPaceTests
{
    private readonly TestClock clock = new();

    [Fact]
    public async Task Nobody_waits_before_a_refusal()
    {
        var pace = new HttpPace(clock);
        await pace.WaitAsync(default);
        await pace.WaitAsync(default);
        clock.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_refusal_requests_start_a_second_apart_until_the_server_answers_again()
    {
        var pace = new HttpPace(clock);
        pace.Hold(TimeSpan.FromSeconds(5));
        pace.Hold(TimeSpan.FromSeconds(2));
        for (int i = 0; i < 3; i++)
        {
            await pace.WaitAsync(default);
        }

        clock.Waits.ShouldBe([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(7)]);
        clock.Now += TimeSpan.FromSeconds(8);
        pace.Relax();
        await pace.WaitAsync(default);
        await pace.WaitAsync(default);
        clock.Waits[^1].ShouldBe(TimeSpan.FromMilliseconds(500));
        for (int i = 0; i < 6; i++)
        {
            pace.Relax();
        }

        clock.Now += TimeSpan.FromSeconds(1);
        int before = clock.Waits.Count;
        await pace.WaitAsync(default);
        await pace.WaitAsync(default);
        clock.Waits.Count.ShouldBe(before);
    }
}
