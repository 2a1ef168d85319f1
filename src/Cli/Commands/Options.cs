using System.CommandLine;

namespace Mixtape.Cli.Commands;

/// <summary>Arguments and options that several commands take.</summary>
internal static class Options
{
    public static Argument<string> Listener() => new("listener") { Description = "The listener's id." };

    public static Option<int> Count(int usual, int most) => Within(
        new Option<int>("--count") { Description = $"How many, 1 to {most}.", DefaultValueFactory = _ => usual }, 1,
        most);

    public static Option<int> Port(int usual) => Within(
        new Option<int>("--port") { Description = "The port to listen on.", DefaultValueFactory = _ => usual }, 1,
        65_535);

    public static Option<string?> Model()
    {
        var option =
            new Option<string?>("--model") { Description = "Which model: als (learned) or popularity (the baseline)." };
        option.AcceptOnlyFromAmong("als", "popularity");
        return option;
    }

    public static Option<int> Within(Option<int> option, int least, int most)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var text] && int.TryParse(text.Value, out var value) && (value < least || value > most))
            {
                result.AddError($"{option.Name} must lie between {least} and {most}.");
            }
        });
        return option;
    }
}
