using Portolan.Graph.Slurm.Internals;

namespace Portolan.Graph.Slurm.Tests.Internals;

public sealed class SlurmCommandsTests
{
    [Fact]
    public void Sbatch_is_asked_for_everything_that_a_task_needs() =>
        SlurmCommands.Arguments(new JobArray("portolan-x-0002", 7, ["11", "12"], "/run/s.sh", "/run/logs/0002-%a.log", "/home", "long", new JobResources("02:00:00", "4G", 3)))
            .ShouldBe([
                "--parsable", "--job-name=portolan-x-0002", "--array=0-6", "--output=/run/logs/0002-%a.log", "--open-mode=append", "--chdir=/home", "--requeue",
                "--ntasks=1", "--cpus-per-task=3", "--dependency=afterany:11:12", "--partition=long", "--time=02:00:00", "--mem=4G", "/run/s.sh"]);

    [Fact]
    public void What_is_left_to_the_cluster_is_not_asked_for() =>
        SlurmCommands.Arguments(new JobArray("x", 1, [], "s", "l", "/", null, new JobResources()))
            .ShouldBe(["--parsable", "--job-name=x", "--array=0-0", "--output=l", "--open-mode=append", "--chdir=/", "--requeue", "--ntasks=1", "--cpus-per-task=1", "s"]);

    [Fact]
    public void The_queue_is_read() =>
        SlurmCommands.ParseQueue("12|0|RUNNING|n1|portolan-x-0001|None\n12|3|PENDING||portolan-x-0001|(launch failed | requeued held)\n13|N/A|RUNNING|n1|other|None\nnonsense\n")
            .ShouldBe([
                new QueuedTask("portolan-x-0001", "12", 0, "RUNNING", "n1", "None"),
                new QueuedTask("portolan-x-0001", "12", 3, "PENDING", "", "(launch failed | requeued held)")]);

    [Theory]
    [InlineData("Configuration data as of 2026\nMaxArraySize            = 2001\nMaxJobCount = 10000\n", 2001)]
    [InlineData("MaxArraySize = none\n", 1001)]
    [InlineData("", 1001)]
    public void The_largest_array_is_read(string configuration, int expected) => SlurmCommands.ParseMaxArraySize(configuration).ShouldBe(expected);

    [Theory]
    [InlineData("sbatch: error: invalid partition specified: x\nsbatch: error: Batch job submission failed: Invalid partition name specified", "'sinfo' lists the partitions; choose one with --partition")]
    [InlineData("sbatch: error: Unable to contact slurm controller (connect failure)", "check with 'scontrol ping' whether the controller answers, then run the same command again")]
    [InlineData("sbatch: error: Invalid --time specification", "'sinfo -o \"%P %l\"' shows the limits; choose with --time")]
    [InlineData("sbatch: error: Memory specification can not be satisfied", "'sinfo -o \"%P %c %m\"' shows cores and megabytes of the nodes; ask for less with --mem")]
    [InlineData("", "check the options that were given for the cluster; 'man sbatch' explains its messages")]
    public void A_refusal_is_told_with_what_to_do(string said, string hint)
    {
        SlurmException refused = SlurmCommands.Refused("sbatch", 1, said);
        refused.Hint.ShouldBe(hint);
        refused.Message.ShouldStartWith(said.Length == 0 ? "sbatch failed: exit code 1" : "sbatch failed: sbatch: error: ");
        refused.Message.ShouldNotContain('\n');
    }

    [Fact]
    public void A_job_script_has_options_first_and_quotes_what_is_a_path()
    {
        var options = new SlurmOptions
        {
            RunDirectory = "/run",
            Kind = "test",
            Settings = default,
            TaskCommand = ["/opt/it's/portolan", "node"],
            ScriptLines = ["module load dotnet", "--account=x", "#SBATCH --qos=y"],
            ScratchDirectory = "/scratch/$SLURM_JOB_ID",
        };
        JobScript.Of(options, "/a b/plan.json", 3).ShouldBe("""
            #!/bin/sh
            #SBATCH --account=x
            #SBATCH --qos=y
            module load dotnet
            exec '/opt/it'\''s/portolan' 'node' --plan '/a b/plan.json' --submission 3 --index "$SLURM_ARRAY_TASK_ID" --scratch "/scratch/$SLURM_JOB_ID"

            """);
    }
}
