using Portolan.Bench;

IBenchmark[] all = [.. typeof(IBenchmark).Assembly.GetTypes()
    .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IBenchmark).IsAssignableFrom(t))
    .Select(t => (IBenchmark)Activator.CreateInstance(t)!)
    .OrderBy(b => b.Name, StringComparer.Ordinal)];

if (args.Length == 0 || all.FirstOrDefault(b => b.Name == args[0]) is not { } chosen)
{
    Console.Error.WriteLine("usage: Portolan.Bench NAME [ARGS]");
    foreach (IBenchmark benchmark in all)
    {
        Console.Error.WriteLine($"  {benchmark.Name,-16} {benchmark.Description}");
    }

    return 2;
}

chosen.Run(args[1..]);
return 0;
