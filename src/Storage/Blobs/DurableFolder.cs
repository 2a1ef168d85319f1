using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mixtape.Storage;

/// <summary>Makes renames and deletions in a folder survive a power cut.</summary>
internal static class DurableFolder
{
    private const int ReadOnly = 0;
    private const int NoSuchEntry = 2;

    /// <summary>
    /// Waits until the folder's entries are on the disk. Does nothing on Windows, which has no such call, nor for a
    /// folder that is gone: its parent's entries are what matters then.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;

        // File.OpenHandle refuses folders, hence the call below it.
        using var handle = new SafeFileHandle(Open(folder, ReadOnly), ownsHandle: true);
        if (!handle.IsInvalid)
        {
            RandomAccess.FlushToDisk(handle);
        }
        else if (Marshal.GetLastPInvokeError() is not NoSuchEntry and var error)
        {
            throw new IOException(
                $"The folder '{folder}' cannot be opened to flush it: {new Win32Exception(error).Message}.");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern nint Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
