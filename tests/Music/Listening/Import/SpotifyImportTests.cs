using Mixtape.Music.Listening;
using Mixtape.Music.Listening.Import;

namespace Mixtape.Music.Tests.Listening.Import;

public sealed class SpotifyImportTests : IDisposable
{
    private const string Extended = """
        [
          {"ts":"2024-03-01T18:00:00Z","ms_played":201000,"master_metadata_track_name":"Paper Harbour","unknown":{"a":[1]},
           "master_metadata_album_artist_name":"Ada Lumen","spotify_track_uri":"spotify:track:1","reason_end":"trackdone","skipped":false},
          {"ts":"2024-03-01T18:00:09Z","ms_played":9000,"master_metadata_track_name":"Paper Harbour",
           "master_metadata_album_artist_name":"Ada Lumen","spotify_track_uri":"spotify:track:1","reason_end":"fwdbtn","skipped":true},
          {"ts":"2024-03-01T19:00:00Z","ms_played":900000,"master_metadata_track_name":null,"master_metadata_album_artist_name":null,
           "spotify_track_uri":null,"episode_name":"A talk"},
          {"ts":"2024-03-01T20:00:00Z","ms_played":0,"master_metadata_track_name":"B","master_metadata_album_artist_name":"A",
           "spotify_track_uri":"spotify:track:2"},
          {"ts":"yesterday","ms_played":1},
          17
        ]
        """;

    private const string LastYear = """
        [{"endTime":"2023-07-08 09:10","artistName":"AC/DC-ish","trackName":"What?","msPlayed":180000},
         {"endTime":"2023-07-08 09:11","artistName":"Ada Lumen","trackName":"Paper Harbour","msPlayed":1000}]
        """;

    private static readonly DateTimeOffset _now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ImportFolder _folder = new();
    private readonly ImportReport _report = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_ExtendedHistory_GivesPlaysAndSkipsAndLeavesTheRestOut()
    {
        var rows = await Read(_folder.Write("Streaming_History_Audio_2024_1.json", Extended));

        var track = new Track("spotify:track:1", "Paper Harbour", "Ada Lumen");
        Assert.Equal(
            [
                new ImportedRow(new("me", track.Id, At("2024-03-01T18:00:00Z"), 201_000, EventKind.Stream), track),
                new ImportedRow(new("me", track.Id, At("2024-03-01T18:00:09Z"), 9_000, EventKind.Skip), track),
            ],
            rows);
        Assert.Equal(6, _report.Read);
        Assert.Equal([1L, 1L], _report.LeftOut.Values);
        Assert.Equal(2, _report.Problems);
        Assert.StartsWith("Streaming_History_Audio_2024_1.json entry 5: ", _report.FirstProblems[0]);
    }

    [Fact]
    public async Task ReadAsync_HistoryOfTheLastYear_GivesReadableIds()
    {
        var rows = await Read(_folder.Write("StreamingHistory_music_0.json", LastYear));

        Assert.Equal(At("2023-07-08T09:10:00Z"), rows[0].Event!.Timestamp);
        Assert.StartsWith("AC_DC-ish - What_ ~", rows[0].Event!.Track);
        Assert.Equal("Ada Lumen - Paper Harbour", rows[1].Event!.Track);
        Assert.Equal(EventKind.Skip, rows[1].Event!.Kind);
        Assert.All(rows, row => Assert.Null(ExternalId.Problem(row.Event!.Track)));
    }

    [Fact]
    public async Task ReadAsync_ZipOrFolder_TakesTheHistoriesAndNothingElse()
    {
        var zip = _folder.WriteZip(
            "my_spotify_data.zip",
            ("Spotify Extended Streaming History/Streaming_History_Audio_2024_1.json", Extended),
            ("Spotify Account Data/StreamingHistory0.json", LastYear),
            ("Spotify Extended Streaming History/Streaming_History_Video_2024.json", "not even JSON"),
            ("Spotify Account Data/StreamingHistory_podcast_0.json", "not even JSON"),
            ("ReadMe.pdf", "not even JSON"));
        var fromZip = await Read(zip);
        System.IO.Compression.ZipFile.ExtractToDirectory(zip, Path.Combine(_folder.Path, "unpacked"));

        var fromFolder = await Read(Path.Combine(_folder.Path, "unpacked"));

        Assert.Equal(4, fromZip.Count);
        Assert.Equal(fromZip.ToHashSet(), fromFolder.ToHashSet());
    }

    [Fact]
    public async Task ReadAsync_NothingThere_SaysWhatIsWanted()
    {
        Assert.Contains(
            "Streaming_History", (await Assert.ThrowsAsync<InvalidImportException>(() => Read(_folder.Path))).Message);
        var zip = _folder.WriteZip("empty.zip", ("a.json", "[]"));
        Assert.Contains(
            "Streaming_History", (await Assert.ThrowsAsync<InvalidImportException>(() => Read(zip))).Message);
        await Assert.ThrowsAsync<InvalidImportException>(() => Read(Path.Combine(_folder.Path, "none.zip")));
        await Assert.ThrowsAsync<InvalidImportException>(() => Read(Path.Combine(_folder.Path, "none.json")));
        await Assert.ThrowsAsync<InvalidImportException>(() => Read(_folder.Write("not.zip", "no zip")));
    }

    [Theory]
    [InlineData("[{\"ts\":\"2024-03-01T18:00:00Z\",\"ms_pl")]
    [InlineData("{\"ts\":1}")]
    [InlineData("no JSON")]
    public async Task ReadAsync_DamagedFile_SaysSo(string text)
    {
        var thrown = await Assert.ThrowsAsync<InvalidImportException>(
            () => Read(_folder.Write("StreamingHistory0.json", text)));
        Assert.Contains("StreamingHistory0.json", thrown.Message);
    }

    [Theory]
    [InlineData("1999-12-31 23:59", 40_000, "A", "T", "its time 1999-12-31")]
    [InlineData("2026-06-02 00:01", 40_000, "A", "T", "its time 2026-06-02")]
    [InlineData("2024-01-01 00:00", 86_400_001, "A", "T", "24 hours")]
    [InlineData("2024-01-01 00:00", 99_999_999_999, "A", "T", "24 hours")]
    [InlineData("2024-01-01 00:00", 40_000, "A", "\\ud83c", "Unicode")]
    public async Task ReadAsync_EntryThatTheServerRefuses_IsNotedAndTheRestTaken(
        string time, long ms, string artist, string title, string expected)
    {
        var rows = await Read(_folder.Write(
            "StreamingHistory0.json",
            $$"""
            [{"endTime":"{{time}}","artistName":"{{artist}}","trackName":"{{title}}","msPlayed":{{ms}}},
             {"endTime":"2026-06-01 23:59","artistName":"A","trackName":"T","msPlayed":86400000}]
            """));

        Assert.Equal("A - T", Assert.Single(rows).Event!.Track);
        Assert.Equal(1, _report.Problems);
        Assert.StartsWith("StreamingHistory0.json entry 1: ", _report.FirstProblems.Single());
        Assert.Contains(expected, _report.FirstProblems.Single());
    }

    [Fact]
    public async Task ReadAsync_OddTitles_BecomeEntriesThatTheServerTakesOrNone()
    {
        var rows = await Read(_folder.Write(
            "StreamingHistory0.json",
            $$"""
            [{"endTime":"2024-01-01 00:00","artistName":"A","trackName":"Two\nLines\u0000","msPlayed":40000},
             {"endTime":"2024-01-01 00:00","artistName":"\t","trackName":"T","msPlayed":40000},
             {"endTime":"2024-01-01 00:00","artistName":"A","trackName":"{{new string('x', 499)}}🎵","msPlayed":40000}]
            """));

        Assert.Equal(["Two Lines", null, new string('x', 499)], rows.Select(row => row.Track?.Title));
        Assert.All(rows, row => Assert.NotNull(row.Event));
        Assert.Equal(0, _report.Problems);
    }

    [Fact]
    public async Task ReadAsync_BadListener_IsRefused() => await Assert.ThrowsAsync<InvalidImportException>(
        async () => await SpotifyImport.ReadAsync(_folder.Path, "a/b", _now, _report).ToListAsync());

    [Fact]
    public void TrackId_AnyPair_IsValidStableAndUnambiguous()
    {
        (string, string)[] pairs =
        [
            ("A", "B"), ("A - B", "C"), ("A", "B - C"), ("A/B", "C"), ("A_B", "C"), (new string('x', 300), "y"),
            (new string('x', 300), "z"),
            (" ", " "), ("🎵", "日本語"), ("\ud83c", "lone"), ("a\nb", "c"),
        ];
        var ids = pairs.Select(pair => SpotifyImport.TrackId(pair.Item1, pair.Item2)).ToList();
        Assert.Equal(ids, pairs.Select(pair => SpotifyImport.TrackId(pair.Item1, pair.Item2)));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Null(ExternalId.Problem(id)));
        Assert.Equal("A - B", ids[0]);
        Assert.Equal("🎵 - 日本語", ids[8]);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text);

    private async Task<List<ImportedRow>> Read(string path) =>
        await SpotifyImport.ReadAsync(path, "me", _now, _report).ToListAsync();
}
