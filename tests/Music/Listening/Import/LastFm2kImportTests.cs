using Mixtape.Music.Listening;
using Mixtape.Music.Listening.Import;

namespace Mixtape.Music.Tests.Listening.Import;

public sealed class LastFm2kImportTests : IDisposable
{
    private static readonly DateTimeOffset _asOf = new(2011, 5, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset _now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ImportFolder _folder = new();
    private readonly ImportReport _report = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Folder_GivesArtistsAsTracksThenPlays()
    {
        _folder.WriteGzip(
            "artists.dat.gz", "id\tname\turl\tpictureURL\n7\tThe Lanterns\thttp://a\thttp://b\n8\t\t\t\n"u8.ToArray());
        _folder.Write("user_artists.dat", "userID\tartistID\tweight\r\n2\t7\t13883\r\n");

        var rows = LastFm2kImport.Read(_folder.Path, _asOf, _now, _report).ToList();

        Assert.Equal(
            [
                new ImportedRow(null, new Track("7", "The Lanterns", "The Lanterns", "7")),
                new ImportedRow(new ListeningEvent("2", "7", _asOf, 30_000, EventKind.Stream, 13_883), null),
            ],
            rows);
        Assert.StartsWith("artists.dat.gz line 3", _report.FirstProblems.Single());
    }

    [Fact]
    public void Read_OddRows_ArePassedOverOrMended()
    {
        _folder.Write("artists.dat", $"id\tname\n7\tThe\u0007Lanterns\n8\t{new string('x', 600)}\n");
        _folder.Write("user_artists.dat", "userID\tartistID\tweight\n2\t7\t100000001\n2\t7\t100000000\n");

        var rows = LastFm2kImport.Read(_folder.Path, _asOf, _now, _report).ToList();

        Assert.Equal(["The Lanterns", new string('x', 500)], rows.Take(2).Select(row => row.Track!.Title));
        Assert.Equal([100_000_000], rows.Skip(2).Select(row => row.Event!.Count));
        Assert.StartsWith("user_artists.dat line 2: its count", _report.FirstProblems.Single());
    }

    [Fact]
    public void Read_MissingFile_SaysWhich()
    {
        _folder.Write("artists.dat", "id\tname\n");
        var thrown = Assert.Throws<InvalidImportException>(
            () => LastFm2kImport.Read(_folder.Path, _asOf, _now, _report).ToList());
        Assert.Contains("user_artists.dat", thrown.Message);
    }

    [Fact]
    public void Read_OtherHeader_IsRefused()
    {
        _folder.Write("artists.dat", "one\ttwo\n");
        _folder.Write("user_artists.dat", "userID\tartistID\tweight\n");
        Assert.Throws<InvalidImportException>(() => LastFm2kImport.Read(_folder.Path, _asOf, _now, _report).ToList());
    }

    [Fact]
    public void Read_SharedData_GivesEveryArtistAndPlayCount()
    {
        var rows = LastFm2kImport.Read(ImportFolder.Shared("lastfm-2k"), null, DateTimeOffset.UtcNow, _report).ToList();
        Assert.Equal(17_632, rows.Count(row => row.Track is not null) + _report.Problems);
        Assert.Equal(92_834, rows.Count(row => row.Event is not null));
        Assert.Equal(352_698, rows.Max(row => row.Event?.Count ?? 0));
        Assert.InRange(_report.Problems, 0, 5);
    }
}
