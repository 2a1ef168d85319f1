using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Mixtape.Music.Audio;

/// <summary>One run of ffmpeg, which writes a file's first audio track to a pipe as WAV with float samples.</summary>
internal static class FfmpegProcess
{
    private const int ErrorTail = 2_000;

    private static readonly string[] _environment = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot", "TEMP", "TMP"];

    /// <summary>Runs it and hands its output to <paramref name="read"/>, which runs on a thread of the pool.</summary>
    /// <exception cref="MissingFfmpegException">There is no such executable.</exception>
    /// <exception cref="InvalidAudioException">
    /// ffmpeg cannot decode the file, or not in time, or <paramref name="read"/> refuses it.
    /// </exception>
    public static async Task<T> RunAsync<T>(
        string path, string demuxer, AudioDecoderOptions options, Func<Stream, T> read, TimeProvider time, CancellationToken cancellation)
        where T : class
    {
        using var timeout = new CancellationTokenSource(options.FfmpegTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        using var process = Start(path, demuxer, options);
        await using var killing = either.Token.Register(() => Kill(process));
        process.StandardInput.Close();
        var errors = ReadTailAsync(process.StandardError);
        T? result = default;
        InvalidAudioException? refusal = null;
        var unwanted = false;
        try
        {
            result = await Task.Run(() => read(process.StandardOutput.BaseStream), CancellationToken.None).ConfigureAwait(false);
        }
        catch (InvalidAudioException error)
        {
            // At its end, what stops the output short is ffmpeg's to tell; before, the output is not wanted.
            refusal = error;
            unwanted = await process.StandardOutput.BaseStream.ReadAsync(new byte[1], CancellationToken.None).ConfigureAwait(false) > 0;
            if (unwanted) Kill(process);
        }
        finally
        {
            if (refusal is null && result is null) Kill(process);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        var message = await errors.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (timeout.IsCancellationRequested)
            throw new InvalidAudioException(
                $"ffmpeg took longer than {options.FfmpegTimeout.TotalSeconds:0.#} seconds: send WAV, or raise the option FfmpegTimeout.");
        if (process.ExitCode != 0 && message.Length > 0 && !unwanted)
            throw new InvalidAudioException($"ffmpeg cannot decode the file: {message}. Export it again, or send WAV.", refusal);
        if (refusal is not null) throw refusal;
        if (process.ExitCode != 0)
            throw new InvalidAudioException($"ffmpeg ended with code {process.ExitCode}: export the file again, or send WAV.");
        return result!;
    }

    private static Process Start(string path, string demuxer, AudioDecoderOptions options)
    {
        // One second more than is taken, so that a longer recording shows.
        var seconds = (options.Limits.MaximumSeconds + 1).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(options.Ffmpeg,
        [
            "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1",
            "-protocol_whitelist", "file", "-f", demuxer, "-i", "file:" + Path.GetFullPath(path),
            "-map", "0:a:0", "-map_metadata", "-1", "-t", seconds, "-c:a", "pcm_f32le", "-bitexact", "-f", "wav", "pipe:1",
        ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        // What reads anybody's files has no business with the keys that an app's environment holds.
        foreach (var name in start.Environment.Keys.Except(_environment, StringComparer.OrdinalIgnoreCase).ToList()) start.Environment.Remove(name);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new MissingFfmpegException(
                $"'{options.Ffmpeg}', which decodes all but WAV files, does not start: install it (apt-get install ffmpeg, " +
                "brew install ffmpeg, winget install ffmpeg), put it on the PATH, or send WAV.",
                error);
        }
    }

    /// <summary>The last line that says something, in bounded memory.</summary>
    private static async Task<string> ReadTailAsync(StreamReader errors)
    {
        var tail = "";
        var block = new char[ErrorTail];
        for (int read; (read = await errors.ReadAsync(block).ConfigureAwait(false)) > 0;)
        {
            tail += new string(block, 0, read);
            if (tail.Length > ErrorTail) tail = tail[^ErrorTail..];
        }

        return tail.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault("").TrimEnd('.');
    }

    /// <summary>Ends it with what it started; nothing happens where it has ended already.</summary>
    private static void Kill(Process process) => process.Kill(entireProcessTree: true);
}
