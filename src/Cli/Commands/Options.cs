using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Mixtape.Music.Listening;

namespace Mixtape.Cli.Commands;

/// <summary>Arguments and options that several commands take.</summary>
internal static class Options
{
    public static Argument<string> Listener() =>
        WithId(new Argument<string>("listener") { Description = "The listener's id." });

    public static Argument<string> Track() =>
        WithId(new Argument<string>("track") { Description = "The track's id." });

    public static Option<int> Count(int usual, int most) => Within(
        new Option<int>("--count") { Description = $"How many, 1 to {most}.", DefaultValueFactory = _ => usual }, 1,
        most);

    public static Option<int> Port(int usual) => Within(
        new Option<int>("--port") { Description = "The port to listen on.", DefaultValueFactory = _ => usual }, 1,
        65_535);

    public static Option<string?> Model()
    {
        var option =
            new Option<string?>("--model")
            {
                Description = "Which model: als (learned), neighbours (what the nearest listeners play) or popularity (the baseline).",
            };
        option.AcceptOnlyFromAmong("als", "neighbours", "popularity");
        return option;
    }

    /// <summary>Which listening is withheld to judge by.</summary>
    public static Option<string?> Holdout()
    {
        var option = new Option<string?>("--holdout")
        {
            Description = "Which listening is withheld to judge by: a fraction of each listener's tracks, the lastItem each came to, or "
                + "what each came to after a time.",
        };
        option.AcceptOnlyFromAmong("fraction", "lastItem", "time");
        return option;
    }

    /// <summary>An option of one number.</summary>
    public static Option<double?> Number(string name, string description)
    {
        var option = new Option<double?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var text] && Parses<double>(text.Value, out var value) && !double.IsFinite(value))
                result.AddError($"{name} takes a finite number; '{text.Value}' is none.");
        });
        return option;
    }

    /// <summary>An option of several values with commas between.</summary>
    public static Option<T[]?> List<T>(string name, string description, string example)
        where T : IParsable<T> => new(name)
        {
            Description = description,
            HelpName = example,
            CustomParser = result =>
            {
                var values = new List<T>();
                foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',')))
                {
                    if (Parses<T>(text, out var value) && value is not double.NaN and not double.PositiveInfinity and not double.NegativeInfinity)
                        values.Add(value);
                    else result.AddError($"{name} takes values with commas between, such as {example}; '{text}' is none.");
                }

                return [.. values];
            },
        };

    /// <summary>
    /// What is wrong with the id that an argument or option was given, as a sentence; null where nothing is.
    /// </summary>
    public static string? IdProblem(string name, string id) =>
        ExternalId.Problem(id) is { } problem ? $"The {name}'s id {problem}." : null;

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

    private static bool Parses<T>(string text, [MaybeNullWhen(false)] out T value)
        where T : IParsable<T> => T.TryParse(text.Trim(), CultureInfo.InvariantCulture, out value);

    private static Argument<string> WithId(Argument<string> argument)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [var id] && IdProblem(argument.Name, id.Value) is { } problem) result.AddError(problem);
        });
        return argument;
    }
}
