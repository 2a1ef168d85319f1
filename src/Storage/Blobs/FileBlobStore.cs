using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Mixtape.Storage;

/// <summary>
/// Blobs as files under one folder (<see cref="BlobPath"/> says where each stands). A blob is written under a temporary
/// name, flushed to the disk and renamed into place.
/// </summary>
/// <remarks>
/// <para>Durability: on Linux and macOS the folders are flushed after the rename too, so a completed write or delete
/// survives a power cut as far as the disk keeps its own promises. Windows has no such call: there a power cut may take
/// back the latest renames, never part of one.</para>
/// <para>Conditions are exact among all stores of one process. Processes that share a folder see only whole blobs and
/// leave each other's temporaries alone, but two conditional writes at the same instant could both succeed: let one
/// process write. On Windows a blob cannot be replaced while somebody reads it; that is an
/// <see cref="IOException"/>.</para>
/// <para>An ETag is the time of the write, made unique within the process, and the length: the file system must keep
/// times to 100 ns, as all usual ones but FAT do.</para>
/// </remarks>
public sealed class FileBlobStore : IBlobStore
{
    // '~' is in no blob name, and a folder of ours ends in '+'.
    private const string TemporaryFolder = "~writing";
    private const int BufferSize = 64 * 1024;
    private const int FolderAttempts = 1000;

    // Static, so that two stores on one folder agree; striped, so that a name costs no memory.
    private static readonly Lock[] _locks = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];
    private static readonly ConcurrentDictionary<string, StrongBox<long>> _lastStamps = new();

    private readonly string _root;
    private readonly string _temporaries;
    private readonly TimeProvider _time;
    private readonly StrongBox<long> _lastStamp;

    /// <summary>
    /// Opens the store, creating the folder where needed, and removes what writers that crashed left behind.
    /// </summary>
    /// <param name="root">The folder; it should hold nothing else.</param>
    /// <param name="time">The clock that dates the blobs; the system's where null.</param>
    public FileBlobStore(string root, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _temporaries = Path.Combine(_root, TemporaryFolder);
        _time = time ?? TimeProvider.System;
        _lastStamp = _lastStamps.GetOrAdd(_root, static _ => new StrongBox<long>());
        var isNew = !Directory.Exists(_root);
        Directory.CreateDirectory(_temporaries);
        if (isNew && Path.GetDirectoryName(_root) is { } parent) DurableFolder.Flush(parent);
        SweepTemporaries();
    }

    /// <inheritdoc/>
    public async Task<BlobProperties> WriteAsync(
        string name,
        Func<Stream, CancellationToken, Task> content,
        WriteCondition condition = default,
        CancellationToken cancellationToken = default)
    {
        BlobName.Validate(name);
        ArgumentNullException.ThrowIfNull(content);
        cancellationToken.ThrowIfCancellationRequested();

        var temporary = Path.Combine(_temporaries, Guid.NewGuid().ToString("N"));
        // Held open past the rename: that is how another process's sweep knows that this temporary is alive.
        var file = new FileStream(
            temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, BufferSize, FileOptions.Asynchronous);
        var moved = false;
        try
        {
            var stream = new BlobWriteStream(file);
            await content(stream, cancellationToken).ConfigureAwait(false);
            stream.Close();
            cancellationToken.ThrowIfCancellationRequested();
            await file.FlushAsync(cancellationToken).ConfigureAwait(false);

            var properties = Publish(name, file, temporary, condition);
            moved = true;
            return properties;
        }
        finally
        {
            await file.DisposeAsync().ConfigureAwait(false);
            if (!moved) File.Delete(temporary);
        }
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(
        string name, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        BlobName.Validate(name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (length is { } asked) ArgumentOutOfRangeException.ThrowIfNegative(asked, nameof(length));
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var handle = File.OpenHandle(
                FilePath(name), share: FileShare.ReadWrite | FileShare.Delete, options: FileOptions.Asynchronous);
            var available = RandomAccess.GetLength(handle) - offset;
            if (available < 0 || length > available)
            {
                handle.Dispose();
                throw new ArgumentOutOfRangeException(
                    available < 0 ? nameof(offset) : nameof(length),
                    $"The range reaches past the end of '{name}', which has {available + offset} bytes.");
            }

            return Task.FromResult<Stream>(
                new BufferedStream(new FileRangeStream(handle, offset, length ?? available), BufferSize));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BlobNotFoundException(name);
        }
    }

    /// <inheritdoc/>
    public Task<BlobProperties?> GetPropertiesAsync(string name, CancellationToken cancellationToken = default)
    {
        BlobName.Validate(name);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Describe(name, new FileInfo(FilePath(name))));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobProperties> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var blob in List(new DirectoryInfo(_root), "", prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return blob;
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        BlobName.Validate(name);
        cancellationToken.ThrowIfCancellationRequested();
        var path = FilePath(name);
        lock (LockOf(path))
        {
            if (!File.Exists(path)) return Task.FromResult(false);
            File.Delete(path);
        }

        DurableFolder.Flush(RemoveEmptyFolders(Path.GetDirectoryName(path)!));
        return Task.FromResult(true);
    }

    private string FilePath(string name) => Path.Combine(_root, BlobPath.FromName(name));

    private static Lock LockOf(string path) => _locks[(uint)string.GetHashCode(path) % _locks.Length];

    /// <summary>Dates the temporary, flushes it, and moves it to its name if the condition holds.</summary>
    private BlobProperties Publish(string name, FileStream file, string temporary, WriteCondition condition)
    {
        var path = FilePath(name);
        var length = file.Length;
        var stamp = NextStamp();
        File.SetLastWriteTimeUtc(file.SafeFileHandle, stamp);
        file.Flush(flushToDisk: true);
        lock (LockOf(path))
        {
            var current = Describe(name, new FileInfo(path));
            if ((condition.MustBeAbsent && current is not null)
                || (condition.MustMatch is { } etag && current?.ETag != etag))
            {
                throw new PreconditionFailedException(name);
            }

            MoveIntoFolder(temporary, path);
        }

        // All the way up: another writer may have created a folder and not have flushed its parent yet.
        for (var folder = path; folder.Length > _root.Length;)
        {
            folder = Path.GetDirectoryName(folder)!;
            DurableFolder.Flush(folder);
        }

        return new BlobProperties(name, length, stamp, ETagOf(stamp, length));
    }

    /// <summary>Moves the file, creating the folder again for as long as a delete takes it away in between.</summary>
    private static void MoveIntoFolder(string temporary, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.Move(temporary, path, overwrite: true);
                return;
            }
            catch (IOException) when (attempt < FolderAttempts && File.Exists(temporary))
            {
                // It may say that the folder is missing, or, where it goes while it is created, that it is there already.
            }
        }
    }

    /// <summary>Removes folders that hold nothing, from this one up; returns the first that stays.</summary>
    private string RemoveEmptyFolders(string folder)
    {
        while (folder.Length > _root.Length)
        {
            try
            {
                // Fails on a folder that is not empty, in one step with looking: a blob moved in meanwhile is safe.
                Directory.Delete(folder);
            }
            catch (DirectoryNotFoundException)
            {
                // Another delete was faster; go on above.
            }
            catch (IOException)
            {
                return folder;
            }

            folder = Path.GetDirectoryName(folder)!;
        }

        return _root;
    }

    private static IEnumerable<BlobProperties> List(DirectoryInfo folder, string path, string prefix)
    {
        var entries = new List<(string Segment, FileSystemInfo Info)>();
        try
        {
            foreach (var info in folder.EnumerateFileSystemInfos())
            {
                var isFolder = info is DirectoryInfo;
                if (BlobPath.ToSegment(info.Name, isFolder) is not { } segment) continue;
                var name = path + segment;
                if (name.StartsWith(prefix, StringComparison.Ordinal)
                    || (isFolder && prefix.StartsWith(name, StringComparison.Ordinal)))
                {
                    entries.Add((segment, info));
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Deleted since its parent was read: it lists as empty.
        }

        // A folder's segment ends in '/', so this order within each folder is the order of the whole names.
        entries.Sort(static (a, b) => string.CompareOrdinal(a.Segment, b.Segment));
        foreach (var (segment, info) in entries)
        {
            if (info is DirectoryInfo inner)
            {
                foreach (var blob in List(inner, path + segment, prefix)) yield return blob;
            }
            else if (Describe(path + segment, (FileInfo)info) is { } blob)
            {
                yield return blob;
            }
        }
    }

    private static BlobProperties? Describe(string name, FileInfo file)
    {
        file.Refresh();
        if (!file.Exists) return null;
        try
        {
            var written = file.LastWriteTimeUtc;
            return new BlobProperties(name, file.Length, written, ETagOf(written, file.Length));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string ETagOf(DateTime written, long length) =>
        string.Create(CultureInfo.InvariantCulture, $"{written.Ticks:x}-{length:x}");

    /// <summary>
    /// The time, moved on where needed so that no two writes of this process to this folder share one.
    /// </summary>
    private DateTime NextStamp()
    {
        var now = _time.GetUtcNow().UtcTicks;
        while (true)
        {
            var last = Interlocked.Read(ref _lastStamp.Value);
            var next = Math.Max(now, last + 1);
            if (Interlocked.CompareExchange(ref _lastStamp.Value, next, last) == last) return new DateTime(
                next, DateTimeKind.Utc);
        }
    }

    private void SweepTemporaries()
    {
        foreach (var path in Directory.EnumerateFiles(_temporaries))
        {
            try
            {
                // Cannot be opened so while its writer lives, in this process or another.
                using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(path);
            }
            catch (IOException)
            {
                // Alive, or gone by now: either way not ours to remove.
            }
        }
    }
}
