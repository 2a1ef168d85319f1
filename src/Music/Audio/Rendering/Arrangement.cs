namespace Mixtape.Music.Audio.Rendering;

/// <summary>Who plays what: every track of a song, written out.</summary>
internal sealed record Arrangement(IReadOnlyList<NoteTrack> Tracks, IReadOnlyList<DrumHit> Hits)
{
    // Where pianos and cellos play as a bass.
    private const int HighestBass = 42;

    public static Arrangement Write(SongPlan plan, BeatClock clock, SongForm form, Dice dice)
    {
        var hits = new DrumPart(plan, clock, dice.Split()).Write(form);
        var tracks = new List<NoteTrack>();
        if (plan.DrumsOnly) return new Arrangement(tracks, plan.HasDrums ? hits : []);
        var profile = plan.Profile;
        var send = (float)dice.Between(0.5, 1);

        var bass = Draw(profile.Basses);
        bass = bass with { Centre = Math.Min(bass.Centre, HighestBass) };
        Add(bass, -15.5, 0.1f, new BassPart(plan, clock, dice.Split()).Write(form, bass));
        var (name, style) = plan.Style.Choose(profile.Chords);
        var chords = Vary(Patches.Named[name]);
        Add(chords, -20.5, send, new ChordPart(plan, clock, dice.Split()).Write(form, chords, style));
        var pulseless = style == "held" && !plan.HasDrums;
        if (dice.Chance(0.15 + 0.35 * plan.Density) || pulseless)
        {
            // Something has to tell the time.
            (name, style) = plan.Style.Choose(profile.Chords);
            if (pulseless && style == "held") (name, style) = (dice.Pick(["piano", "bells", "pluck synth"]), "arpeggio");
            chords = Vary(Patches.Named[name]);
            Add(chords, -24, send, new ChordPart(plan, clock, dice.Split()).Write(form, chords, style));
        }

        var pad = Draw(profile.Pads);
        Add(pad, -26, send, new ChordPart(plan, clock, dice.Split()).WritePad(form, pad));
        var lead = Draw(profile.Leads);
        Add(lead, -18.5, send, new LeadPart(plan, clock, dice.Split(), lead).Write(form));
        return new Arrangement(tracks, plan.HasDrums ? hits : []);

        Patch Draw(string[] names) => Vary(Patches.Named[plan.Style.Choose(names)]);

        Patch Vary(Patch patch) => patch.Varied((float)Math.Exp(0.9 * (plan.Brightness - 0.5) + 0.2 * dice.Gaussian()), dice);

        void Add(Patch patch, double level, float wet, List<Note> notes)
        {
            level += Math.Clamp(2.5 * dice.Gaussian(), -6, 6);
            if (notes.Count > 0) tracks.Add(new NoteTrack(patch, level, wet, notes));
        }
    }
}
