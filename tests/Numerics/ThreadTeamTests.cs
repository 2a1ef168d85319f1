namespace Mixtape.Numerics.Tests;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_AnyParts_RunsEachOnce(int threads)
    {
        using var team = new ThreadTeam(threads);
        Assert.Equal(threads, team.Threads);
        for (var parts = 0; parts < 40; parts++)
        {
            var runs = new int[parts];
            team.Run(parts, part => Interlocked.Increment(ref runs[part]));
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Run_ManyInARow_LosesNothing()
    {
        using var team = new ThreadTeam(3);
        var sums = new long[7];
        void Add(int part) => sums[part] += part + 1; // a part runs once at a time, so no two threads add to the same sum
        for (var run = 0; run < 20_000; run++)
        {
            team.Run(7, Add);
            if (run % 5_000 == 0) Thread.Sleep(5); // long enough for the others to fall asleep
        }

        Assert.Equal([20_000, 40_000, 60_000, 80_000, 100_000, 120_000, 140_000], sums);
    }

    [Fact]
    public void Run_PartsThatWaitForEachOther_RunAtOnce()
    {
        using var team = new ThreadTeam(3);
        using var barrier = new Barrier(3);

        team.Run(3, _ => Assert.True(barrier.SignalAndWait(TimeSpan.FromMinutes(1))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_PartsThrow_RunsAllAndThrowsTheFirst(int threads)
    {
        using var team = new ThreadTeam(threads);
        var runs = 0;
        void Fail(int part)
        {
            Interlocked.Increment(ref runs);
            if (part % 3 == 2) throw new InvalidOperationException($"{part}");
        }

        for (var round = 1; round <= 100; round++)
        {
            Assert.Equal("2", Assert.Throws<InvalidOperationException>(() => team.Run(10, Fail)).Message);
            Assert.Equal(10 * round, runs);
        }

        team.Run(2, Fail);
        Assert.Equal(1_002, runs);
    }

    [Fact]
    public void Run_InsideAPart_RunsOnItsThread()
    {
        using var team = new ThreadTeam(3);
        var runs = new int[4, 5];
        team.Run(4, outer =>
        {
            var thread = Environment.CurrentManagedThreadId;
            team.Run(5, inner =>
            {
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                runs[outer, inner]++;
            });
        });

        foreach (var count in runs) Assert.Equal(1, count);
    }

    [Fact]
    public void Run_FromManyCallers_TakesTurns()
    {
        using var team = new ThreadTeam(2);
        var (inside, overlaps, runs) = (new int[2], 0, 0);
        Parallel.For(0, 4, caller =>
        {
            for (var run = 0; run < 200; run++)
            {
                team.Run(3, part =>
                {
                    Interlocked.Increment(ref runs);
                    if (Interlocked.Increment(ref inside[0]) > 2) Interlocked.Increment(ref overlaps);
                    Interlocked.Decrement(ref inside[0]);
                });
            }
        });

        Assert.Equal(2_400, runs);
        Assert.Equal(0, overlaps); // two threads at most are inside a part: never two runs at once
    }

    [Fact]
    public void Run_Again_AllocatesNothing()
    {
        using var team = new ThreadTeam(2);
        // What both threads have allocated, each told by itself: they meet, so that neither takes both parts.
        var (allocated, threads, arrived) = (new long[2], new int[2], 0);
        Action<int> tell = part =>
        {
            Interlocked.Increment(ref arrived);
            while (Volatile.Read(ref arrived) % 2 != 0) Thread.Yield();
            (allocated[part], threads[part]) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CurrentManagedThreadId);
        };
        long Total()
        {
            team.Run(2, tell);
            return allocated[0] + allocated[1];
        }

        Total();
        Action<int> pause = static _ => Thread.SpinWait(10);
        team.Run(8, pause);
        var before = Total();

        for (var run = 0; run < 1_000; run++) team.Run(8, pause);

        Assert.Equal(before, Total());
        Assert.NotEqual(threads[0], threads[1]);
    }

    [Fact]
    public void Run_TeamGone_Throws()
    {
        var team = new ThreadTeam(2);
        team.Run(4, _ => { });
        team.Dispose();
        team.Dispose();

        Assert.Throws<ObjectDisposedException>(() => team.Run(4, _ => { }));
        Assert.Throws<ObjectDisposedException>(() => team.Run(1, _ => { }));
    }

    [Fact]
    public void Dispose_FromAPart_Throws()
    {
        using var team = new ThreadTeam(2);
        Assert.Throws<InvalidOperationException>(() => team.Run(2, _ => team.Dispose()));
    }

    [Fact]
    public void Dispose_ManyTeams_EndsTheirThreads()
    {
        for (var i = 0; i < 200; i++)
        {
            using var team = new ThreadTeam(3);
            if (i % 2 == 0) team.Run(3, _ => { });
        }
    }

    [Fact]
    public void ThreadTeam_WhatMakesNoSense_Throws()
    {
        using var team = new ThreadTeam(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => team.Run(-1, _ => { }));
        Assert.Throws<ArgumentNullException>(() => team.Run(1, null!));
    }
}
