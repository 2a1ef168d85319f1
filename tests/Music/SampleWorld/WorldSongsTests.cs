using Mixtape.Music.Audio.Rendering;
using Mixtape.Music.Listening;
using Mixtape.Music.SampleWorld;
using World = Mixtape.Music.SampleWorld.SampleWorld;

namespace Mixtape.Music.Tests.SampleWorlds;

public sealed class WorldSongsTests
{
    private readonly World _world = World.Generate(
        new SampleWorldOptions { AsOf = new DateOnly(2026, 11, 21), Listeners = 1, Artists = 40, Tracks = 300, Seed = 4 });

    [Fact]
    public void Of_EachTrack_IsItsGenreNearItsArtistsStyle()
    {
        var songs = new WorldSongs(_world.Truth, 4);
        foreach (var track in _world.Tracks)
        {
            var song = songs.Of(track);
            var apart = Math.Abs(song.Style!.Value - _world.Truth.ArtistStyles[track.ArtistId!]);

            Assert.Equal(_world.Truth.TrackGenres[track.Id], RenderGenres.Names[song.Genre!.Value]);
            Assert.InRange(Math.Min(apart, 1 - apart), 0, 0.12);
            Assert.InRange(song.Style.Value, 0, 0.9999999999999999);
            Assert.Equal(song, new WorldSongs(_world.Truth, 4).Of(track));
        }

        Assert.Equal(_world.Tracks.Count, _world.Tracks.Select(track => songs.Of(track).Seed).Distinct().Count());
    }

    [Fact]
    public void Of_StrangeTrack_Throws() =>
        Assert.Throws<ArgumentException>(() => new WorldSongs(_world.Truth, 4).Of(new Track("t", "Title", "Artist", "a")));
}
