using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Mixtape.Local.FunctionsRuntime.Engine.History;

namespace Mixtape.Local.FunctionsRuntime.Engine.Storage;

/// <summary>The instances, one row each.</summary>
internal sealed class InstanceTable(SqliteDatabase database)
{
    private const string Columns = """
        id, execution_id, name, status, input, output, custom_status, failure, tags,
        parent_id, parent_execution_id, parent_name, parent_task_id, created, updated
        """;

    public InstanceRecord? Find(string id) =>
        database.Query($"SELECT {Columns} FROM instances WHERE id = $1", Read, id).SingleOrDefault();

    public IReadOnlyList<string> FindChildren(string parentId) =>
        database.Query("SELECT id FROM instances WHERE parent_id = $1", row => row.GetString(0), parentId);

    public void Save(InstanceRecord instance) => database.Execute(
        $"INSERT OR REPLACE INTO instances({Columns}) VALUES($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)",
        instance.Id,
        instance.ExecutionId,
        instance.Name,
        (int)instance.Status,
        instance.Input,
        instance.Output,
        instance.CustomStatus,
        instance.Failure is null ? null : JsonSerializer.Serialize(instance.Failure),
        instance.Tags is not { Count: > 0 } ? null : JsonSerializer.Serialize(instance.Tags),
        instance.Parent?.InstanceId,
        instance.Parent?.ExecutionId,
        instance.Parent?.Name,
        instance.Parent?.TaskId,
        instance.Created.Ticks,
        instance.Updated.Ticks);

    public void Delete(string id) => database.Execute("DELETE FROM instances WHERE id = $1", id);

    /// <summary>The instances that match, oldest first, after a given one, at most so many.</summary>
    public IReadOnlyList<InstanceRecord> Select(OrchestrationQuery query, (long Created, string Id)? after, int limit)
    {
        var statuses = query.Statuses?.Select(status => (int)status).ToArray();
        return database.Query(
            $"""
            SELECT {Columns} FROM instances
            WHERE created >= $1 AND created <= $2 AND (created, id) > ($3, $4)
                AND ($5 IS NULL OR status IN (SELECT value FROM json_each($5)))
                AND ($6 IS NULL OR substr(id, 1, length($6)) = $6)
            ORDER BY created, id LIMIT $7
            """,
            Read,
            query.CreatedFrom?.UtcTicks ?? 0,
            query.CreatedTo?.UtcTicks ?? long.MaxValue,
            after?.Created ?? -1,
            after?.Id ?? string.Empty,
            statuses is not { Length: > 0 } ? null : JsonSerializer.Serialize(statuses),
            string.IsNullOrEmpty(query.InstanceIdPrefix) ? null : query.InstanceIdPrefix,
            limit);
    }

    private static InstanceRecord Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        ExecutionId = row.GetString(1),
        Name = row.GetString(2),
        Status = (OrchestrationRuntimeStatus)row.GetInt32(3),
        Input = Text(row, 4),
        Output = Text(row, 5),
        CustomStatus = Text(row, 6),
        Failure = Text(row, 7) is { } failure ? JsonSerializer.Deserialize<TaskFailureDetails>(failure) : null,
        Tags = Text(row, 8) is { } tags ? JsonSerializer.Deserialize<Dictionary<string, string>>(tags) : null,
        Parent = row.IsDBNull(9)
            ? null
            : new ParentCall(row.GetString(9), row.GetString(10), row.GetString(11), row.GetInt32(12)),
        Created = new DateTime(row.GetInt64(13), DateTimeKind.Utc),
        Updated = new DateTime(row.GetInt64(14), DateTimeKind.Utc),
    };

    private static string? Text(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
