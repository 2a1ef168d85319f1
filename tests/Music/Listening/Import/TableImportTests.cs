using System.Text;
using Mixtape.Music.Listening;
using Mixtape.Music.Listening.Import;

namespace Mixtape.Music.Tests.Listening.Import;

public sealed class TableImportTests : IDisposable
{
    private static readonly DateTimeOffset _asOf = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset _now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    // Repeated here on purpose: the limit is part of the behaviour.
    private const int LongestLine = 32 * 1024;

    private readonly ImportFolder _folder = new();
    private readonly ImportReport _report = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("u1\tt1\t3\nu2\tt2\t1\n")]
    [InlineData("u1 t1 3\nu2  t2 1")]
    [InlineData("u1,t1,3\r\nu2,t2,1\r\n")]
    [InlineData("u1;t1;3\n\n\"u2\";\"t2\";1\n")]
    [InlineData("\ufeffuser\titem\tcount\nu1\tt1\t3\nu2\tt2\t1\n")]
    [InlineData("Song-ID,plays,User_Id\nt1,3.0,u1\nt2,1,u2\n")]
    public void Read_AnyForm_GivesTheSameEvents(string text)
    {
        var rows = Read(text);

        Assert.Equal(
            [
                new ListeningEvent("u1", "t1", _asOf, 30_000, EventKind.Stream, 3),
                new ListeningEvent("u2", "t2", _asOf, 30_000, EventKind.Stream),
            ],
            rows.Select(row => row.Event));
        Assert.Equal((2, 0), (_report.Read, _report.Problems));
    }

    [Fact]
    public void Read_PackedFile_IsUnpacked()
    {
        var path = _folder.WriteGzip("plays.txt", "u1 t1 3\n"u8.ToArray());
        Assert.Equal(3, TableImport.Read(path, new TableColumns(), _asOf, _now, _report).Single().Event!.Count);
    }

    [Theory]
    [InlineData("1397982525", "2014-04-20T08:28:45Z")]
    [InlineData("1397982525.5", "2014-04-20T08:28:45.5Z")]
    [InlineData("1397982525123", "2014-04-20T08:28:45.123Z")]
    [InlineData("2014-04-20T10:28:45+02:00", "2014-04-20T08:28:45Z")]
    [InlineData("2014-04-20 08:28:45", "2014-04-20T08:28:45Z")]
    [InlineData("2014-04-20", "2014-04-20T00:00:00Z")]
    public void Read_Timestamps_AreUnderstood(string text, string expected)
    {
        var row = Read($"user,track,time\nu,t,{text}").Single();
        Assert.Equal(DateTimeOffset.Parse(expected), row.Event!.Timestamp);
        Assert.Equal(TimeSpan.Zero, row.Event.Timestamp.Offset);
    }

    [Fact]
    public void Read_FourFieldsWithoutHeader_HaveTheTimeLast()
    {
        var row = Read("u t 2 1397982525").Single();
        Assert.Equal((2, 2014), (row.Event!.Count, row.Event.Timestamp.Year));
    }

    [Theory]
    [InlineData("playratio", "0.19", EventKind.Skip, 0)]
    [InlineData("playratio", "0.2", EventKind.Stream, 30_000)]
    [InlineData("play_ratio", "", EventKind.Stream, 30_000)]
    [InlineData("msPlayed", "29999", EventKind.Skip, 29_999)]
    [InlineData("ms played", "200000", EventKind.Stream, 200_000)]
    public void Read_PlayedPart_DecidesTheKind(string column, string value, EventKind kind, int msPlayed)
    {
        var row = Read($"user\ttrack\t{column}\nu\tt\t{value}").Single();
        Assert.Equal((kind, msPlayed), (row.Event!.Kind, row.Event.MsPlayed));
    }

    [Fact]
    public void Read_TitleAndArtist_GiveATrack()
    {
        var row = Read("user,track,title,artist,artistid\nu,t,\"Paper, \"\"Moon\"\"\",Ada Lumen,a1").Single();
        Assert.Equal(new Track("t", "Paper, \"Moon\"", "Ada Lumen", "a1"), row.Track);
        Assert.Null(Read("user,track,artistid\nu,t,a1").Single().Track);
    }

    [Fact]
    public void Read_NamedColumns_AreTaken()
    {
        var columns = new TableColumns { Listener = "WHO", Track = "what it was", Count = "n" };
        var path = _folder.Write("odd.csv", "what_it_was,n,who,track\nt,4,u,not this\n");
        var row = TableImport.Read(path, columns, _asOf, _now, _report).Single();
        Assert.Equal(("u", "t", 4), (row.Event!.Listener, row.Event.Track, row.Event.Count));
    }

    [Fact]
    public void Read_MissingColumn_SaysWhichAndWhatThereIs()
    {
        Assert.Contains("--track", Assert.Throws<InvalidImportException>(() => Read("user,thing\nu,t")).Message);
        var path = _folder.Write("a.csv", "user,track\nu,t");
        var thrown = Assert.Throws<InvalidImportException>(
            () => TableImport.Read(path, new TableColumns { Listener = "who" }, _asOf, _now, _report).ToList());
        Assert.Contains("'who'", thrown.Message);
        Assert.Contains("user, track", thrown.Message);
    }

    [Fact]
    public void Read_BadLines_AreReportedWithTheirNumbersAndPassedOver()
    {
        var long1 = new string('x', LongestLine + 1);
        var rows = Read(
            $"user,track,count,time\nu,t,1,1e9\n,t,1,1e9\nu,a/b,1,1e9\nu,t,many,1e9\nu,t,1,soon\n\nu,\"t,1,1e9\n{long1}\nu,t,-1,1e9\n"
            + "v,t,1,1e9\n");

        Assert.Equal(["u", "v"], rows.Select(row => row.Event!.Listener));
        Assert.Equal((9, 7), (_report.Read, _report.Problems));
        Assert.Equal([3, 4, 5, 6, 8, 9, 10], _report.FirstProblems.Select(p => int.Parse(p.Split(' ', ':')[2])));
        Assert.Contains("listener's id is missing", _report.FirstProblems[0]);
        Assert.Contains("'/'", _report.FirstProblems[1]);
        Assert.Contains("'many'", _report.FirstProblems[2]);
        Assert.Contains("'soon'", _report.FirstProblems[3]);
        Assert.Contains("quote", _report.FirstProblems[4]);
        Assert.Contains("longer than", _report.FirstProblems[5]);
    }

    [Theory]
    [InlineData("100000001,2020-01-01,1,Song,Ann", "its count 100,000,001")]
    [InlineData("3,1999-12-31,1,Song,Ann", "its time 1999-12-31")]
    [InlineData("3,0,1,Song,Ann", "its time 1970-01-01")]
    [InlineData("3,2026-06-03,1,Song,Ann", "its time 2026-06-03")]
    [InlineData("3,2020-01-01,86400001,Song,Ann", "24 hours")]
    public void Read_RowThatTheServerRefuses_IsNotedAndTheRestTaken(string fields, string expected)
    {
        var rows = Read($"user,track,count,time,msplayed,title,artist\nu,t,{fields}\nv,t,100000000,2026-06-02,86400000,Song,Ann\n");

        Assert.Equal("v", Assert.Single(rows).Event!.Listener);
        Assert.Equal(1, _report.Problems);
        Assert.Contains("line 2: ", _report.FirstProblems.Single());
        Assert.Contains(expected, _report.FirstProblems.Single());
    }

    [Theory]
    [InlineData("Song,", null)]
    [InlineData("Song, ", null)]
    [InlineData(",Ann", null)]
    [InlineData("So\u0001ng,Ann", "So ng")]
    public void Read_TitleWithoutArtistOrOdd_StillCountsThePlay(string fields, string? title)
    {
        var row = Read($"user,track,title,artist\nu,t,{fields}").Single();

        Assert.Equal(("t", title), (row.Event!.Track, row.Track?.Title));
        Assert.Equal(0, _report.Problems);
    }

    [Theory]
    [InlineData(1980)]
    [InlineData(2027)]
    public void Read_NoTimesAndADayThatTheServerRefuses_AsksForAnother(int year)
    {
        var path = _folder.Write("a.csv", "user,track\nu,t\n");
        File.SetLastWriteTimeUtc(path, new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var thrown = Assert.Throws<InvalidImportException>(
            () => TableImport.Read(path, new TableColumns(), null, _now, _report).ToList());

        Assert.Contains("--as-of", thrown.Message);
        Assert.Single(TableImport.Read(
            _folder.Write("b.csv", "user,track,time\nu,t,2020-01-01\n"), new TableColumns(), new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero), _now, _report));
    }

    [Fact]
    public void Read_ManyBadLines_AreAllCountedAndTenShown()
    {
        Read("user,track\n" + string.Concat(Enumerable.Repeat("u,\n", 50)));
        Assert.Equal(50, _report.Problems);
        Assert.Equal(10, _report.FirstProblems.Count);
    }

    [Fact]
    public void Read_Strict_StopsAtTheFirstBadLine()
    {
        var path = _folder.Write("a.csv", "user,track\nu,t\nu,\n");
        var thrown = Assert.Throws<InvalidImportException>(
            () => TableImport.Read(path, new TableColumns(), _asOf, _now, new ImportReport(strict: true)).ToList());
        Assert.StartsWith("a.csv line 3: ", thrown.Message);
    }

    [Fact]
    public void Read_ZeroCounts_AreLeftOut()
    {
        Assert.Empty(Read("u t 0\nu t 0"));
        Assert.Equal(2, _report.LeftOut.Single().Value);
        Assert.Equal(0, _report.Problems);
    }

    [Fact]
    public void Read_BytesThatAreNotUtf8_AreReported()
    {
        var path = Path.Combine(_folder.Path, "latin1.txt");
        File.WriteAllBytes(path, [.. "u1 caf"u8, 0xe9, .. " 1\nu2 t 1\n"u8]);
        Assert.Equal("u2", TableImport.Read(path, new TableColumns(), _asOf, _now, _report).Single().Event!.Listener);
        Assert.Contains("UTF-8", _report.FirstProblems.Single());
    }

    [Fact]
    public void Read_NoAsOf_TakesTheDayOfTheFile()
    {
        var path = _folder.Write("a.txt", "u t 1");
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 5, 6, 7, 8, 9, DateTimeKind.Utc));
        var row = TableImport.Read(path, new TableColumns(), null, _now, _report).Single();
        Assert.Equal(new DateTimeOffset(2020, 5, 6, 0, 0, 0, TimeSpan.Zero), row.Event!.Timestamp);
    }

    [Fact]
    public void Read_GzipBomb_IsRefused()
    {
        var path = _folder.WriteGzip("bomb.gz", new byte[80 << 20]);
        var thrown = Assert.Throws<InvalidImportException>(
            () => TableImport.Read(path, new TableColumns(), _asOf, _now, _report).ToList());
        Assert.Contains("200 times", thrown.Message);
    }

    [Fact]
    public void Read_DamagedGzip_SaysSo()
    {
        var path = _folder.WriteGzip(
            "a.gz", Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 9999).Select(i => $"u{i} t"))));
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 2, 40).Fill(0xff);
        File.WriteAllBytes(path, bytes);
        var thrown = Assert.Throws<InvalidImportException>(
            () => TableImport.Read(path, new TableColumns(), _asOf, _now, _report).ToList());
        Assert.Contains("damaged", thrown.Message);
    }

    [Fact]
    public void Read_MissingFile_SaysSo() => Assert.Contains(
        "no file",
        Assert.Throws<InvalidImportException>(
            () => TableImport.Read(Path.Combine(_folder.Path, "none"), new TableColumns(), _asOf, _now, _report).ToList()).Message);

    [Theory]
    [InlineData("lastfm-2k/split/train.tsv.gz", 74_294)]
    [InlineData("taste-profile/10000_part.txt.gz", 42_739)]
    [InlineData("thirtymusic/30music_test_splits.tsv.gz", 121_547)]
    public void Read_SharedData_GivesEveryRow(string file, int expected)
    {
        var path = ImportFolder.Shared(file);
        var events = TableImport.Read(path, new TableColumns(), null, DateTimeOffset.UtcNow, _report).Select(row => row.Event!).ToList();
        Assert.Equal((expected, 0L), (events.Count, _report.Problems));
        if (file.StartsWith("thirty", StringComparison.Ordinal))
        {
            Assert.Equal(4_620, events.DistinctBy(e => e.Listener).Count());
            Assert.All(events, e => Assert.Equal(2014, e.Timestamp.Year));
            Assert.Contains(events, e => e.Kind == EventKind.Skip);
        }
    }

    private List<ImportedRow> Read(string text) =>
        [.. TableImport.Read(_folder.Write($"{Guid.NewGuid():N}.txt", text), new TableColumns(), _asOf, _now, _report)];
}
