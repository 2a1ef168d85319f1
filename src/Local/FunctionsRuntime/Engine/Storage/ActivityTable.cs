using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>The queue of activities; a call stays in it until its result is stored.</summary>
internal sealed class ActivityTable(SqliteDatabase database)
{
    public ActivityCall Add(InstanceRecord caller, TaskScheduled scheduled)
    {
        var id = database.Query(
            """
            INSERT INTO activities(instance_id, execution_id, task_id, name, input) VALUES($1, $2, $3, $4, $5)
            RETURNING id
            """,
            row => row.GetInt64(0),
            caller.Id,
            caller.ExecutionId,
            scheduled.TaskId,
            scheduled.Name,
            scheduled.Input).Single();
        return new(id, caller.Id, caller.ExecutionId, scheduled.TaskId, scheduled.Name, scheduled.Input);
    }

    public List<ActivityCall> All() => database.Query(
        "SELECT id, instance_id, execution_id, task_id, name, input FROM activities ORDER BY id",
        row => new ActivityCall(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.GetInt32(3),
            row.GetString(4),
            row.IsDBNull(5) ? null : row.GetString(5)));

    /// <summary>Takes a call out; false if it is gone already.</summary>
    public bool Remove(long id) => database.Execute("DELETE FROM activities WHERE id = $1", id) == 1;

    public void Clear(string instanceId) =>
        database.Execute("DELETE FROM activities WHERE instance_id = $1", instanceId);
}
