namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>A task hub's tables, seen through one connection.</summary>
internal sealed class TaskHubTables(SqliteDatabase database)
{
    /// <summary>Times are UTC ticks, events and failures JSON.</summary>
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS instances(
            id TEXT NOT NULL PRIMARY KEY, execution_id TEXT NOT NULL, name TEXT NOT NULL, status INTEGER NOT NULL,
            input TEXT, output TEXT, custom_status TEXT, failure TEXT, tags TEXT,
            parent_id TEXT, parent_execution_id TEXT, parent_name TEXT, parent_task_id INTEGER,
            created INTEGER NOT NULL, updated INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS instances_created ON instances(created, id);
        CREATE INDEX IF NOT EXISTS instances_parent ON instances(parent_id) WHERE parent_id IS NOT NULL;

        CREATE TABLE IF NOT EXISTS history(
            instance_id TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL,
            PRIMARY KEY(instance_id, position)) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS inbox(
            id INTEGER PRIMARY KEY AUTOINCREMENT, instance_id TEXT NOT NULL, execution_id TEXT, timer_id INTEGER,
            visible_at INTEGER NOT NULL, event TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS inbox_instance ON inbox(instance_id, id);

        CREATE TABLE IF NOT EXISTS activities(
            id INTEGER PRIMARY KEY AUTOINCREMENT, instance_id TEXT NOT NULL, execution_id TEXT NOT NULL,
            task_id INTEGER NOT NULL, name TEXT NOT NULL, input TEXT);
        CREATE INDEX IF NOT EXISTS activities_instance ON activities(instance_id);
        """;

    public InstanceTable Instances { get; } = new(database);

    public HistoryTable History { get; } = new(database);

    public InboxTable Inbox { get; } = new(database);

    public ActivityTable Activities { get; } = new(database);

    public void Create() => database.Execute(Schema);

    /// <summary>Removes every trace of an instance.</summary>
    public void Forget(string instanceId)
    {
        Instances.Delete(instanceId);
        History.Clear(instanceId);
        Inbox.Clear(instanceId);
        Activities.Clear(instanceId);
    }
}
