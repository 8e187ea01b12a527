using Portolan.Cli;
using Portolan.Cli.Output;

return await Application.RunAsync(args, Terminal.OfThisProcess()).ConfigureAwait(false);
