using Mixtape.Cli;
using Mixtape.Cli.Rendering;

return await CommandLine.RunAsync(args, new CliContext
{
    Out = Terminal.Open(Console.Out, Console.IsOutputRedirected),
    Error = Terminal.Open(Console.Error, Console.IsErrorRedirected),
});
