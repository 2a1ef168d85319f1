using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>What each instance's current execution has gone through.</summary>
internal sealed class HistoryTable(SqliteDatabase database)
{
    public List<HistoryEvent> Load(string instanceId) => database.Query(
        "SELECT event FROM history WHERE instance_id = $1 ORDER BY position",
        row => HistoryEvent.FromJson(row.GetString(0)),
        instanceId);

    /// <summary>Adds events behind the <paramref name="count"/> that are there.</summary>
    public void Append(string instanceId, int count, IEnumerable<HistoryEvent> events)
    {
        foreach (var added in events)
        {
            database.Execute(
                "INSERT INTO history(instance_id, position, event) VALUES($1, $2, $3)",
                instanceId,
                count++,
                added.ToJson());
        }
    }

    public void Clear(string instanceId) =>
        database.Execute("DELETE FROM history WHERE instance_id = $1", instanceId);
}
