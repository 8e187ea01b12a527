using System.Text;
using Portolan.Graph.Slurm.Internals;
using Portolan.Testing;

namespace Portolan.Graph.Slurm.Tests.Internals;

public sealed class RunFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_report_is_read_as_far_as_its_lines_are_whole()
    {
        var files = new RunFiles(folder.Path);
        var reader = new TaskReportReader(files, 1, 0);
        reader.ReadNew().ShouldBeEmpty();
        byte[] line = new TaskEvent { Type = TaskEvent.Started, Node = 3, Attempt = 1 }.ToLine();
        folder.Write("tasks/0001-0.0.jsonl", [.. line, .. line[..5]]);
        reader.ReadNew().ShouldBe([new TaskEvent { Type = TaskEvent.Started, Node = 3, Attempt = 1 }]);
        reader.ReadNew().ShouldBeEmpty();
        folder.Write("tasks/0001-0.0.jsonl", [.. line, .. line, .. "no event\n"u8, .. line]);
        reader.ReadNew().Count.ShouldBe(2);
    }

    [Fact]
    public void The_report_of_the_next_start_follows_that_of_the_first()
    {
        var files = new RunFiles(folder.Path);
        folder.Write("tasks/0001-0.0.jsonl", new TaskEvent { Type = TaskEvent.Begin, Host = "a" }.ToLine());
        folder.Write("tasks/0001-0.2.jsonl", new TaskEvent { Type = TaskEvent.Begin, Host = "b" }.ToLine());
        var reader = new TaskReportReader(files, 1, 0);
        reader.ReadNew().Select(taskEvent => taskEvent.Host).ShouldBe(["a", "b"]);
        reader.Restart.ShouldBe(2);
    }

    [Fact]
    public void Damaged_plans_and_submissions_are_refused_in_words()
    {
        string text = PlanText();
        PlanFile plan = PlanFile.Parse(Encoding.UTF8.GetBytes(text), "plan");
        byte[] submission = Encoding.UTF8.GetBytes("""{"number":1,"stage":0,"job_name":"x","tasks":[[0]]}""");
        SubmissionFile.Parse(submission, plan, "submission").Tasks.ShouldHaveSingleItem().ShouldBe([0]);
        var random = new Random(1);
        foreach (byte[] sound in new[] { Encoding.UTF8.GetBytes(text), submission })
        {
            for (int round = 0; round < 3000; round++)
            {
                byte[] bytes = [.. sound];
                for (int change = random.Next(1, 4); change > 0; change--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                try
                {
                    _ = sound == submission ? SubmissionFile.Parse(bytes, plan, "x").Number : PlanFile.Parse(bytes, "x").Stages.Count;
                    _ = TaskEvent.Parse(bytes);
                }
                catch (SlurmException)
                {
                    // Refused in words: right.
                }
            }
        }
    }

    [Fact]
    public void A_plan_of_another_version_says_so() =>
        Should.Throw<SlurmException>(() => PlanFile.Parse(Encoding.UTF8.GetBytes(PlanText().Replace("\"format_version\":1", "\"format_version\":2", StringComparison.Ordinal)), "plan.json"))
            .Message.ShouldBe("the plan plan.json has format portolan-slurm-plan 2, expected portolan-slurm-plan 1");

    private static string PlanText() =>
        $$"""{"format":"portolan-slurm-plan","format_version":1,"program":"portolan","run":"0123","kind":"test","settings":{},"results":"/r","stages":[{"name":"a","operation":"x/a","version":1,"after":[],"nodes":[{"key":"{{new string('0', 64)}}","label":"one"}]}]}""";
}
