using Microsoft.Data.Sqlite;
using Mixtape.Functions.Ingest;
using Mixtape.Music.Listening;
using Mixtape.Music.Playlists;
using Mixtape.Storage;

namespace Mixtape.Functions.Tests.Ingest;

public sealed class ReleasesTests : IDisposable
{
    private static readonly DateOnly _today = new(2027, 1, 1); // in New York, where it is still the first when it is the second in UTC

    private readonly TemporaryFolder _folder = new();
    private readonly SetTime _time = new(DateTimeOffset.Parse("2027-01-02T03:00:00Z"));
    private readonly Releases _releases;

    public ReleasesTests() => _releases = new Releases(
        new SqliteDocumentStore(Path.Combine(_folder.Path, "documents.db")), new MixtapeOptions(),
        TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), _time);

    [Fact]
    public void Today_InTheConfiguredTimeZone() => Assert.Equal(_today, _releases.Today);

    [Fact]
    public async Task AddAsync_RecentAndFutureReleases_AreFoundByTheirWeek()
    {
        await _releases.AddAsync(
            [
                Track("today", _today), Track("newYear", new DateOnly(2026, 12, 30)), Track("soon", _today.AddDays(10)),
                Track("old", _today.AddDays(-56)),
            ],
            default);
        await _releases.AddAsync([Track("unknown", null), Track("eight", _today.AddDays(-55))], default);

        var whole = new ReleaseWindow(_today.AddDays(-100), _today.AddDays(100));
        Assert.Equal(["newYear", "today"], await ReadAsync(_today, whole)); // both 2026-W53
        Assert.Equal(["soon"], await ReadAsync(_today.AddDays(10), whole));
        Assert.Equal(["eight"], await ReadAsync(_today.AddDays(-55), whole));
        Assert.Empty(await ReadAsync(_today.AddDays(-56), whole with { Last = _today.AddDays(-56) }));
        Assert.Equal(["today"], await ReadAsync(_today, whole with { First = _today }));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private static Track Track(string id, DateOnly? released) => new(id, "Title", "Artist", ReleaseDate: released);

    private async Task<string[]> ReadAsync(DateOnly day, ReleaseWindow window) =>
        await _releases.ReadAsync(IsoWeek.Of(day), window, default).ToArrayAsync();
}
