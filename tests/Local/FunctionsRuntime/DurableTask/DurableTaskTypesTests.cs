using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace Mixtape.Local.FunctionsRuntime.Tests.DurableTask;

public sealed class DurableTaskTypesTests
{
    [Fact]
    public void JsonDataConverter_Default_KeepsNamesAndWritesFields()
    {
        var json = JsonDataConverter.Default.Serialize(new WithField { Field = 1, Property = "x" });

        Assert.Equal("""{"Property":"x","Field":1}""", json);
        Assert.Equal(1, JsonDataConverter.Default.Deserialize<WithField>(json)!.Field);
        Assert.Null(JsonDataConverter.Default.Serialize(null));
        Assert.Equal(0, JsonDataConverter.Default.Deserialize<int>(null));
    }

    [Fact]
    public void TaskName_OtherCase_IsEqual()
    {
        TaskName name = "Weekly";

        Assert.True(name == new TaskName("WEEKLY"));
        Assert.Equal(name.GetHashCode(), new TaskName("weekly").GetHashCode());
        Assert.True(name != "Daily");
        Assert.Equal("Weekly", (string)name);
        Assert.Equal(default, (TaskName)string.Empty);
    }

    [Fact]
    public void TaskOptions_WithInstanceId_KeepsTheRetry()
    {
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromSeconds(1)));

        var child = options.WithInstanceId("child");

        Assert.Same(options.Retry, child.Retry);
        Assert.Equal("child", new SubOrchestrationOptions((TaskOptions)child).InstanceId);
        Assert.Equal("other", new SubOrchestrationOptions(child, "other").InstanceId);
    }

    [Fact]
    public void FromException_InnerExceptions_BecomeInnerFailures()
    {
        var failure = TaskFailureDetails.FromException(
            new InvalidOperationException("a", new InvalidDataException("b", new PrivateException("c"))));

        Assert.Equal("System.InvalidOperationException: a", failure.ToString());
        Assert.Equal("b", failure.InnerFailure!.ErrorMessage);
        Assert.True(failure.InnerFailure.InnerFailure!.IsCausedBy<PrivateException>());
        Assert.Null(failure.InnerFailure.InnerFailure.InnerFailure);
        Assert.False(new TaskFailureDetails("No.Such.Type", "", null, null, null).IsCausedBy<Exception>());
        Assert.Throws<ArgumentException>(() => failure.IsCausedBy(typeof(string)));
    }

    [Fact]
    public async Task Pageable_Create_FollowsTokensFromWhereAsked()
    {
        var numbers = Pageable.Create<string>((token, _) =>
        {
            var from = int.Parse(token ?? "0");
            return Task.FromResult(new Page<string>([$"{from}", $"{from + 1}"], from < 4 ? $"{from + 2}" : null));
        });

        Assert.Equal(["0", "1", "2", "3", "4", "5"], await numbers.ToListAsync());
        Assert.Single(await numbers.AsPages("4").ToListAsync());
    }

    [Fact]
    public void OrchestrationMetadata_Data_IsReadByType()
    {
        var metadata = new OrchestrationMetadata("Weekly", "id")
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Terminated,
            SerializedInput = "[1,2]",
            SerializedCustomStatus = "\"half\"",
        };

        Assert.Equal([1, 2], metadata.ReadInputAs<int[]>()!);
        Assert.Equal("half", metadata.ReadCustomStatusAs<string>());
        Assert.Null(metadata.ReadOutputAs<string>());
        Assert.True(metadata.IsCompleted);
        Assert.False(metadata.IsRunning);
    }

    private sealed class PrivateException(string message) : Exception(message);

    private sealed class WithField
    {
        public int Field;

        public string? Property { get; init; }
    }
}
