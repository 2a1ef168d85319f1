using Mixtape.Cli;
using Spectre.Console;

return await CommandLine.RunAsync(args, new CliContext
{
    Out = AnsiConsole.Console,
    Error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
});
