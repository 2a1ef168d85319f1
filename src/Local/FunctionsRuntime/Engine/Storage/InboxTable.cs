using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>Events that wait for their instance's next step; timers are events that are not visible yet.</summary>
internal sealed class InboxTable(SqliteDatabase database)
{
    /// <summary>When a message that is no timer can be seen, whatever the clock says.</summary>
    public static readonly DateTime AtOnce = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    public void Post(string instanceId, string? executionId, DateTime visibleAt, HistoryEvent message) =>
        database.Execute(
            "INSERT INTO inbox(instance_id, execution_id, timer_id, visible_at, event) VALUES($1, $2, $3, $4, $5)",
            instanceId,
            executionId,
            (message as TimerFired)?.TaskId,
            visibleAt.Ticks,
            message.ToJson());

    /// <summary>What the instance may see now, in order of arrival.</summary>
    public List<InboxMessage> Visible(string instanceId, DateTime now) => database.Query(
        "SELECT id, execution_id, event FROM inbox WHERE instance_id = $1 AND visible_at <= $2 ORDER BY id",
        row => new InboxMessage(
            row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1), HistoryEvent.FromJson(row.GetString(2))),
        instanceId,
        now.Ticks);

    /// <summary>When each instance with messages has something to see, first and later.</summary>
    public List<(string InstanceId, DateTime VisibleAt)> DueTimes() => database.Query(
        "SELECT DISTINCT instance_id, visible_at FROM inbox",
        row => (row.GetString(0), new DateTime(row.GetInt64(1), DateTimeKind.Utc)));

    /// <summary>When the instance has something to see, null if nothing is on its way.</summary>
    public DateTime? NextDue(string instanceId) => database.Query(
        "SELECT visible_at FROM inbox WHERE instance_id = $1 ORDER BY visible_at LIMIT 1",
        row => (DateTime?)new DateTime(row.GetInt64(0), DateTimeKind.Utc),
        instanceId).SingleOrDefault();

    public void Delete(long id) => database.Execute("DELETE FROM inbox WHERE id = $1", id);

    public void DeleteTimer(string instanceId, int timerId) =>
        database.Execute("DELETE FROM inbox WHERE instance_id = $1 AND timer_id = $2", instanceId, timerId);

    public void DeleteTimers(string instanceId) =>
        database.Execute("DELETE FROM inbox WHERE instance_id = $1 AND timer_id IS NOT NULL", instanceId);

    public void Clear(string instanceId) => database.Execute("DELETE FROM inbox WHERE instance_id = $1", instanceId);
}
