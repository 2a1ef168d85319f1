using Microsoft.Extensions.Logging.Abstractions;
using Mixtape.Local.CrashChild;
using Mixtape.Local.FunctionsRuntime.Engine;

// Runs the crash scenario on the database given first, writing each activity's effect to the file given second, and
// prints the result. It may be killed at any moment and started again on the same files.
var options = new TaskHubOptions { DatabasePath = args[0], MaxConcurrentActivities = 4 };
var writing = new Lock();
var functions = CrashScenario.Functions(effect =>
{
    lock (writing)
        File.AppendAllText(args[1], effect + "\n");
});
await using var hub = new TaskHub(options, functions, NullLoggerFactory.Instance);
await hub.StartAsync(CancellationToken.None);
await CrashScenario.ScheduleAsync(hub.Client, CancellationToken.None);
var done = await hub.Client.WaitForInstanceCompletionAsync(CrashScenario.InstanceId, getInputsAndOutputs: true);
Console.WriteLine(done.SerializedOutput ?? done.FailureDetails?.ToString());
