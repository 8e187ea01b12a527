// The count of live native objects is the process's: tests that decode must not run beside the one that counts.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
