namespace Portolan.Graph.Slurm.Internals;

internal sealed partial class SlurmRun
{
    /// <summary>What an earlier run in this directory left in the queue; of another plan it is cancelled.</summary>
    private async Task<List<SubmittedArray>> FindLeftAsync()
    {
        runName = PlanFile.RunNameOf(files.Directory, options.Kind, grouping.Stages);
        if (!File.Exists(files.Plan) || TryReadPlan() is not { } earlier)
        {
            return [];
        }

        List<SubmissionFile> submissions = [.. files.Submissions().Select(number => SubmissionFile.Read(files.Submission(number), earlier))];
        if (submissions.Count == 0)
        {
            return [];
        }

        string[] names = [.. submissions.Select(submission => submission.JobName)];
        ILookup<string, QueuedTask> queued = (await slurm.QueueAsync(names, cancellationToken).ConfigureAwait(false)).ToLookup(task => task.JobName);
        if (earlier.Run != runName)
        {
            string[] jobs = [.. queued.SelectMany(tasks => tasks).Select(task => task.Job).Distinct()];
            if (jobs.Length > 0)
            {
                await slurm.CancelAsync(jobs, cancellationToken).ConfigureAwait(false);
                await WaitUntilGoneAsync(names, cancellationToken).ConfigureAwait(false);
            }

            files.Delete();
            return [];
        }

        var left = new List<SubmittedArray>();
        foreach (SubmissionFile submission in submissions.Where(submission => queued.Contains(submission.JobName)))
        {
            var array = new SubmittedArray(submission.Number, submission.Stage, submission.JobName, queued[submission.JobName].First().Job);
            left.Add(array);
            foreach (QueuedTask task in queued[submission.JobName].Where(task => task.Index < submission.Tasks.Count))
            {
                AddTask(array, task.Index, submission.Tasks[task.Index]);
            }
        }

        return left;
    }

    private PlanFile? TryReadPlan()
    {
        try
        {
            return PlanFile.Read(files.Plan);
        }
        catch (SlurmException)
        {
            // Of another version, or damaged: what it submitted cannot be known, and does no harm.
            files.Delete();
            return null;
        }
    }

    private async Task PrepareAsync(List<SubmittedArray> left)
    {
        arrays.AddRange(left);
        await TasksPerArrayAsync().ConfigureAwait(false);
        files.Create();
        new PlanFile(PlanFile.FormatName, PlanFile.CurrentVersion, options.ProgramVersion, runName, options.Kind, options.Settings, store.EntryDirectory, grouping.Stages)
            .Write(files.Plan);
    }

    private void AddTask(SubmittedArray array, int index, IReadOnlyList<int> places)
    {
        int[] own = [.. places.Select(place => positions[grouping.Nodes[array.Stage][place]])];
        array.Tasks.Add(new SubmittedTask(array, index, own, new TaskReportReader(files, array.Number, index)));
        foreach (int position in own)
        {
            isCovered[position] = true;
        }
    }

    /// <summary>
    /// Submits the nodes that no task has. At first that is everything, each stage behind those that it needs. Later it is what failed or
    /// was lost, and what had to be passed over because of it, as soon as its inputs are there.
    /// </summary>
    private async Task SubmitWhatIsMissingAsync(bool first)
    {
        var known = new Dictionary<Node, bool>();
        for (int stage = 0; stage < grouping.Stages.Count; stage++)
        {
            List<int> places = [];
            for (int place = 0; place < grouping.Nodes[stage].Count; place++)
            {
                Node node = grouping.Nodes[stage][place];
                int position = positions[node];
                if (states[position] == WorkState.Waiting && !isCovered[position] && (first || plan.InputsOf(node).All(input => IsThere(input, known))))
                {
                    places.Add(place);
                }
            }

            if (places.Count > 0 && !await TrySubmitStageAsync(stage, places, first).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private bool IsThere(Node node, Dictionary<Node, bool> known)
    {
        if (node.Operation.Persist)
        {
            // What is not needed was in the store below something that was; who needs it again finds it or is passed over.
            return states[positions[node]] is WorkState.Done or WorkState.NotNeeded;
        }

        if (!known.TryGetValue(node, out bool there))
        {
            known.Add(node, there = plan.InputsOf(node).All(input => IsThere(input, known)));
        }

        return there;
    }

    /// <returns>False when Slurm takes no more at the moment; what it has taken is followed meanwhile.</returns>
    private async Task<bool> TrySubmitStageAsync(int stage, List<int> places, bool first)
    {
        int tasksPerArray = await TasksPerArrayAsync().ConfigureAwait(false);
        int perTask = options.NodesPerTask > 0 ? options.NodesPerTask : (places.Count + tasksPerArray - 1) / tasksPerArray;
        List<string> after = [.. arrays.Where(array => array.IsOpen && grouping.Stages[stage].After.Contains(array.Stage)).Select(array => array.Job!)];
        foreach (int[][] tasks in places.Chunk(perTask).Chunk(tasksPerArray))
        {
            try
            {
                SubmittedArray array = await SubmitAsync(stage, tasks, after).ConfigureAwait(false);
                if (!first)
                {
                    await LetLaterStagesWaitAsync(array).ConfigureAwait(false);
                }
            }
            catch (SlurmException) when (arrays.Count > 0 && !IsTooLong(ref refusedSince))
            {
                // A limit on submitted jobs, or a controller that restarts: what is in the queue goes on, and then there is room again.
                return false;
            }

            refusedSince = null;
        }

        return true;
    }

    private async Task<SubmittedArray> SubmitAsync(int stage, IReadOnlyList<int[]> tasks, List<string> after)
    {
        int number = Math.Max(arrays.Count == 0 ? 0 : arrays.Max(array => array.Number), files.Submissions() is [.., var last] ? last : 0) + 1;
        string name = RunFiles.JobName(runName, number);
        new SubmissionFile(number, stage, name, tasks).Write(files.Submission(number));
        File.WriteAllText(files.Script(number), JobScript.Of(options, files.Plan, number));
        string job;
        try
        {
            job = await slurm.SubmitAsync(
                new JobArray(
                    name,
                    tasks.Count,
                    after,
                    files.Script(number),
                    files.LogPattern(number),
                    options.WorkingDirectory,
                    options.Partition,
                    options.ResourcesOf(StageGrouping.ShortName(grouping.Stages[stage].Operation))),
                cancellationToken).ConfigureAwait(false);
        }
        catch (SlurmException)
        {
            File.Delete(files.Submission(number));
            File.Delete(files.Script(number));
            throw;
        }

        File.WriteAllText(files.Job(number), job + "\n");
        var array = new SubmittedArray(number, stage, name, job) { After = [.. after] };
        arrays.Add(array);
        for (int index = 0; index < tasks.Count; index++)
        {
            AddTask(array, index, tasks[index]);
        }

        return array;
    }

    // Their tasks would only start to find that something is missing, and be submitted again.
    private async Task LetLaterStagesWaitAsync(SubmittedArray array)
    {
        foreach (SubmittedArray later in arrays.Where(later => later.IsOpen && grouping.Stages[later.Stage].After.Contains(array.Stage)))
        {
            try
            {
                later.After.Add(array.Job!);
                await slurm.ChangeDependencyAsync(later.Job!, later.After, cancellationToken).ConfigureAwait(false);
            }
            catch (SlurmException)
            {
                // It has started already.
            }
        }
    }

    private async Task<int> TasksPerArrayAsync()
    {
        if (maxArraySize == 0)
        {
            maxArraySize = await slurm.MaxArraySizeAsync(cancellationToken).ConfigureAwait(false);
        }

        return Math.Min(options.ArrayLimit, maxArraySize);
    }
}
