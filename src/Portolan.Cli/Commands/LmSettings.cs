using Portolan.Cli.Settings;

namespace Portolan.Cli.Commands;

/// <summary>What the verbs of <c>portolan lm</c> ask of their settings alike.</summary>
internal static class LmSettings
{
    /// <summary>The tokenizer's path, or null for text that is split already.</summary>
    /// <exception cref="UsageException">Both were given, or neither.</exception>
    public static string? Tokenizer(CommandContext context, Setting<string?> tokenizer, Setting<bool> tokenized) =>
        context.Value(tokenized) != context.IsGiven(tokenizer)
            ? context.Value(tokenizer)
            : throw new UsageException("give either --tokenizer or --tokenized", "--tokenizer splits raw text into pieces; --tokenized takes words between spaces as they are");
}
