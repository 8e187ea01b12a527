using System.CommandLine;
using Portolan.Encoders.Models;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan models remove</c>: removes installed models.</summary>
internal sealed class ModelsRemoveCommand : Verb
{
    private readonly Argument<string[]> names = new("name") { Description = "Installed models.", HelpName = "name", Arity = ArgumentArity.OneOrMore };

    public ModelsRemoveCommand()
        : base("remove", "Removes installed models.") => Add(names);

    public override string Details => "Vectors that were made with a model stay where they are; to search them, it has to be installed again.";

    public override IReadOnlyList<CommandExample> Examples => [new("Make room", "portolan models remove all-minilm-l6-v2")];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ["removed"], "at the end")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        ModelStore store = Models.Store();
        int removed = 0;
        foreach (string name in context.Value(names))
        {
            if (name is BuiltInModels.Text or BuiltInModels.Image)
            {
                throw new UsageException($"{name} is built in and cannot be removed", "portolan models list says which models are installed");
            }

            store.Remove(name, context.Cancellation);
            removed++;
            context.Output.Note($"{name} is removed");
        }

        if (context.Output.IsJson)
        {
            context.Output.Json.BeginSummary().WriteNumber("removed"u8, removed);
            context.Output.Json.End();
        }

        return Task.FromResult(ExitCode.Done);
    }
}
