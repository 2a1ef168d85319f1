using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Mixtape.Cli.Commands;

/// <summary>A command whose help ends with an example.</summary>
internal sealed class ExampleCommand(
    string name, string description, string? example = null) : Command(name, description)
{
    private string? Example { get; } = example;

    /// <summary>Makes a root command's --help show the examples.</summary>
    public static void ShowIn(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExample((SynchronousCommandLineAction)help.Action!);
    }

    private sealed class HelpWithExample(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parsed)
        {
            var code = help.Invoke(parsed);
            if (parsed.CommandResult.Command is ExampleCommand { Example: { } example })
            {
                parsed.InvocationConfiguration.Output.WriteLine($"Example:\n  {example}\n");
            }

            return code;
        }
    }
}
