using System.Text.Json;
using Mixtape.Music.Listening;
using Mixtape.Music.Listening.Import;

namespace Mixtape.Music.Tests.Listening.Import;

public sealed class TrackTableImportTests : IDisposable
{
    private readonly ImportFolder _folder = new();
    private readonly ImportReport _report = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("id,title,artist,tempo,energy\nt1,One,Ann,120,0.5\nt2,Two,Bo,90,1e-3\n")]
    [InlineData("Track-ID\ttrack_name\tArtists\ttempo\tenergy\r\nt1\tOne\tAnn\t120\t.5\r\nt2\tTwo\tBo\t90.0\t0.001")]
    [InlineData("\ufefftempo;\"energy\";id;title;artist\n\n120;0.5;t1;\"One\";Ann\n90;0.001;t2;Two;Bo\n")]
    public void Read_AnyForm_GivesTheSameTracks(string text)
    {
        var tracks = Read(text);

        Assert.Equal(["t1 One Ann energy=0.5 tempo=120", "t2 Two Bo energy=0.001 tempo=90"], tracks.Select(Text));
        Assert.Equal((2, 0), (_report.Read, _report.Problems));
    }

    [Fact]
    public void Read_WhatIsUnknownOrNoNumber_IsLeftOut()
    {
        var tracks = Read("id,title,artist,tempo,genre\n1,a,b,NA,pop\n2,a,b,,rock\n3,a,b,1e16,7\n");

        Assert.Equal(["1 a b", "2 a b", "3 a b genre=7"], tracks.Select(Text));
        Assert.Equal(2, _report.LeftOut["values of column 'genre', which are no such numbers"]);
        Assert.Equal(1, _report.LeftOut["values of column 'tempo', which are no such numbers"]);
    }

    [Theory]
    [InlineData("a/b,x,y,1", "id")]
    [InlineData(",x,y,1", "id")]
    [InlineData("1,,y,1", "no title")]
    [InlineData("1,x, ,1", "no artist")]
    [InlineData("1,x,y", "3 fields")]
    [InlineData("1,\"x,y,1", "quote")]
    public void Read_BadLine_IsPassedOverAndNoted(string line, string problem)
    {
        var tracks = Read($"id,title,artist,tempo\n{line}\n2,x,y,1\n");

        Assert.Equal(["2 x y tempo=1"], tracks.Select(Text));
        Assert.Contains(problem, Assert.Single(_report.FirstProblems));
        Assert.Contains("line 2", _report.FirstProblems[0]);
    }

    [Theory]
    [InlineData("title,artist,tempo\n", "--id")]
    [InlineData("id,artist,tempo\n", "--title")]
    [InlineData("id,title,tempo\n", "--artist")]
    [InlineData("id,title,artist,a/b\n", "--features")]
    [InlineData("id,title,artist,tempo,tempo\n", "name each differently")]
    [InlineData("\"id\n", "header")]
    public void Read_BadHeader_SaysWhatToDo(string text, string remedy) =>
        Assert.Contains(remedy, Assert.Throws<InvalidImportException>(() => Read(text)).Message);

    [Fact]
    public void Read_MoreFeaturesThanTracksTake_AreToBeChosen()
    {
        var text = $"id,title,artist,{string.Join(',', Enumerable.Range(0, 65).Select(i => $"f{i}"))}\n";
        Assert.Contains("--features", Assert.Throws<InvalidImportException>(() => Read(text)).Message);
        Assert.Empty(Read(text, new TrackColumns { Features = ["f1", "f64"] }));
        Assert.Empty(Read(text, new TrackColumns { Features = ["f1", "F1"] })); // the same column
        Assert.Throws<InvalidImportException>(() => Read(text, new TrackColumns { Features = ["f65"] }));
    }

    [Fact]
    public void Read_WhatItGives_TheServerTakes()
    {
        var tracks = Read(
            "isrc,song,by,artist id,tempo\n1,One,Ann,a1,120\n", new TrackColumns { Id = "ISRC", Title = "song", Artist = "by" });

        var (items, errors) = TrackBatch.Read(JsonSerializer.SerializeToUtf8Bytes(tracks, JsonSerializerOptions.Web));

        Assert.Empty(errors);
        Assert.Equal(("1 One Ann tempo=120", "a1"), (Text(Assert.Single(items)), items[0].ArtistId));
    }

    private static string Text(Track track) => FormattableString.Invariant($"{track.Id} {track.Title} {track.Artist}")
        + string.Concat((track.Features ?? new Dictionary<string, double>()).Select(
            entry => FormattableString.Invariant($" {entry.Key}={entry.Value}")));

    private List<Track> Read(string text, TrackColumns? columns = null) =>
        [.. TrackTableImport.Read(_folder.Write("tracks.csv", text), columns ?? new TrackColumns(), _report).Select(row => row.Track!)];
}
