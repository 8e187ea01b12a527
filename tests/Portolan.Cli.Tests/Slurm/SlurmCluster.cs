using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Slurm;

/// <summary>A real cluster on this host: munged, slurmctld and two slurmd, with ports and directories of their own.</summary>
/// <remarks>
/// Each daemon is the child of a shell that kills it when this process is gone, however it went. What else belongs to the cluster (Slurm's
/// step daemons, tasks) is found by its environment, which names the cluster's configuration file.
/// </remarks>
public sealed class SlurmCluster : IAsyncLifetime, IDisposable
{
    private const string NodeMark = "PORTOLAN_TEST_NODE";

    private static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol", "sinfo"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();
    private readonly List<Process> daemons = [];

    /// <summary>Null where a cluster can be started, else why not.</summary>
    public static string? SkipReason { get; } =
        !OperatingSystem.IsLinux() ? "Slurm runs on Linux"
        : !Environment.IsPrivilegedProcess ? "starting Slurm's daemons needs root"
        : Array.Find(Programs, program => Locate(program) is null) is { } missing ? $"{missing} was not found; install slurm-wlm and munge"
        : null;

    public string Configuration => folder.File("slurm.conf");

    public async Task InitializeAsync()
    {
        if (SkipReason is not null)
        {
            return;
        }

        string key = folder.Write("munge/key", RandomNumberGenerator.GetBytes(128));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        folder.Write("slurm.conf", ConfigurationText());
        Start("munged", "--foreground", "--force", $"--socket={folder.File("munge/socket")}", $"--key-file={key}", $"--pid-file={folder.File("munge/pid")}", $"--seed-file={folder.File("munge/seed")}", $"--log-file={folder.File("munge/log")}");
        await UntilAsync("munged answers", () => File.Exists(folder.File("munge/socket")));
        Start("slurmctld", "-D", "-f", Configuration);
        StartNode("n1");
        StartNode("n2");
        await UntilIdleAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        if (daemons.Count > 0)
        {
            KillAll("");
        }

        foreach (Process daemon in daemons)
        {
            daemon.Dispose();
        }

        folder.Dispose();
    }

    /// <summary>The program with this cluster as its Slurm.</summary>
    public CliRunner Portolan(string directory) => CliRunner.Portolan(directory).WithVariable("SLURM_CONF", Configuration);

    /// <summary>Runs one of Slurm's commands.</summary>
    public async Task<string> RunAsync(string command, params string[] arguments)
    {
        CliResult result = await CliRunner.Of(command, folder.Path).WithVariable("SLURM_CONF", Configuration).RunAsync(arguments);
        result.ExitCode.ShouldBe(0, $"{command}: {result.Error}");
        return result.Output;
    }

    /// <summary>All tasks of the cluster as <c>job_index|state|node</c>.</summary>
    public async Task<string[]> QueueAsync() =>
        (await RunAsync("squeue", "--noheader", "--array", "--format=%F_%K|%T|%N")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Tells Slurm what it would find out by itself after a while, and lets what was requeued begin now instead of in two minutes.</summary>
    public async Task DeclareDownAsync(string node, string task)
    {
        await RunAsync("scontrol", "update", $"NodeName={node}", "State=DOWN", "Reason=test");
        await UntilAsync("the task waits again", async () => (await QueueAsync()).Any(line => line.StartsWith($"{task}|PENDING|", StringComparison.Ordinal)));
        await RunAsync("scontrol", "update", $"JobId={task}", "StartTime=now");
    }

    public void StartNode(string name) => Start("slurmd", [(NodeMark, name)], "-D", "-f", Configuration, "-N", name);

    /// <summary>What a machine does that loses power: its slurmd, its steps and their tasks are gone at once.</summary>
    public void KillNode(string name) => KillAll(name);

    public Task UntilIdleAsync() =>
        UntilAsync("both nodes are idle", async () =>
        {
            CliResult nodes = await CliRunner.Of("sinfo", folder.Path).WithVariable("SLURM_CONF", Configuration).RunAsync("--noheader", "--Node", "--format=%N %t");
            return nodes.Output == "n1 idle\nn2 idle\n";
        });

    public Task UntilQueueIsEmptyAsync() => UntilAsync("the queue is empty", async () => (await QueueAsync()).Length == 0);

    /// <summary>Looks again and again until something holds.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Patience, $"waited in vain: {what}");
            await Task.Delay(50);
        }
    }

    private static Task UntilAsync(string what, Func<bool> holds) => UntilAsync(what, () => Task.FromResult(holds()));

    private static string? Locate(string program) =>
        "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin".Split(':').Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);

    private void Start(string program, params string[] arguments) => Start(program, [], arguments);

    private void Start(string program, (string Name, string Value)[] variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };

        // The shell reads from a pipe of this process, which closes when this process ends.
        foreach (string argument in (string[])["-c", "\"$@\" >/dev/null 2>&1 </dev/null & cat >/dev/null; kill -9 $!", "sh", Locate(program)!, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["SLURM_CONF"] = Configuration;
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        daemons.Add(Process.Start(start)!);
    }

    /// <param name="node">A node's name, or nothing for the whole cluster.</param>
    private void KillAll(string node)
    {
        // Twice: what was about to start something else has done so by then.
        for (int round = 0; round < 2; round++)
        {
            foreach (int id in Directory.GetDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out int number) ? number : 0).Where(id => id > 0).OrderDescending())
            {
                try
                {
                    if (IsOfCluster(id, node))
                    {
                        using var process = Process.GetProcessById(id);
                        process.Kill();
                    }
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
                {
                    // It has ended meanwhile.
                }
            }
        }
    }

    private bool IsOfCluster(int id, string node)
    {
        // A step daemon writes its title over its environment, but has the log of its slurmd open.
        if (File.ReadAllText($"/proc/{id}/comm").Trim() == "slurmstepd")
        {
            string log = folder.File($"slurmd-{node}");
            return Directory.GetFileSystemEntries($"/proc/{id}/fd").Any(link => new FileInfo(link).LinkTarget?.StartsWith(log, StringComparison.Ordinal) == true);
        }

        string environment = File.ReadAllText($"/proc/{id}/environ") + "\0";
        return environment.Contains($"SLURM_CONF={Configuration}\0", StringComparison.Ordinal)
            && (node.Length == 0
                || environment.Contains($"{NodeMark}={node}\0", StringComparison.Ordinal)
                || environment.Contains($"SLURMD_NODENAME={node}\0", StringComparison.Ordinal));
    }

    private string ConfigurationText()
    {
        string host = Dns.GetHostName().Split('.')[0];
        int[] ports = FreePorts(3);
        Directory.CreateDirectory(folder.File("state"));
        Directory.CreateDirectory(folder.File("spool-n1"));
        Directory.CreateDirectory(folder.File("spool-n2"));
        return $"""
            ClusterName=portolan
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={ports[0]}
            AuthType=auth/munge
            AuthInfo=socket={folder.File("munge/socket")},cred_expire=5
            CryptoType=crypto/munge
            ProctrackType=proctrack/pgid
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SlurmUser=root
            SlurmdUser=root
            StateSaveLocation={folder.File("state")}
            SlurmdSpoolDir={folder.File("spool-%n")}
            SlurmctldPidFile={folder.File("slurmctld.pid")}
            SlurmdPidFile={folder.File("slurmd-%n.pid")}
            SlurmctldLogFile={folder.File("slurmctld.log")}
            SlurmdLogFile={folder.File("slurmd-%n.log")}
            SlurmdParameters=config_overrides
            ReturnToService=2
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            MpiDefault=none
            SwitchType=switch/none
            SlurmdTimeout=3
            KillWait=2
            MinJobAge=2
            SchedulerParameters=sched_interval=1,bf_interval=1,sched_min_interval=0,batch_sched_delay=0
            NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=1 RealMemory=8000
            NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=1 RealMemory=8000
            PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP

            """;
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(listeners, listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        Array.ForEach(listeners, listener => listener.Dispose());
        return ports;
    }
}
