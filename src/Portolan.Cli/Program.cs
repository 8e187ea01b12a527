using Portolan.Cli;
using Portolan.Cli.Output;
using Portolan.Corpus.S3;
using Portolan.Corpus.Sources;

// Made when the first such address is met, so a run without one does not load the SDK behind it.
AddressSchemes.Register("s3", static () => new S3Scheme());
return await Application.RunAsync(args, Terminal.OfThisProcess()).ConfigureAwait(false);
