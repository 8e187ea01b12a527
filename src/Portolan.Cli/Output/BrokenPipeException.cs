namespace Portolan.Cli.Output;

/// <summary>The reader of standard output went away, as <c>head</c> does. Nobody is left to tell, so the process ends with 0.</summary>
internal sealed class BrokenPipeException() : IOException("standard output was closed by its reader");
